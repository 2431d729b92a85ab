import type { Clock } from '../clock'

/**
 * From so long without contact on, what happened is told at once, as a digest. Anything shorter (a
 * server that restarts, a line that is dialled again, a broken one that is noticed after 20 s) is
 * told one by one like everything else: nobody has left the room for it. A minute is also as old as
 * the queue gets while all is well, for it is read again every 60 s.
 */
export const ABSENCE_MS = 60_000

/** An absence that is over. */
export interface Return<Before, Held> {
  /** Epoch milliseconds. */
  readonly since: number
  /** It was long enough for a digest, and something was known before it. */
  readonly long: boolean
  /** What the lists said when it began. */
  readonly before: Before
  /** What was noticed before all lists were in. */
  readonly held: readonly Held[]
}

interface Open<Before, Held> {
  /** Null: nothing of this account was ever known. */
  readonly since: number | null
  readonly sinceMonotonic: number
  readonly before: Before
  readonly held: Held[]
}

/** Whether one server is out of reach, since when, and what its lists said last. */
export class Absence<Before, Held> {
  readonly #clock: Pick<Clock, 'now' | 'monotonic'>
  #open: Open<Before, Held> | null = null

  constructor(clock: Pick<Clock, 'now' | 'monotonic'>) {
    this.#clock = clock
  }

  get isOn(): boolean {
    return this.#open !== null
  }

  /** By either clock: asleep only the wall clock goes on, and that one may be set back. */
  get isLong(): boolean {
    if (!this.#open || this.#open.since === null) return false
    const wall = this.#clock.now() - this.#open.since
    const awake = this.#clock.monotonic() - this.#open.sinceMonotonic
    return Math.max(wall, awake) >= ABSENCE_MS
  }

  /** The beginning of one that is on already stays. */
  begin(since: number | null, before: () => Before): void {
    this.#open ??= {
      ...{ since, sinceMonotonic: this.#clock.monotonic() },
      ...{ before: before(), held: [] },
    }
  }

  /** Keeps it until the absence is over; false when there is none. */
  hold(...noticed: readonly Held[]): boolean {
    this.#open?.held.push(...noticed)
    return this.isOn
  }

  /** Null when there was none. */
  end(): Return<Before, Held> | null {
    const open = this.#open
    const long = this.isLong
    this.#open = null
    if (!open) return null
    return { since: open.since ?? this.#clock.now(), long, before: open.before, held: open.held }
  }

  /** Another account: nothing of the first is told of the second. */
  forget(): void {
    this.#open = null
  }
}
