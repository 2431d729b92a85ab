import type { Clock } from '../clock'
import type { Faults } from '../control/faults'
import { AppError } from '../http/errors'
import { random } from '../random'
import { missingCount, type Catalogue, type EpisodeRef } from './catalogue'
import type { LibraryEvents } from './events'

/** Library milliseconds for 60 series, and the most that any library takes. */
const DEMO_MS = 6_000
const LONGEST_MS = 60_000
const STEPS = 60

/** How a scan ended. */
export interface ScanEnd {
  /** Null: it went well. */
  readonly error: string | null
  readonly found: readonly EpisodeRef[]
}

/** The walk over all folders, one at a time in the whole server. */
export class Scan {
  #done = 0
  #running = false
  #run = 0
  #since: string | null = null

  constructor(
    private readonly catalogue: Catalogue,
    private readonly events: LibraryEvents,
    private readonly clock: Clock,
    private readonly faults: Faults,
  ) {}

  /** Who holds the lock that lets only one scan run, and since when; null: nobody. */
  get lock(): { by: string; since: string } | null {
    if (this.#since !== null) return { by: `pid ${process.pid}`, since: this.#since }
    return this.faults.leftLock
  }

  get state(): { running: boolean; current: number; total: number } {
    return { running: this.#running, current: this.#done, total: this.catalogue.size }
  }

  /**
   * @param ended told once, after the clients
   * @throws AppError 409 when a scan runs already, or a dead one has left its lock.
   */
  start(ended: (end: ScanEnd) => void = () => {}): void {
    if (this.lock) throw new AppError(409, 'SCAN_IN_PROGRESS', 'A scan is already in progress')
    this.#running = true
    this.#since = this.clock.iso()
    this.#done = 0
    this.#run += 1
    const total = this.catalogue.size
    const startedAt = this.clock.now()
    this.events.publish('scan_started', { total, total_items: total, message: 'Scan started' })
    const failure = this.faults.takeScanFailure()
    const series = this.catalogue.all()
    const steps = Math.min(STEPS, Math.max(1, total))
    const stepMs = Math.min(LONGEST_MS, (DEMO_MS * total) / 60) / steps
    const advance = (step: number): void => {
      this.#done = Math.round((total * step) / steps)
      const current = series[this.#done - 1]
      this.events.publish('scan_progress', {
        current: this.#done,
        total,
        percent: total === 0 ? 100 : Math.round((1000 * this.#done) / total) / 10,
        message: current ? `Scanning: ${current.folder}` : 'Nothing to scan',
        key: current?.key ?? null,
        folder: current?.folder ?? null,
      })
      if (failure !== null && step >= steps / 2) {
        this.#fail(failure)
        ended({ error: failure, found: [] })
      } else if (step < steps) {
        this.clock.after(stepMs, () => advance(step + 1))
      } else {
        ended({ error: null, found: this.#finish(startedAt) })
      }
    }
    this.clock.after(stepMs, () => advance(1))
  }

  #fail(reason: string): void {
    this.#giveLockBack()
    this.events.publish('scan_failed', { error: reason, message: `Scan failed: ${reason}` })
  }

  #finish(startedAt: number): EpisodeRef[] {
    const found = this.#release()
    this.#giveLockBack()
    const series = this.catalogue.all()
    for (const { key } of found) {
      this.events.publish('series_updated', {
        key,
        folder: this.catalogue.get(key)?.folder ?? null,
      })
    }
    this.events.publish('scan_complete', {
      total: series.length,
      series_count: series.length,
      new_missing: found.length,
      missing_total: series.reduce((sum, one) => sum + missingCount(one), 0),
      new_episodes: found,
      duration_seconds: Math.round((this.clock.now() - startedAt) / 100) / 10,
      message: `Scan completed: ${series.length} series, ${found.length} new missing episodes`,
    })
    return found
  }

  #giveLockBack(): void {
    this.#running = false
    this.#since = null
  }

  /** One to three series have a new episode since the last look. */
  #release(): EpisodeRef[] {
    // A series that is still being loaded has no season that could go on.
    const series = this.catalogue.all().filter((one) => one.seasons.length > 0)
    if (series.length === 0) return []
    // The episode count is part of the key: a scan after a restart does not repeat the first one.
    const episodes = series.reduce((sum, one) => sum + one.seasons.reduce((a, b) => a + b, 0), 0)
    const r = random(this.catalogue.seed, 'scan', this.#run, episodes)
    const keys = new Set(Array.from({ length: r.int(1, 3) }, () => r.pick(series).key))
    return [...keys].map((key) => this.catalogue.release(key)).filter((ref) => ref !== null)
  }
}
