import type { Clock, TimerHandle } from '../clock'

/** Events that hint at a change come in bursts; one fetch answers them. */
const HINT_MS = 100
/** An event about an item that no status shows must not make us ask ten times a second. */
const HINT_EVERY_MS = 1_000

/** Something changed that events do not carry: the status is read soon, once for several hints. */
export class Hint {
  #timer: TimerHandle | null = null
  #readAt = -Infinity

  constructor(
    private readonly clock: Clock,
    private readonly read: () => void,
  ) {}

  give(): void {
    const wait = Math.max(HINT_MS, this.#readAt + HINT_EVERY_MS - this.clock.monotonic())
    this.#timer ??= this.clock.after(wait, () => {
      this.#timer = null
      this.#readAt = this.clock.monotonic()
      this.read()
    })
  }

  forget(): void {
    this.#timer?.cancel()
    this.#timer = null
  }
}
