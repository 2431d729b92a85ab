import type { OutboxRow } from '../../src-shared/domain/outbox'
import { UNDO_WINDOW_MS } from '../../src-shared/domain/outbox'
import type { Clock, TimerHandle } from '../clock'

/** The longest wait between two tries. */
const LONGEST_WAIT_MS = 15 * 60_000

/**
 * When waiting rows fall due. `notBefore` is a wall clock time, kept over a restart; the wait itself
 * is counted on the monotonic clock and never longer than it can have been meant, so that a clock
 * set back does not hold a row for a day.
 */
export class DueTimers {
  readonly #clock: Clock
  readonly #due: (seq: number) => void
  readonly #timers = new Map<number, { readonly notBefore: number; readonly timer: TimerHandle }>()

  constructor(clock: Clock, due: (seq: number) => void) {
    this.#clock = clock
    this.#due = due
  }

  /** Makes the timers those of these rows. */
  follow(rows: readonly OutboxRow[]): void {
    const waiting = new Map(
      rows.filter((row) => row.notBefore !== null).map((row) => [row.seq, row]),
    )
    for (const [seq, { notBefore, timer }] of this.#timers) {
      if (waiting.get(seq)?.notBefore === notBefore) continue
      timer.cancel()
      this.#timers.delete(seq)
    }
    for (const [seq, { notBefore, state }] of waiting) {
      if (notBefore === null || this.#timers.has(seq)) continue
      const longest = state === 'held' ? UNDO_WINDOW_MS : LONGEST_WAIT_MS
      const wait = Math.min(Math.max(0, notBefore - this.#clock.now()), longest)
      const timer = this.#clock.after(wait, () => {
        this.#timers.delete(seq)
        this.#due(seq)
      })
      this.#timers.set(seq, { notBefore, timer })
    }
  }

  cancelAll(): void {
    for (const { timer } of this.#timers.values()) timer.cancel()
    this.#timers.clear()
  }
}
