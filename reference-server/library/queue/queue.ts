import { randomUUID } from 'node:crypto'
import type { Clock } from '../../clock'
import type { Catalogue } from '../catalogue'
import {
  episodeKey,
  isActive,
  isFailed,
  isTerminal,
  newestFirst,
  toPending,
  toPriority,
  type AddRequest,
  type QueueItem,
} from './item'
import type { QueueStore } from './queue-store'

/** Older finished items are forgotten beyond this many. */
const HISTORY = 500

/**
 * The items and their order, in memory and in the database; no timers and no events here.
 * `items` holds every item in one order: the pending ones of it are the queue.
 */
export class Queue {
  #items: QueueItem[]
  #positions = new Map<string, number>()
  #running: boolean
  #paused: boolean

  constructor(
    private readonly store: QueueStore,
    private readonly catalogue: Catalogue,
    private readonly clock: Clock,
    /** An item that fails after so many retries has failed for good; null: never. */
    private readonly retries: number | null,
  ) {
    this.#items = store.load()
    // What was running when the process died waits again, before everything else.
    const interrupted = this.#items.filter((item) => isActive(item))
    for (const item of interrupted) toPending(item)
    this.#items = [...interrupted, ...this.#items.filter((item) => !interrupted.includes(item))]
    this.#positions = new Map(this.#items.map((item, index) => [item.id, index]))
    if (interrupted.length > 0) this.#renumber()
    this.#running = store.run.running
    this.#paused = store.run.paused
  }

  get running(): boolean {
    return this.#running
  }

  get paused(): boolean {
    return this.#paused
  }

  setRun(running: boolean, paused: boolean): void {
    this.#running = running
    this.#paused = paused
    this.store.saveRun(running, paused)
  }

  all(): readonly QueueItem[] {
    return this.#items
  }

  pending(): QueueItem[] {
    return this.#items.filter((item) => item.status === 'pending')
  }

  active(): QueueItem[] {
    return this.#items.filter(isActive)
  }

  /** Newest first. */
  finished(status: 'completed' | 'failed'): QueueItem[] {
    const belongs = (item: QueueItem): boolean =>
      status === 'failed' ? isFailed(item.status) : item.status === status
    return newestFirst(this.#items.filter(belongs))
  }

  /** Whether another episode of this series waits or runs. */
  waitsFor(seriesId: string): boolean {
    return this.#items.some((item) => item.serie_id === seriesId && !isTerminal(item.status))
  }

  /** Adds what is not waiting or running already; answers the new items. */
  add(request: AddRequest): QueueItem[] {
    const known = new Set(this.#items.filter((item) => !isTerminal(item.status)).map(episodeKey))
    const added: QueueItem[] = []
    for (const { season, episode, title } of request.episodes) {
      const ref = { key: request.serie_id, season, episode }
      const item: QueueItem = {
        id: randomUUID(),
        serie_id: request.serie_id,
        serie_folder: request.serie_folder,
        serie_name: request.serie_name,
        episode: { season, episode, title: title ?? this.catalogue.episodeTitle(ref) },
        status: 'pending',
        priority: toPriority(request.priority),
        added_at: this.clock.iso(),
        started_at: null,
        completed_at: null,
        progress: null,
        error: null,
        retry_count: 0,
        source_url: sourceUrl(this.catalogue.get(request.serie_id)?.link, season, episode),
      }
      if (known.has(episodeKey(item))) continue
      known.add(episodeKey(item))
      added.push(item)
    }
    this.#insert(added)
    return added
  }

  /** Answers the items that were there. */
  remove(ids: readonly string[]): QueueItem[] {
    const wanted = new Set(ids)
    const removed = this.#items.filter((item) => wanted.has(item.id))
    this.#forget(removed)
    return removed
  }

  clearCompleted(): QueueItem[] {
    const done = this.#items.filter((item) => item.status === 'completed')
    this.#forget(done)
    return done
  }

  /**
   * The named items first, in that order, then the rest of the pending ones as they stood: an
   * item that was added meanwhile keeps its place at the end instead of being lost.
   */
  reorder(ids: readonly string[]): void {
    const pending = new Map(this.pending().map((item) => [item.id, item]))
    const order = new Set<QueueItem>()
    for (const id of ids) {
      const item = pending.get(id)
      if (item) order.add(item)
    }
    for (const item of pending.values()) order.add(item)
    this.#items = [...this.#items.filter((item) => !pending.has(item.id)), ...order]
    this.#renumber()
  }

  /** Puts one pending item at this place, 0 being the first. False when no such item waits. */
  move(id: string, position: number): boolean {
    const order = this.pending().map((item) => item.id)
    const from = order.indexOf(id)
    if (from < 0) return false
    order.splice(from, 1)
    order.splice(position, 0, id)
    this.reorder(order)
    return true
  }

  /** Failed ones of these go to the end of the queue again; no ids at all means every failed one. */
  retry(ids: readonly string[]): QueueItem[] {
    const wanted = new Set(ids)
    const items = this.#items.filter(
      (item) => item.status === 'failed' && (wanted.size === 0 || wanted.has(item.id)),
    )
    for (const item of items) {
      toPending(item)
      item.error = null
      item.completed_at = null
      item.retry_count += 1
    }
    this.#items = [...this.#items.filter((item) => !items.includes(item)), ...items]
    this.#renumber()
    return items
  }

  /** The next pending item, now downloading; undefined when none waits. */
  takeNext(): QueueItem | undefined {
    const item = this.#items.find((candidate) => candidate.status === 'pending')
    if (!item) return undefined
    item.status = 'downloading'
    item.started_at = this.clock.iso()
    item.progress = {
      percent: 0,
      downloaded_mb: 0,
      total_mb: null,
      speed_mbps: null,
      eta_seconds: null,
    }
    this.#save([item])
    return item
  }

  setPaused(item: QueueItem, paused: boolean): void {
    item.status = paused ? 'paused' : 'downloading'
    this.#save([item])
  }

  /** A running item waits again, before the others. */
  giveBack(item: QueueItem): void {
    toPending(item)
    this.#items = [item, ...this.#items.filter((other) => other !== item)]
    this.#positions.set(item.id, Math.min(0, ...this.#positions.values()) - 1)
    this.#save([item])
  }

  /** @param error null: it is complete */
  finish(item: QueueItem, error: string | null): void {
    const last = this.retries !== null && item.retry_count >= this.retries
    item.status = error === null ? 'completed' : last ? 'permanently_failed' : 'failed'
    item.error = error
    item.completed_at = this.clock.iso()
    this.#save([item])
    const finished = newestFirst(this.#items.filter((other) => isTerminal(other.status)))
    if (finished.length > HISTORY) this.#forget(finished.slice(HISTORY))
  }

  /** High before normal before low, but never before what the user has put in order himself. */
  #insert(added: readonly QueueItem[]): void {
    const first = added[0]
    if (!first) return
    let at = this.#items.length
    if (first.priority === 'high') {
      const index = this.#items.findIndex(
        (item) => item.status === 'pending' && item.priority !== 'high',
      )
      if (index >= 0) at = index
    } else if (first.priority === 'normal') {
      const lastOther = this.#items.findLastIndex(
        (item) => item.status === 'pending' && item.priority !== 'low',
      )
      const firstLow = this.#items.findIndex(
        (item, index) => index > lastOther && item.status === 'pending',
      )
      if (firstLow >= 0) at = firstLow
    }
    const atEnd = at === this.#items.length
    this.#items.splice(at, 0, ...added)
    if (atEnd) this.#save(added)
    else this.#renumber()
  }

  #forget(items: readonly QueueItem[]): void {
    const gone = new Set(items)
    this.#items = this.#items.filter((item) => !gone.has(item))
    for (const item of items) this.#positions.delete(item.id)
    this.store.remove(items.map((item) => item.id))
  }

  /** Appends or keeps: an item without a position gets the next one. */
  #save(items: readonly QueueItem[]): void {
    let next = Math.max(0, ...this.#positions.values()) + 1
    this.store.save(
      items.map((item) => {
        const position = this.#positions.get(item.id) ?? next++
        this.#positions.set(item.id, position)
        return { item, position }
      }),
    )
  }

  #renumber(): void {
    this.#positions = new Map(this.#items.map((item, index) => [item.id, index]))
    this.store.save(this.#items.map((item, position) => ({ item, position })))
  }
}

function sourceUrl(link: string | undefined, season: number, episode: number): string | null {
  return link === undefined ? null : `${link}/staffel-${season}/episode-${episode}`
}
