import type { Clock, TimerHandle } from '../clock'
import type { TransportPolicy } from './policy'

/**
 * Notices a sleep the system did not announce: the monotonic clock stands still while the machine
 * sleeps, the wall clock does not. A wall clock set forward looks the same and costs one ping.
 */
export class WakeWatch {
  readonly #clock: Clock
  readonly #policy: TransportPolicy
  readonly #woke: () => void
  #timer: TimerHandle | null = null

  constructor(clock: Clock, policy: TransportPolicy, woke: () => void) {
    this.#clock = clock
    this.#policy = policy
    this.#woke = woke
  }

  start(): void {
    if (this.#timer === null) this.#arm()
  }

  stop(): void {
    this.#timer?.cancel()
    this.#timer = null
  }

  #arm(): void {
    const wall = this.#clock.now()
    const monotonic = this.#clock.monotonic()
    this.#timer = this.#clock.after(this.#policy.wakeCheckMs, () => {
      const slept = this.#clock.now() - wall - (this.#clock.monotonic() - monotonic)
      this.#arm()
      if (slept > this.#policy.wakeJumpMs) this.#woke()
    })
  }
}
