import type { Clock, TimerHandle } from '../clock'
import type { TodoStore } from '../store/todos'
import { Asks } from './asks'
import type { Flights } from './flights'
import type { Guards } from './guards'
import { FENCE_AFTER_MS, Looks, type LookReason } from './looks'
import type { SqliteOutbox } from './outbox'
import type { StoredRow } from './table'
import type { TodoLedger } from './todo-ledger'
import { judge } from './verdicts'

/** Nothing that was written longer ago is still on its way. */
const UNDER_WAY_MS = 30_000

export interface LookingOptions {
  readonly account: string
  readonly outbox: SqliteOutbox
  readonly todos: TodoStore
  readonly clock: Clock
  readonly guards: Guards
  readonly ledger: TodoLedger
  readonly flights: Flights
  /** Writes `get_all_todos`; false when there is no connection. */
  readonly ask: () => boolean
  /** The connection does not even answer with a list. */
  readonly silent: () => void
}

/** When lists are looked at, which rows they are about, and what follows from them. */
export class Looking {
  /** Rows of earlier connections that no list has shown: they may be sent again on this one. */
  readonly cleared = new Set<number>()
  readonly #options: LookingOptions
  readonly #asks = new Asks()
  #fence: TimerHandle | null = null
  #looks: Looks | null = null
  /** What the server's `error` said, and whether one command alone was in flight. */
  #error: { readonly text: string; readonly alone: boolean } | null = null
  /** Bytes of an edit or a delete may still come: they could meet a todo that was given the id. */
  #late = false
  /** The last edit or delete written on this connection: when, and the question whose answer is behind it. */
  #wrote: { readonly at: number; readonly question: number } | null = null
  /** The connection before went while one was under way — also one that another device's doing has settled. */
  #leftBytes = false

  constructor(options: LookingOptions) {
    this.#options = options
  }

  /** While it looks nothing is sent. */
  get active(): boolean {
    return this.#looks !== null
  }

  /** The list that has just come is one that is looked at, and not one asked for earlier. */
  get answered(): boolean {
    const question = this.#looks?.question ?? null
    return question !== null && this.#asks.isAnswered(question)
  }

  /** It is the last one, too. */
  get last(): boolean {
    return this.answered && this.#looks?.last === true
  }

  /** It is about commands of this connection, not of earlier ones. */
  get own(): boolean {
    return this.#looks?.reason === 'silence' || this.#looks?.reason === 'error'
  }

  /** Asks for the list; false when there is no connection. */
  ask(): boolean {
    const written = this.#options.ask()
    if (written) this.#asks.ask()
    return written
  }

  /** A list came that was not the first of its connection. */
  heard(): void {
    this.#asks.hear()
  }

  /** An edit or a delete is on its way. */
  wrote(): void {
    this.#wrote = { at: this.#options.clock.monotonic(), question: this.#asks.last + 1 }
  }

  /** The connection is gone, and what was asked for on it. */
  gone(): void {
    const { clock } = this.#options
    // An event with its values may be another device's; a list that was asked for behind it proves more.
    if (this.#wrote && !this.#asks.isAnswered(this.#wrote.question)) {
      this.#leftBytes ||= clock.monotonic() - this.#wrote.at < UNDER_WAY_MS
    }
    this.#wrote = null
    this.#asks.clear()
  }

  /** Without evidence for the oldest command within its time the list is asked for. */
  watch(): void {
    const { clock, flights, guards } = this.#options
    this.unwatch()
    const age = flights.oldestAge
    if (age === null || this.active || !guards.fence) return
    this.#fence = clock.after(Math.max(0, FENCE_AFTER_MS - age), () => {
      this.#fence = null
      this.begin('silence')
    })
  }

  unwatch(): void {
    this.#fence?.cancel()
    this.#fence = null
  }

  /** The first list of a connection: are there rows of which nobody knows whether they arrived? */
  back(): void {
    const { guards, ledger, outbox } = this.#options
    const open = ledger.rows.filter(isOpen)
    const rows = ledger.rows.some((row) => isNoCreation(row) && (isOpen(row) || row.doubtful))
    this.#late = guards.secondLook && (rows || this.#leftBytes)
    if ((open.length === 0 && !this.#late) || (this.#looks && !guards.epoch)) return
    if (guards.lookFirst) return this.begin('reconnect')
    ledger.attempt(() => {
      for (const { seq } of open) outbox.patch(seq, { state: 'queued' })
    })
    for (const { seq } of open) this.cleared.add(seq)
  }

  begin(reason: LookReason): void {
    const { clock, silent, flights } = this.#options
    this.stop()
    this.#looks = new Looks({
      ...{ reason, clock },
      ask: () => {
        this.ask()
        return this.#asks.last
      },
      isMiscounted: () => this.#asks.isMiscounted(),
      silent: () => {
        this.stop()
        silent()
      },
    })
    if (this.own) flights.window.shut()
    // A reconnect begins with the list that the server pushed.
    if (reason !== 'reconnect') this.#looks.ask()
  }

  /** The server said `error`; one look behind it tells. False when that is being done already. */
  refused(text: string, alone: boolean): boolean {
    if (this.#error) return false
    this.begin('error')
    this.#error = { text, alone }
    return true
  }

  /** The last list is in: what none of them showed. Joins the caller's unit of work. */
  judge(): void {
    const { clock, ledger, flights, outbox } = this.#options
    if (!this.#looks) return
    const { reason } = this.#looks
    const { text = null, alone = false } = this.#error ?? {}
    if (!this.own) this.#leftBytes = false
    for (const row of ledger.rows) {
      const concerned = this.own ? flights.has(row.seq) : isOpen(row)
      // Nothing more of it comes from an earlier connection; a creation's twin could.
      if (!this.own && row.doubtful && isNoCreation(row)) outbox.patch(row.seq, { doubtful: false })
      if (!concerned) continue
      const how = { reason, text, alone, now: clock.now() }
      if (judge(this.#options, row, how)) this.cleared.add(row.seq)
      flights.land(row.seq)
    }
  }

  /** A list was applied: another one is wanted, or that was enough. */
  took(last: boolean): void {
    if (!this.#looks) return
    if (last || this.#seenEnough()) this.stop()
    else this.#looks.again()
  }

  stop(): void {
    this.#looks?.cancel()
    this.#looks = null
    this.#error = null
  }

  #seenEnough(): boolean {
    const { flights, ledger } = this.#options
    if (this.own) return flights.seqs.length === 0
    return !this.#late && !ledger.rows.some(isOpen)
  }
}

/** May have arrived on an earlier connection, and nobody has looked yet. */
function isOpen({ state, baseline }: StoredRow): boolean {
  return baseline !== null && (state === 'ambiguous' || state === 'queued')
}

function isNoCreation({ command }: StoredRow): boolean {
  return command.kind !== 'todo.create'
}
