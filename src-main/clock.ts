/** A timer's handle; opaque. */
export type TimerHandle = { readonly cancel: () => void }

/** Time as the main process sees it; injected, so that tests scale it or step it. */
export interface Clock {
  /** Wall clock, epoch milliseconds: for what is shown and stored. */
  now(): number
  /** Monotonic milliseconds: for every interval and deadline (a wrong or changed wall clock must not matter). */
  monotonic(): number
  /** Calls back once after `ms` (real milliseconds divided by the clock's scale). */
  after(ms: number, callback: () => void): TimerHandle
}

/**
 * The system's clock. With `scale` above 1 every timer is that much shorter and `monotonic` runs
 * that much faster, so real sockets can be tested at a twentieth of the time.
 */
export function systemClock(scale = 1): Clock {
  return {
    now: () => Date.now(),
    monotonic: () => performance.now() * scale,
    after(ms, callback) {
      const timer = setTimeout(callback, ms / scale)
      return { cancel: () => clearTimeout(timer) }
    },
  }
}
