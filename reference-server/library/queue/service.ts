import type { Dialect } from '../../dialects/traits'
import { HttpError } from '../../http/errors'
import type { LibraryEvents } from '../events'
import type { Downloader } from './downloader'
import type { AddRequest, QueueItem } from './item'
import type { Queue } from './queue'

/** What clients can ask of the queue. Every change is told to the room `downloads`. */
export class QueueService {
  #downloader: Downloader | null = null
  readonly #idle: (() => void)[] = []

  constructor(
    private readonly queue: Queue,
    private readonly events: LibraryEvents,
    private readonly dialect: Dialect,
  ) {}

  /** Goes on with a run that a restart has cut off. */
  run(downloader: Downloader): void {
    this.#downloader = downloader
    downloader.indexFinished()
    downloader.pump()
  }

  /** What a client is answered. */
  status(): object {
    const { statistics, ...state } = this.state()
    return this.dialect.queue.shape === 'top'
      ? { ...state, statistics }
      : { status: state, statistics }
  }

  /** The same in every dialect: tests look at it. */
  state(): { statistics: object } & Record<string, unknown> {
    const { queue } = this
    const pending = queue.pending()
    const active = queue.active()
    const completed = queue.finished('completed')
    const failed = queue.finished('failed')
    return {
      is_running: queue.running,
      is_paused: queue.paused,
      active_downloads: active,
      pending_queue: pending,
      completed_downloads: completed,
      failed_downloads: failed,
      statistics: {
        total_items: queue.all().length,
        pending_count: pending.length,
        active_count: active.length,
        completed_count: completed.length,
        failed_count: failed.length,
      },
    }
  }

  get running(): boolean {
    return this.queue.running
  }

  /** Tells every client the whole queue, or that there is something to fetch. Also called by the downloader when an item ends. */
  readonly changed = (): void => {
    const hint = this.dialect.events.queue === 'hint'
    this.events.publish('queue_status', hint ? { message: 'Queue changed' } : this.status())
    if (!this.queue.running) for (const resolve of this.#idle.splice(0)) resolve()
  }

  add(request: AddRequest): QueueItem[] {
    const added = this.queue.add(request)
    if (added.length === 0) return added
    const first = added[0]
    this.events.publish('download_added', {
      added_ids: added.map((item) => item.id),
      key: first?.serie_id,
      folder: first?.serie_folder,
    })
    this.#moved()
    return added
  }

  /** Removing a running item cancels it. @throws HttpError 404 when none of them is there. */
  remove(ids: readonly string[]): QueueItem[] {
    const removed = this.queue.remove(ids)
    if (removed.length === 0) throw new HttpError(404, 'Download item not found in the queue')
    for (const { id } of removed) this.#downloader?.cancel(id)
    this.#removed(removed)
    return removed
  }

  clearCompleted(): QueueItem[] {
    const cleared = this.queue.clearCompleted()
    if (cleared.length > 0) this.#removed(cleared)
    return cleared
  }

  reorder(ids: readonly string[]): void {
    this.queue.reorder(ids)
    this.changed()
  }

  /** @throws HttpError 404 when the item does not wait. */
  move(id: string, position: number): void {
    if (!this.queue.move(id, position)) throw new HttpError(404, 'No pending item with this id')
    this.changed()
  }

  retry(ids: readonly string[]): QueueItem[] {
    const items = this.queue.retry(ids)
    if (items.length > 0) this.#moved()
    return items
  }

  /**
   * Resolves when the call may be answered: at once, or after the run in dialects that do so.
   * @throws HttpError 400 when nothing waits.
   */
  start(): Promise<void> {
    const { queue } = this
    const fresh = !queue.running
    if (fresh && queue.pending().length === 0 && queue.active().length === 0) {
      throw new HttpError(400, 'No pending downloads in the queue')
    }
    queue.setRun(true, false)
    this.#downloader?.setPaused(false)
    if (fresh) this.events.publish('queue_started', { is_running: true, is_paused: false })
    this.#moved()
    if (this.dialect.queue.startAnswers === 'at-once') return Promise.resolve()
    return new Promise((resolve) => this.#idle.push(resolve))
  }

  stop(): void {
    const { queue } = this
    const was = queue.running
    queue.setRun(false, false)
    if (this.dialect.queue.stop === 'requeue') this.#downloader?.requeueAll()
    else this.#downloader?.setPaused(false)
    if (was) this.events.publish('queue_stopped', { is_running: false, reason: 'stopped' })
    this.changed()
  }

  /** @throws HttpError 400 when the queue does not run. */
  pause(): void {
    if (!this.queue.running) throw new HttpError(400, 'The queue is not running')
    if (this.queue.paused) return
    this.queue.setRun(true, true)
    this.#downloader?.setPaused(true)
    this.events.publish('queue_paused', { is_running: true, is_paused: true })
    this.changed()
  }

  resume(): void {
    if (!this.queue.paused) return
    this.queue.setRun(this.queue.running, false)
    this.#downloader?.setPaused(false)
    this.events.publish('queue_resumed', { is_running: this.queue.running, is_paused: false })
    this.#moved()
  }

  #removed(items: readonly QueueItem[]): void {
    this.events.publish('download_removed', { removed_ids: items.map((item) => item.id) })
    this.#moved()
  }

  /** The items have changed: free places may be filled, and everybody is told. */
  #moved(): void {
    this.#downloader?.pump()
    this.changed()
  }
}
