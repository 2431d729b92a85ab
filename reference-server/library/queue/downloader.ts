import type { Clock } from '../../clock'
import type { Faults } from '../../control/faults'
import type { Catalogue, EpisodeRef } from '../catalogue'
import type { LibraryEvents } from '../events'
import type { QueueItem } from './item'
import { planDownload } from './plan'
import type { Queue } from './queue'
import { Transfer } from './transfer'

/** Progress is reported ten times a second, and at least some twenty times per download. */
const TICK_MS = 100
/** Library time until a finished file has left the list of missing episodes. */
const INDEX_MS = 1_500

/** Runs the queue: takes items, moves their bytes, settles them. */
export class Downloader {
  readonly #transfers = new Map<string, Transfer>()
  #stopTicking: (() => void) | null = null

  constructor(
    private readonly queue: Queue,
    private readonly catalogue: Catalogue,
    private readonly events: LibraryEvents,
    private readonly clock: Clock,
    private readonly faults: Faults,
    private readonly maxActive: number,
    /** Something about the queue has changed: tell the clients. */
    private readonly changed: () => void,
  ) {}

  /** A file may have been finished just before the process died, and not been indexed any more. */
  indexFinished(): void {
    for (const item of this.queue.finished('completed')) this.catalogue.markDownloaded(refOf(item))
  }

  /** Fills the free places, as far as the run state allows, and ends the run when nothing is left. */
  pump(): void {
    const { queue } = this
    if (queue.running && !queue.paused) {
      while (this.#transfers.size < this.maxActive) {
        const item = queue.takeNext()
        if (!item) break
        const transfer = this.#begin(item)
        this.#transfers.set(item.id, transfer)
        this.#report(transfer)
      }
      if (this.#transfers.size === 0) {
        queue.setRun(false, false)
        this.events.publish('queue_stopped', { is_running: false, reason: 'queue_empty' })
      }
    }
    this.#schedule()
  }

  setPaused(paused: boolean): void {
    for (const transfer of this.#transfers.values()) {
      transfer.paused = paused
      this.queue.setPaused(transfer.item, paused)
    }
    this.#schedule()
  }

  /** Gives every running item back to the queue. */
  requeueAll(): void {
    for (const { item } of [...this.#transfers.values()].reverse()) this.queue.giveBack(item)
    this.#transfers.clear()
    this.#schedule()
  }

  /** Forgets a running item that has been removed. */
  cancel(id: string): void {
    this.#transfers.delete(id)
    this.#schedule()
  }

  #begin(item: QueueItem): Transfer {
    const exists = this.catalogue.has(refOf(item))
    const plan = planDownload(this.catalogue.seed, item, exists, this.faults.takeDownload())
    return new Transfer(item, plan, this.clock, 2 * this.#interval)
  }

  /** Real milliseconds. */
  get #interval(): number {
    return Math.min(TICK_MS, Math.max(5, 2_000 / this.clock.speed))
  }

  #schedule(): void {
    const wanted = this.#transfers.size > 0 && !this.queue.paused
    if (wanted && !this.#stopTicking) {
      this.#stopTicking = this.clock.every(this.#interval, () => this.#tick())
    } else if (!wanted && this.#stopTicking) {
      this.#stopTicking()
      this.#stopTicking = null
    }
  }

  #tick(): void {
    let settled = false
    for (const transfer of [...this.#transfers.values()]) {
      const end = transfer.tick()
      transfer.item.progress = transfer.progress()
      if (end) {
        this.#settle(transfer, end.error)
        settled = true
      } else {
        this.#report(transfer)
      }
    }
    if (!settled) return
    this.pump()
    this.changed()
  }

  #report({ item, preparing }: Transfer): void {
    const message = preparing ? 'Looking for a provider' : `Downloading ${item.serie_name}`
    const status = preparing ? 'preparing' : 'downloading'
    this.events.download('download_progress', item, { status, message }, true)
  }

  #settle(transfer: Transfer, error: string | null): void {
    const { item } = transfer
    const { events } = this
    this.#transfers.delete(item.id)
    this.queue.finish(item, error)
    if (error !== null) {
      events.download('download_failed', item, { error, message: error })
      return
    }
    const message = `Downloaded ${item.serie_name}`
    events.download('download_complete', item, { message }, true)
    events.download('download_episode_update', item, { message })
    if (!this.queue.waitsFor(item.serie_id)) {
      const words = `All episodes of ${item.serie_name} are downloaded`
      events.download('download_series_completed', item, { message: words })
    }
    this.clock.after(INDEX_MS, () => {
      this.catalogue.markDownloaded(refOf(item))
      events.publish('series_updated', { key: item.serie_id, folder: item.serie_folder })
    })
  }
}

function refOf(item: QueueItem): EpisodeRef {
  return { key: item.serie_id, season: item.episode.season, episode: item.episode.episode }
}
