import type { Clock } from '../clock'

/** Some desktops announce each event twice; a second `resume` this soon is the same one. */
const SAME_MS = 5_000

/** The part of Electron's powerMonitor that is used. */
export interface PowerSource {
  on(event: 'suspend' | 'resume', listener: () => void): unknown
  off(event: 'suspend' | 'resume', listener: () => void): unknown
}

/**
 * Tells of sleep and waking, once each. A `resume` without its `suspend` counts as well: the first
 * may be lost when the machine sleeps too fast. Returns how to stop listening.
 */
export function watchPower(options: {
  readonly source: PowerSource
  readonly clock: Clock
  readonly onSuspend: () => void
  readonly onResume: () => void
}): () => void {
  const { source, clock } = options
  let asleep = false
  let resumedAt = Number.NEGATIVE_INFINITY
  const suspend = () => {
    if (asleep) return
    asleep = true
    options.onSuspend()
  }
  const resume = () => {
    const again = !asleep && clock.monotonic() - resumedAt < SAME_MS
    asleep = false
    resumedAt = clock.monotonic()
    if (!again) options.onResume()
  }
  source.on('suspend', suspend)
  source.on('resume', resume)
  return () => {
    source.off('suspend', suspend)
    source.off('resume', resume)
  }
}
