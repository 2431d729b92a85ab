import { toAppError } from '../../src-shared/domain/errors'
import type { Todo } from '../../src-shared/domain/todo'
import type { Clock } from '../clock'
import { silentLog, type Logger } from '../log'
import type { Db } from '../store/db'
import type { TodoStore } from '../store/todos'
import type { SeenTodo } from '../store/types'
import { sentOnCreate } from './fingerprint'
import { ALL_GUARDS, type Guards } from './guards'
import type { SqliteOutbox } from './outbox'
import type { StoredRow } from './table'
import { mayBeSettled, type Evidence } from './todo-evidence'
import { foreignChanges } from './todo-foreign'
import { settleRow } from './todo-rows'
import type { LaneChange } from './types'

export interface LedgerOptions {
  readonly account: string
  readonly db: Db
  readonly outbox: SqliteOutbox
  readonly todos: TodoStore
  readonly clock: Pick<Clock, 'now'>
  readonly log?: Logger
  readonly guards?: Guards
}

/** One account's confirmed todos and its outbox rows, changed together or not at all. */
export class TodoLedger {
  readonly #options: LedgerOptions
  readonly #log: Logger
  /** The list as heard, while the store cannot take it. */
  #unstored: readonly SeenTodo[] | null = null

  constructor(options: LedgerOptions) {
    this.#options = options
    this.#log = options.log ?? silentLog
  }

  get todos(): readonly SeenTodo[] {
    return this.#unstored ?? this.#options.todos.read(this.#options.account).todos
  }

  get confirmedAt(): number | null {
    return this.#options.todos.read(this.#options.account).confirmedAt
  }

  get rows(): readonly StoredRow[] {
    return this.#options.outbox.lane(this.#options.account, 'todos')
  }

  /**
   * Applies one message: the cache, the id map and the rows that it proves in one unit of work.
   * Null when the store could not take it: then nothing is settled, and the next list shows it again.
   */
  apply(message: {
    readonly change: () => void
    readonly proof: (row: StoredRow) => Evidence | null
    /** In the same unit of work, after the rows. */
    readonly after: () => void
  }): LaneChange | null {
    const { account, todos, outbox } = this.#options
    const { clock, guards = ALL_GUARDS } = this.#options
    const before = todos.read(account)
    const settled = new Map<StoredRow, Evidence>()
    const settle = () => {
      for (const { seq } of inOrder(this.rows.filter(mayBeSettled))) {
        // Read afresh: settling one row gives the next its id.
        const row = outbox.get(seq)
        const evidence = row && (settled.get(row) ?? message.proof(row))
        if (!row || !evidence) continue
        settleRow(this.#options, row, evidence)
        settled.set(row, evidence)
      }
      if (outbox.twins.look(account, clock.now(), this.rows)) outbox.touch(account)
      if (this.rows.some(asks)) outbox.touch(account)
      message.after()
    }
    if (!guards.oneCommit && !this.attempt(() => this.#mapFirst(message, settled))) return null
    const stored = this.attempt(() => {
      if (guards.oneCommit) message.change()
      settle()
    })
    if (!stored) return null
    this.#unstored = null
    if (before.confirmedAt === null) return { foreign: [] }
    const now = todos.read(account).todos
    return { foreign: foreignChanges(before.todos, now, settled, this.rows) }
  }

  /** The ablated way: the cache and the id map in a commit of their own, the rows in a second one. */
  #mapFirst(
    message: { readonly change: () => void; readonly proof: (row: StoredRow) => Evidence | null },
    settled: Map<StoredRow, Evidence>,
  ): void {
    message.change()
    for (const row of this.rows) {
      const evidence = message.proof(row)
      if (!evidence) continue
      settled.set(row, evidence)
      if (row.command.kind !== 'todo.create' || !evidence.todo) continue
      this.#options.todos.bind(this.#options.account, row.entity, evidence.todo.todo.id)
    }
  }

  /** One unit of work; false when the store cannot write. Anything else is a mistake and thrown. */
  attempt(work: () => void): boolean {
    // At quit the store may go before a late message or the lane's end.
    if (!this.#options.db.isOpen) return false
    try {
      this.#options.db.unitOfWork(work)
      return true
    } catch (thrown) {
      const error = toAppError(thrown)
      if (!error.code.startsWith('store.')) throw thrown
      this.#log.warn('todos: the store cannot write', error)
      return false
    }
  }

  /** Shows what was heard although it cannot be kept; nothing is sent from it. */
  showUnstored(todos: readonly Todo[]): void {
    const known = new Map(this.todos.map((seen) => [seen.todo.id, seen]))
    this.#unstored = todos.map((todo) => {
      const { firstSeen = 0, entity = `new-${todo.id}` } = known.get(todo.id) ?? {}
      return { todo, firstSeen, entity }
    })
  }
}

/** What it asks the user is made of the list, and so is told again with every change of it. */
function asks({ state }: StoredRow): boolean {
  return state === 'conflict' || state === 'review'
}

/**
 * By seq, but of several creations that a todo may be, the one that says the most is it; and what is
 * put to the user comes last: of two equal ones the one on its way is what has come.
 */
function inOrder(rows: readonly StoredRow[]): readonly StoredRow[] {
  const late = rows.filter((row) => row.state === 'review' || row.state === 'failed')
  const open = rows.filter((row) => !late.includes(row))
  const creations = open.filter((row) => row.command.kind === 'todo.create')
  if (late.length === 0 && creations.length < 2) return rows
  const others = open.filter((row) => row.command.kind !== 'todo.create')
  return [...creations.toSorted((a, b) => fieldsOf(b) - fieldsOf(a)), ...others, ...late]
}

function fieldsOf({ command }: StoredRow): number {
  return command.kind === 'todo.create' ? Object.keys(sentOnCreate(command.fields)).length : 0
}
