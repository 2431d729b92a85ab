import type { Clock, TimerHandle } from '../clock'
import { deadline } from './deadline'
import type { TransportPolicy } from './policy'

export interface HeartbeatOptions {
  readonly clock: Clock
  readonly policy: TransportPolicy
  ping(): void
  /** Bytes the socket has read so far: a large frame on a slow line is life too, for a while. */
  bytesRead(): number
  /** The peer is gone. Called at most once. */
  dead(): void
}

/**
 * Tells a quiet peer from a dead one. A completed frame or a pong is life; after `pingAfterMs`
 * without one it pings, and `pongWithinMs` later the peer is dead, unless the bytes of one frame
 * are still coming in (at most `frameMs` of them). The timer is armed lazily: a frame costs no timer.
 */
export class Heartbeat {
  readonly #options: HeartbeatOptions
  #last: number
  #bytes = 0
  #waiting = false
  #timer: TimerHandle

  constructor(options: HeartbeatOptions) {
    this.#options = options
    this.#last = options.clock.monotonic()
    this.#timer = this.#listen(options.policy.pingAfterMs)
  }

  /** A frame was completed, or a ping or pong came. */
  life(): void {
    this.#last = this.#options.clock.monotonic()
    if (!this.#waiting) return
    this.#waiting = false
    this.#timer.cancel()
    this.#timer = this.#listen(this.#options.policy.pingAfterMs)
  }

  stop(): void {
    this.#timer.cancel()
  }

  #listen(ms: number): TimerHandle {
    return this.#options.clock.after(ms, () => {
      const { policy, ping } = this.#options
      const rest = policy.pingAfterMs - this.#silence()
      // Below a millisecond it is rounding, not remaining time.
      if (rest >= 1) {
        this.#timer = this.#listen(rest)
        return
      }
      this.#waiting = true
      this.#timer = this.#await()
      ping()
    })
  }

  #await(): TimerHandle {
    const { clock, policy, bytesRead, dead } = this.#options
    this.#bytes = bytesRead()
    return deadline(clock, policy.pongWithinMs, policy.lateGraceMs, () => {
      const moving = bytesRead() > this.#bytes
      if (moving && this.#silence() < policy.frameMs) this.#timer = this.#await()
      else dead()
    })
  }

  #silence(): number {
    return this.#options.clock.monotonic() - this.#last
  }
}
