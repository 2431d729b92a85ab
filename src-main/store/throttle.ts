import type { Clock, TimerHandle } from '../clock'
import { silentLog, type Logger } from '../log'

export interface ThrottledWriter<T> {
  /** Writes now or, within the interval after the last write, at its end; the newest value wins. */
  put(value: T): void
  /** Writes what is waiting (at quit). */
  flush(): void
  /** Forgets what is waiting: another account's value must not be written under this one. */
  cancel(): void
}

/**
 * For cache writes: at most one each `intervalMs`. A write that fails is logged and dropped: the
 * cache is rebuilt from the server, and what is shown does not wait for it.
 */
export function throttledWriter<T>(options: {
  readonly clock: Clock
  readonly write: (value: T) => void
  readonly intervalMs?: number
  readonly log?: Logger
}): ThrottledWriter<T> {
  const { clock, write, intervalMs = 1_000, log = silentLog } = options
  let waiting: { readonly value: T } | null = null
  let timer: TimerHandle | null = null
  let last = -Infinity

  function flush(): void {
    timer?.cancel()
    timer = null
    if (!waiting) return
    const { value } = waiting
    waiting = null
    last = clock.monotonic()
    try {
      write(value)
    } catch (thrown) {
      log.warn('store: cache not written', thrown)
    }
  }

  return {
    put(value) {
      waiting = { value }
      if (timer) return
      const wait = last + intervalMs - clock.monotonic()
      if (wait <= 0) flush()
      else timer = clock.after(wait, flush)
    },
    flush,
    cancel() {
      timer?.cancel()
      timer = null
      waiting = null
    },
  }
}
