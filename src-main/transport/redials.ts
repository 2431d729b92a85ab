import type { Clock } from '../clock'
import { backoffDelay, busyDelay, soonDelay } from './backoff'
import type { Random } from './backoff'
import type { TransportPolicy } from './policy'

/** When to dial again. Remembers what the delays depend on; answers milliseconds from now. */
export class Redials {
  readonly #clock: Clock
  readonly #policy: TransportPolicy
  readonly #random: Random
  /** The exponent of the backoff; unlike the attempts shown it survives a short `ready`. */
  #losses = 0
  #lastSoon: number | null = null
  #dueAt = 0

  constructor(clock: Clock, policy: TransportPolicy, random: Random) {
    this.#clock = clock
    this.#policy = policy
    this.#random = random
  }

  /** It has been ready long enough to count as back. */
  settled(): void {
    this.#losses = 0
  }

  restart(): void {
    this.#losses = 0
    this.#lastSoon = null
  }

  afterLoss(): number {
    return this.#due(backoffDelay(this.#losses++, this.#policy, this.#random))
  }

  /** @param retryAfter seconds the server asked for */
  afterBusy(retryAfter: number | undefined): number {
    return this.#due(busyDelay(retryAfter, this.#policy, this.#random))
  }

  /** @param pending a dial is due already; null where that one is the sooner */
  soon(pending: boolean): number | null {
    const now = this.#clock.monotonic()
    const delay = soonDelay(this.#lastSoon, now, this.#policy, this.#random)
    if (pending && this.#dueAt <= now + delay) return null
    this.#lastSoon = now + delay
    return this.#due(delay)
  }

  #due(ms: number): number {
    this.#dueAt = this.#clock.monotonic() + ms
    return ms
  }
}
