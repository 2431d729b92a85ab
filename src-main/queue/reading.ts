import type { Clock, TimerHandle } from '../clock'

const TICK_MS = 10_000
/** However quiet or busy it is, the whole status is read again after this long. */
const ALWAYS_MS = 60_000

export interface ReadingOptions {
  readonly clock: Clock
  readonly read: () => void
  /** Whether something runs, so that silence is suspicious. */
  readonly busy: () => boolean
}

/**
 * When the status is read again although events flow: every 60 s, and every 10 s while something
 * runs and no event came, or while a room was refused (its events never will).
 */
export class StatusReading {
  readonly #options: ReadingOptions
  #timer: TimerHandle | null = null
  #lastEvent = 0
  #lastRead = 0
  #deaf = false

  constructor(options: ReadingOptions) {
    this.#options = options
  }

  start(): void {
    this.#timer?.cancel()
    this.#lastRead = this.#options.clock.monotonic()
    this.#lastEvent = this.#lastRead
    this.#tick()
  }

  stop(): void {
    this.#timer?.cancel()
    this.#timer = null
  }

  event(): void {
    this.#lastEvent = this.#options.clock.monotonic()
  }

  /** A status came in, read or pushed. */
  status(): void {
    this.#lastRead = this.#options.clock.monotonic()
  }

  /** Whether there are events that will never come, because a room was refused. */
  setDeaf(deaf: boolean): void {
    this.#deaf = deaf
  }

  #tick(): void {
    const { clock, read, busy } = this.#options
    this.#timer = clock.after(TICK_MS, () => {
      const now = clock.monotonic()
      // A timer may fire a little early by the monotonic clock.
      const due = (since: number, ms: number) => now - since >= ms - TICK_MS / 20
      const suspicious = this.#deaf || (busy() && due(this.#lastEvent, TICK_MS))
      if (due(this.#lastRead, ALWAYS_MS) || (suspicious && due(this.#lastRead, TICK_MS))) read()
      this.#tick()
    })
  }
}
