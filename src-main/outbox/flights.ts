import type { Clock } from '../clock'
import { mayBlameWrite } from '../transport/closes'
import type { SocketEnd } from '../transport/closes'
import { Window } from './window'

/** A close this soon after a write is blamed on it. */
const STRIKE_WITHIN_MS = 2_000

/** The rows that were written on this connection and for which evidence is awaited, oldest first. */
export class Flights {
  readonly window: Window
  readonly #clock: Clock
  /** By seq: when it was written, monotonic. */
  readonly #since = new Map<number, number>()

  /** @param most at once; without it as many as the window allows */
  constructor(clock: Clock, most?: number) {
    this.#clock = clock
    this.window = new Window(most)
  }

  get seqs(): readonly number[] {
    return [...this.#since.keys()]
  }

  get full(): boolean {
    return this.#since.size >= this.window.size
  }

  /** How long the oldest has been waited for; null: none is. */
  get oldestAge(): number | null {
    for (const since of this.#since.values()) return this.#clock.monotonic() - since
    return null
  }

  has(seq: number): boolean {
    return this.#since.has(seq)
  }

  add(seq: number): void {
    this.#since.set(seq, this.#clock.monotonic())
  }

  confirmed(seq: number): void {
    this.window.confirmed(this.seqs[0] === seq)
    this.#since.delete(seq)
  }

  land(seq: number): void {
    this.#since.delete(seq)
  }

  clear(): void {
    this.#since.clear()
    this.window.shut()
  }

  /** The row whose handling may have ended the connection: the only one open, just written. */
  strike(end: SocketEnd | null): number | null {
    const [only, ...others] = this.#since
    if (!mayBlameWrite(end) || !only || others.length > 0) return null
    const [seq, since] = only
    return this.#clock.monotonic() - since <= STRIKE_WITHIN_MS ? seq : null
  }
}
