import type { Clock } from '../../clock'
import type { Catalogue, EpisodeRef } from '../catalogue'
import type { LibraryEvents } from '../events'
import type { QueueService } from '../queue/service'
import type { Scan, ScanEnd } from '../scan'
import { DAYS, type SchedulerSettings, type Settings } from './settings'

export type Rhythm = 'interval' | 'daily'

/** Scans by itself: every so many minutes, or at a time on some days of the week. */
export class Scheduler {
  #cancel: (() => void) | null = null
  #next: number | null = null
  #last: string | null = null

  constructor(
    private readonly rhythm: Rhythm,
    private readonly settings: Settings,
    private readonly scan: Scan,
    private readonly catalogue: Catalogue,
    private readonly queue: QueueService,
    private readonly events: LibraryEvents,
    private readonly clock: Clock,
  ) {}

  begin(): void {
    this.settings.onChange(() => this.#plan())
    this.#plan()
  }

  /** What the daily kind answers beside its configuration. */
  status(): object {
    return {
      is_running: this.#next !== null,
      next_run: this.#next === null ? null : new Date(this.#next).toISOString(),
      last_run: this.#last,
      scan_in_progress: this.scan.state.running,
    }
  }

  /** The scan that is due now. */
  run(): void {
    this.#last = this.clock.iso()
    if (this.scan.lock) {
      const reason = 'A scan is already in progress'
      this.events.publish('scheduled_rescan_skipped', { reason, message: reason })
      return
    }
    this.events.publish('scheduled_rescan_started', { message: 'Scheduled rescan started' })
    this.scan.start((end) => this.#ended(end))
  }

  #ended({ error, found }: ScanEnd): void {
    if (error !== null) {
      this.events.publish('scheduled_rescan_error', { error, message: error })
      return
    }
    this.events.publish('scheduled_rescan_completed', {
      new_missing: found.length,
      message: `Scheduled rescan completed: ${found.length} new episodes`,
    })
    const { auto_download_after_rescan: download } = this.settings.current.scheduler
    if (this.rhythm === 'daily' && download) this.#download(found)
  }

  #download(found: readonly EpisodeRef[]): void {
    this.events.publish('auto_download_started', {
      count: found.length,
      message: `Downloading ${found.length} new episodes`,
    })
    try {
      const added = found.flatMap(({ key, season, episode }) =>
        this.queue.add({
          serie_id: key,
          serie_folder: this.catalogue.get(key)?.folder ?? key,
          serie_name: this.catalogue.get(key)?.name ?? key,
          episodes: [{ season, episode }],
        }),
      )
      // In versions where `start` answers after the run, nobody waits for the answer here.
      if (added.length > 0) void this.queue.start()
      this.events.publish('auto_download_completed', {
        queued_count: added.length,
        message: `Queued ${added.length} episodes`,
      })
    } catch (thrown) {
      const error = thrown instanceof Error ? thrown.message : String(thrown)
      this.events.publish('auto_download_error', { error, message: error })
    }
  }

  #plan(): void {
    this.#cancel?.()
    const now = this.clock.now()
    const wait = waitFor(this.settings.current.scheduler, this.rhythm, now)
    this.#next = wait === null ? null : now + wait
    this.#cancel =
      wait === null
        ? null
        : this.clock.after(wait, () => {
            this.run()
            this.#plan()
          })
  }
}

/** Milliseconds to the next run, more than 0; null when none is planned. */
export function waitFor(
  { enabled, interval_minutes, schedule_time, schedule_days }: SchedulerSettings,
  rhythm: Rhythm,
  now: number,
): number | null {
  if (!enabled) return null
  if (rhythm === 'interval') return interval_minutes * 60_000
  const [hours = 0, minutes = 0] = schedule_time.split(':').map(Number)
  for (let ahead = 0; ahead <= 7; ahead++) {
    const at = new Date(now)
    at.setDate(at.getDate() + ahead)
    at.setHours(hours, minutes, 0, 0)
    const day = DAYS[at.getDay()] ?? ''
    if (at.getTime() > now && schedule_days.includes(day)) return at.getTime() - now
  }
  return null
}
