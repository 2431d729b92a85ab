import { appError } from '../../src-shared/domain/errors'
import type { Todo } from '../../src-shared/domain/todo'
import type { Clock, TimerHandle } from '../clock'
import { Emitter } from '../emitter'
import type { Logger } from '../log'
import type { Db } from '../store/db'
import type { TodoStore } from '../store/todos'
import type { SeenTodo } from '../store/types'
import { encodeGetAll } from '../wire/todos/encode'
import { Flight, type FenceEnd } from './fences'
import type { SqliteOutbox } from './outbox'
import type { StoredRow } from './table'
import { inList, isCreation, isUpdate, type Evidence } from './todo-evidence'
import { TodoLedger } from './todo-ledger'
import { commitSending, frameOf, markConflict, nextRow, targetOf } from './todo-rows'
import type { LaneChange, TodoLane } from './types'

/** When the store refused a commit (full disk), the next try. */
const STORE_RETRY_MS = 30_000

export interface TodoLaneOptions {
  readonly account: string
  readonly db: Db
  readonly outbox: SqliteOutbox
  readonly todos: TodoStore
  readonly clock: Clock
  readonly log?: Logger
  /** The server answers nothing on this connection, not even the list: dial anew. */
  readonly onStuck?: () => void
}

/**
 * Todos have no correlation ids, so a row is committed as `sending` with its baseline before it is
 * written, and only evidence settles it: an event or a list that shows its values. An `error` may
 * belong to anything; the list asked for behind it tells. After a disconnect a row stays ambiguous;
 * it is sent again only when the user says so, and then only if a new list does not show it.
 */
export class SocketTodoLane implements TodoLane {
  readonly #options: TodoLaneOptions
  readonly #ledger: TodoLedger
  readonly #changed = new Emitter<LaneChange>()
  readonly #off: () => void
  #write: ((frame: string) => boolean) | null = null
  #listed = false
  #flight: Flight | null = null
  #retry: TimerHandle | null = null
  /** Rows written on this connection: evidence that comes late on it still settles them. */
  readonly #written = new Set<number>()
  /** Rows that a new list did not show: they may be sent again. */
  readonly #absent = new Set<number>()
  #pumping = false
  #again = false

  constructor(options: TodoLaneOptions) {
    this.#options = options
    this.#ledger = new TodoLedger(options)
    this.#off = options.outbox.onChange((accounts) => {
      if (accounts.has(options.account)) this.#pump()
    })
  }

  get todos(): readonly SeenTodo[] {
    return this.#ledger.todos
  }

  get confirmedAt(): number | null {
    return this.#ledger.confirmedAt
  }

  connected(write: (frame: string) => boolean): void {
    this.disconnected()
    this.#write = write
  }

  disconnected(): void {
    this.#write = null
    this.#listed = false
    this.#land()
    this.#written.clear()
    this.#absent.clear()
    this.#ledger.attempt(() => {
      for (const { seq, state } of this.#ledger.rows) {
        if (state === 'sending') this.#options.outbox.patch(seq, { state: 'ambiguous' })
      }
    })
  }

  list(todos: readonly Todo[]): void {
    const { account, todos: store, clock } = this.#options
    const flight = this.#flight
    const stored = this.#apply(
      () => store.replaceAll(account, todos, clock.now()),
      (row) => inList(row, store.read(account).todos),
    )
    if (!stored) {
      this.#ledger.showUnstored(todos)
      this.#changed.emit({ foreign: [] })
    }
    this.#listed = true
    // Only a list that came while this very row was waited for says something about it.
    if (stored && flight && flight === this.#flight) flight.looked()
    this.#pump()
  }

  created(todo: Todo): void {
    const { account, todos: store, clock } = this.#options
    let taken = false
    this.#apply(
      () => store.put(account, todo, clock.now()),
      (row) => {
        const seen = store.get(account, todo.id)
        if (taken || !seen || !isCreation(row, seen)) return null
        taken = true
        return { todo: seen }
      },
    )
    this.#pump()
  }

  updated(todo: Todo): void {
    const { account, todos: store, clock } = this.#options
    this.#apply(
      () => store.put(account, todo, clock.now()),
      (row) => (isUpdate(row, todo) ? { todo: store.get(account, todo.id) } : null),
    )
    this.#pump()
  }

  deleted(todoId: number): void {
    const { account, todos: store, clock } = this.#options
    this.#apply(
      () => store.remove(account, todoId, clock.now()),
      ({ command }) =>
        command.kind === 'todo.delete' && command.todoId === todoId ? { todo: null } : null,
    )
    this.#pump()
  }

  error(message: string): void {
    const flight = this.#flight
    if (!flight || flight.checking || flight.refusal !== null) return
    const lastError = refusal(message)
    const { outbox } = this.#options
    this.#ledger.attempt(() => outbox.patch(flight.seq, { state: 'ambiguous', lastError }))
    flight.refused(message)
  }

  onChange(listener: (change: LaneChange) => void): () => void {
    return this.#changed.on(listener)
  }

  dispose(): void {
    this.#off()
    this.disconnected()
    this.#retry?.cancel()
  }

  #apply(change: () => void, proof: (row: StoredRow) => Evidence | null): boolean {
    const told = this.#ledger.apply({
      change,
      proof: (row) => (this.#mayBeSettled(row) ? proof(row) : null),
      after: () => this.#lookForTarget(),
    })
    if (told) this.#changed.emit(told)
    return told !== null
  }

  #mayBeSettled({ seq, state }: StoredRow): boolean {
    if (this.#flight?.checking && this.#flight.seq === seq) return true
    return this.#written.has(seq) && ['sending', 'ambiguous', 'failed'].includes(state)
  }

  /** An edit in flight whose todo was deleted meanwhile waits for nothing any more. */
  #lookForTarget(): void {
    const row = this.#flight && this.#options.outbox.get(this.#flight.seq)
    if (row?.command.kind !== 'todo.update') return
    if (targetOf(this.#options, row) === 'gone') markConflict(this.#options, row)
  }

  /** Sends what may go out, one in flight. Called after everything that may have changed that. */
  #pump(): void {
    this.#again = true
    if (this.#pumping) return
    this.#pumping = true
    try {
      while (this.#again) {
        this.#again = false
        this.#landIfOver()
        if (!this.#write || !this.#listed || this.#flight || this.#retry) continue
        if (this.#options.db.refuses) continue
        const row = nextRow(this.#ledger.rows)
        if (row && !this.#prepare(row)) this.#later()
        else if (row) this.#put(row)
      }
    } finally {
      this.#pumping = false
    }
  }

  #prepare(row: StoredRow): boolean {
    // Ever sent: only a list taken from now on may say that it did not arrive.
    if (row.baseline !== null && !this.#absent.has(row.seq)) return true
    return this.#ledger.attempt(() => commitSending(this.#options, row))
  }

  /** After the commit: writes the row, or asks for the list first where it was sent before. */
  #put({ seq, baseline }: StoredRow): void {
    this.#again = true
    const { outbox, clock } = this.#options
    const row = outbox.get(seq)
    const checking = row?.state === 'queued'
    if (!row || (!checking && row.state !== 'sending')) return
    const ask = () => void this.#write?.(encodeGetAll())
    const end = (how: FenceEnd) => this.#ended(flight, how)
    const flight = new Flight({ seq, checking, clock, ask, end })
    this.#flight = flight
    if (!checking) {
      this.#absent.delete(seq)
      // Before the write: its answer must not find the row unknown.
      this.#written.add(seq)
      if (!this.#writeRow(row, baseline)) return
    }
    if (this.#flight === flight) flight.start()
  }

  #writeRow(row: StoredRow, baseline: number | null): boolean {
    const target = targetOf(this.#options, row)
    const doneField = this.todos[0]?.todo.doneField ?? 'completed'
    const frame = frameOf(row, target === 'gone' ? null : (target?.todo ?? null), doneField)
    if (this.#write?.(frame)) return true
    // There is no connection: nothing left the machine, and its end will be told.
    this.#write = null
    this.#land()
    this.#written.delete(row.seq)
    this.#ledger.attempt(() => this.#options.outbox.patch(row.seq, { state: 'queued', baseline }))
    return false
  }

  /** The lists are in (or none came) and nothing shows the row. */
  #ended(flight: Flight, how: FenceEnd): void {
    if (this.#flight !== flight) return
    this.#land()
    const { seq } = flight
    const attempts = (this.#options.outbox.get(seq)?.attempts ?? 0) + 1
    if (how === 'silent') {
      // Nothing more is sent on a connection that does not answer.
      this.#listed = false
      if (!flight.checking) {
        this.#ledger.attempt(() => this.#options.outbox.patch(seq, { state: 'ambiguous' }))
      }
      this.#options.onStuck?.()
    } else if (flight.checking) {
      this.#absent.add(seq)
    } else {
      const lastError =
        flight.refusal === null
          ? appError('server.failed', 'The server has not done this', { retryable: true })
          : refusal(flight.refusal)
      this.#ledger.attempt(() =>
        this.#options.outbox.patch(seq, { state: 'failed', attempts, lastError }),
      )
    }
    this.#pump()
  }

  #landIfOver(): void {
    if (!this.#flight) return
    const state = this.#options.outbox.get(this.#flight.seq)?.state
    const over = this.#flight.checking
      ? state !== 'queued'
      : state !== 'sending' && state !== 'ambiguous'
    if (over) this.#land()
  }

  #later(): void {
    this.#retry = this.#options.clock.after(STORE_RETRY_MS, () => {
      this.#retry = null
      this.#pump()
    })
  }

  #land(): void {
    this.#flight?.cancel()
    this.#flight = null
  }
}

function refusal(message: string) {
  return appError('server.badRequest', 'The server refused this', { detail: message })
}
