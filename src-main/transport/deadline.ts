import type { Clock, TimerHandle } from '../clock'

/** Lateness (as a share of the grace) from which a timer counts as late; below it is ordinary jitter. */
const LATE_SHARE = 0.25

/**
 * Calls `expired` once after `ms`. When the timer itself fires late, because the event loop was
 * blocked, data that proves life may already be waiting in the socket: it is granted `graceMs` more.
 */
export function deadline(
  clock: Clock,
  ms: number,
  graceMs: number,
  expired: () => void,
): TimerHandle {
  const due = clock.monotonic() + ms
  let timer = clock.after(ms, () => {
    const late = clock.monotonic() - due > graceMs * LATE_SHARE
    if (late) timer = clock.after(graceMs, expired)
    else expired()
  })
  return { cancel: () => timer.cancel() }
}
