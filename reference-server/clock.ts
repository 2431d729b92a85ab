/** Node fires at once what is set further ahead: a weekly schedule on a slowed-down clock would never rest. */
const LONGEST_TIMER_MS = 2 ** 31 - 1

/**
 * Every timer of one server instance. Library time runs `speed` times as fast as real time, and
 * disposing the clock silences the instance at once, which is how an abrupt restart is played.
 */
export class Clock {
  readonly #timers = new Set<NodeJS.Timeout>()
  #disposed = false

  constructor(
    readonly speed: number,
    /** Wall clock in milliseconds; injected so that tests can let a minute pass. */
    readonly now: () => number,
  ) {}

  /** Runs `fn` after `ms` of library time. Returns a function that cancels it. */
  after(ms: number, fn: () => void): () => void {
    return this.afterReal(ms / this.speed, fn)
  }

  /** Runs `fn` after `ms` of real time. */
  afterReal(ms: number, fn: () => void): () => void {
    if (this.#disposed) return () => {}
    const timer = setTimeout(
      () => {
        this.#timers.delete(timer)
        fn()
      },
      Math.min(ms, LONGEST_TIMER_MS),
    )
    this.#timers.add(timer)
    return () => {
      clearTimeout(timer)
      this.#timers.delete(timer)
    }
  }

  /** Runs `fn` every `ms` of real time until cancelled. */
  every(ms: number, fn: () => void): () => void {
    if (this.#disposed) return () => {}
    const timer = setInterval(fn, ms)
    this.#timers.add(timer)
    return () => {
      clearInterval(timer)
      this.#timers.delete(timer)
    }
  }

  /** Resolves after `ms` of real time; never, once the clock is disposed. */
  sleepReal(ms: number): Promise<void> {
    return new Promise((resolve) => this.afterReal(ms, resolve))
  }

  iso(): string {
    return new Date(this.now()).toISOString()
  }

  dispose(): void {
    this.#disposed = true
    for (const timer of this.#timers) clearTimeout(timer)
    this.#timers.clear()
  }
}
