import type { Todo } from '../../src-shared/domain/todo'
import type { TimerHandle } from '../clock'
import { Emitter } from '../emitter'
import type { SeenTodo } from '../store/types'
import type { SocketEnd } from '../transport/closes'
import { encodeGetAll } from '../wire/todos/encode'
import { hasValues } from './fingerprint'
import { Flights } from './flights'
import { ALL_GUARDS, type Guards } from './guards'
import { Looking } from './looking'
import type { StoredRow } from './table'
import {
  hasBecomeOurs,
  inList,
  isCreation,
  isUpdate,
  mayBeSettled,
  sameStrings,
  type Evidence,
  type Matcher,
} from './todo-evidence'
import { TodoLedger } from './todo-ledger'
import { commitSending, frameOf, markGone, nextRow } from './todo-rows'
import type { LaneChange, TodoLane, TodoLaneOptions } from './types'
import { refusal } from './verdicts'

/** When the store refused a commit (full disk), the next try. */
const STORE_RETRY_MS = 30_000

/**
 * Todos have no correlation ids, so a row is committed as `sending` with its baseline before it is
 * written, and only evidence settles it: an event or a list that shows its values. Without any, or
 * after a reconnect, lists are looked at (looks.ts) before it is sent again; nothing is sent while
 * that goes on.
 */
export class SocketTodoLane implements TodoLane {
  readonly #options: TodoLaneOptions
  readonly #guards: Guards
  readonly #match: Matcher
  readonly #ledger: TodoLedger
  readonly #flights: Flights
  readonly #changed = new Emitter<LaneChange>()
  readonly #off: () => void
  #write: ((frame: string) => boolean) | null = null
  #listed = false
  /** The list that a connection begins with has come. */
  #greeted = false
  readonly #looking: Looking
  #retry: TimerHandle | null = null
  #pumping = false
  #again = false

  constructor(options: TodoLaneOptions) {
    this.#options = options
    this.#guards = options.guards ?? ALL_GUARDS
    this.#match = this.#guards.canonical ? hasValues : sameStrings
    this.#ledger = new TodoLedger(options)
    const { clock, onStuck, mostInFlight } = options
    this.#flights = new Flights(clock, mostInFlight)
    this.#looking = new Looking({
      ...options,
      ...{ guards: this.#guards, ledger: this.#ledger, flights: this.#flights },
      ask: () => this.#write?.(encodeGetAll()) ?? false,
      silent: () => {
        // Nothing more is sent on a connection that does not answer.
        this.#listed = false
        onStuck?.()
      },
    })
    this.#off = options.outbox.onChanging((accounts) => {
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
    // On the same connection as before: what was asked for there still comes.
    if (this.#write) this.#down(null)
    else this.#greeted = false
    this.#write = write
  }

  disconnected(end: SocketEnd | null): void {
    this.#looking.gone()
    this.#down(end)
  }

  #down(end: SocketEnd | null): void {
    this.#write = null
    this.#listed = false
    this.#looking.cleared.clear()
    this.#looking.unwatch()
    if (this.#guards.epoch) this.#looking.stop()
    const strike = this.#flights.strike(end)
    this.#ledger.attempt(() => {
      for (const row of this.#ledger.rows) {
        if (row.state !== 'sending' && !this.#flights.has(row.seq)) continue
        const strikes = row.strikes + (row.seq === strike ? 1 : 0)
        const state = strikes >= 2 ? 'parked' : 'ambiguous'
        this.#options.outbox.patch(row.seq, { state, strikes, doubtful: true })
      }
    })
    this.#flights.clear()
  }

  refresh(): boolean {
    return this.#looking.ask()
  }

  list(todos: readonly Todo[]): void {
    const { account, todos: store, clock } = this.#options
    if (this.#greeted) this.#looking.heard()
    if (!this.#listed) this.#looking.back()
    this.#greeted = true
    this.#listed = true
    const { answered, last } = this.#looking
    const believe = last || !this.#guards.secondLook
    const stored = this.#apply(
      () => {
        const { rows } = this.#ledger
        const ours = (now: Todo, was: Todo) => hasBecomeOurs(rows, now, was, this.#match)
        store.replaceAll(account, todos, clock.now(), ours)
      },
      (row) => {
        const seen = store.read(account).todos
        return inList(row, seen, believe || this.#flights.has(row.seq), this.#match)
      },
      () => {
        if (last) this.#looking.judge()
      },
    )
    if (!stored) {
      this.#ledger.showUnstored(todos)
      this.#changed.emit({ foreign: [] })
    } else if (answered) this.#looking.took(last)
    this.#pump()
  }

  created(todo: Todo): void {
    const { account, todos: store, clock } = this.#options
    let taken = false
    this.#apply(
      () => store.put(account, todo, clock.now()),
      (row) => {
        const seen = store.get(account, todo.id)
        if (taken || !seen || !isCreation(row, seen, this.#match)) return null
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
      (row) => {
        const seen = store.get(account, todo.id)
        return seen && isUpdate(row, seen, this.#match) ? { todo: seen } : null
      },
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

  /** It may belong to anything: the list behind it tells. */
  error(message: string): boolean {
    const { outbox } = this.#options
    const { seqs } = this.#flights
    const [oldest] = seqs
    if (oldest === undefined) return false
    const lastError = refusal(message)
    if (!this.#guards.errorFence) {
      this.#flights.land(oldest)
      this.#ledger.attempt(() => outbox.patch(oldest, { state: 'failed', lastError }))
    } else if (this.#looking.refused(message, seqs.length === 1)) {
      this.#ledger.attempt(() => {
        for (const seq of seqs) outbox.patch(seq, { state: 'ambiguous', lastError })
      })
    }
    this.#pump()
    return true
  }

  onChange(listener: (change: LaneChange) => void): () => void {
    return this.#changed.on(listener)
  }

  dispose(): void {
    this.#off()
    this.disconnected(null)
    this.#looking.stop()
    this.#retry?.cancel()
  }

  #apply(
    change: () => void,
    proof: (row: StoredRow) => Evidence | null,
    after: () => void = () => undefined,
  ): boolean {
    const told = this.#ledger.apply({
      change,
      proof: (row) => (mayBeSettled(row) ? proof(row) : null),
      after: () => {
        markGone(this.#options, this.#flights.seqs)
        after()
      },
    })
    this.#landSettled()
    if (told) this.#changed.emit(told)
    return told !== null
  }

  /** Sends what may go out. Called after everything that may have changed that. */
  #pump(): void {
    this.#again = true
    if (this.#pumping) return
    this.#pumping = true
    try {
      while (this.#again) {
        this.#again = false
        this.#landSettled()
        if (!this.#write || !this.#listed || this.#looking.active || this.#retry) continue
        if (this.#options.db.refuses || this.#flights.full) continue
        const row = nextRow(this.#ledger.rows, (seq) => this.#flights.has(seq))
        if (!row) continue
        if (
          row.baseline !== null &&
          this.#guards.lookFirst &&
          !this.#looking.cleared.has(row.seq)
        ) {
          // Ever sent: only lists taken from now on may say that it did not arrive.
          if (this.#flights.seqs.length === 0) this.#looking.begin('retry')
        } else this.#send(row)
      }
    } finally {
      this.#pumping = false
    }
    this.#looking.watch()
  }

  #send(row: StoredRow): void {
    const { outbox } = this.#options
    const committed = this.#ledger.attempt(() => {
      const merged = commitSending(this.#options, row)
      // Noted in the same commit: with its base moved on, nobody could tell again that it was a merge.
      if (merged) this.#changed.emit({ foreign: [], merged })
    })
    if (!committed) return this.#later()
    this.#again = true
    const sending = outbox.get(row.seq)
    if (sending?.state !== 'sending') return
    this.#looking.cleared.delete(row.seq)
    // Before the write: its answer must not find the row unknown.
    this.#flights.add(row.seq)
    if (row.command.kind !== 'todo.create') this.#looking.wrote()
    if (this.#write?.(frameOf(sending, this.#options))) return
    // There is no connection: nothing left the machine, and its end will be told.
    this.#write = null
    this.#flights.land(row.seq)
    const { baseline } = row
    this.#ledger.attempt(() => outbox.patch(row.seq, { state: 'queued', baseline }))
  }

  /** Whatever took a row out of its flight: evidence, or the user. */
  #landSettled(): void {
    // In trouble, what is found says nothing about the order in which the server answers.
    const trouble = this.#looking.own
    for (const seq of this.#flights.seqs) {
      const state = this.#options.outbox.get(seq)?.state
      if (state === undefined && !trouble) this.#flights.confirmed(seq)
      else if (state !== 'sending' && state !== 'ambiguous') this.#flights.land(seq)
    }
    if (trouble && this.#flights.seqs.length === 0) this.#looking.stop()
  }

  #later(): void {
    this.#retry = this.#options.clock.after(STORE_RETRY_MS, () => {
      this.#retry = null
      this.#pump()
    })
  }
}
