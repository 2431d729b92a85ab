/** Servers that answer in order may be given this many commands at once. */
export const WIDEST = 16

/**
 * How many commands may be in flight: one at first, twice as many after each full round of
 * confirmations in order, one again after any disorder or error.
 */
export class Window {
  readonly #widest: number
  #size = 1
  #streak = 0

  constructor(widest = WIDEST) {
    this.#widest = widest
  }

  get size(): number {
    return this.#size
  }

  /** @param oldest it was the command that had waited longest */
  confirmed(oldest: boolean): void {
    if (!oldest) return this.shut()
    this.#streak += 1
    if (this.#streak < this.#size) return
    this.#streak = 0
    this.#size = Math.min(this.#widest, this.#size * 2)
  }

  /** Disorder, an error, a silence: one at a time. */
  shut(): void {
    this.#size = 1
    this.#streak = 0
  }
}
