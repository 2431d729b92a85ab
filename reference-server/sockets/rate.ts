import type { MessageLimit } from '../dialects/traits'

/** Counts what one socket sends within a sliding window. */
export class Rate {
  #times: number[] = []

  constructor(private readonly now: () => number) {}

  /** Counts one more message, unless it is one too many. */
  allows({ messages, windowMs }: MessageLimit): boolean {
    const at = this.now()
    this.#times = this.#times.filter((time) => time > at - windowMs)
    if (this.#times.length >= messages) return false
    this.#times.push(at)
    return true
  }
}
