import type { QueueItem } from '../../src-shared/domain/queue'
import type { ActivityService } from '../activity/service'
import type { Logger } from '../log'
import type { QueueService } from '../queue/service'
import type { LibraryEvent } from '../wire/library/event-types'

type EpisodeUpdate = Extract<LibraryEvent, { type: 'episode.update' }>
type ServerEvent = Extract<LibraryEvent, { type: 'server.event' }>

export interface LegacyEventsOptions {
  readonly activity: Pick<ActivityService, 'add' | 'record'>
  readonly queue: Pick<QueueService, 'apply' | 'confirmed' | 'refresh' | 'refreshSoon'>
  readonly log: Logger
}

/** Names are the server's: so many are remembered, the last ones. */
const MOST_ENDS = 1_000

/**
 * Events that only old servers send, as entries of Activity. One for each episode that finished or
 * failed: where the queue holds it, the queue tells its end, whichever event brings the news; where
 * no status ever shows it, it is told from here.
 */
export class LegacyEvents {
  readonly #options: LegacyEventsOptions
  /** How the episodes that no queue holds ended, so that each end is told once. */
  readonly #ends = new Map<string, string>()

  constructor(options: LegacyEventsOptions) {
    this.#options = options
  }

  /** Another account. */
  reset(): void {
    this.#ends.clear()
  }

  server({ name, title, message }: ServerEvent): void {
    // With a title there are words of our own, which say what the server's message says.
    const { activity } = this.#options
    if (title === null) activity.add('server.event', { name, message })
    else activity.add('server.event', { name, title })
  }

  /** @returns when it has been decided who tells it */
  async episode(update: EpisodeUpdate): Promise<void> {
    const { queue } = this.#options
    const { item: ref, outcome } = update
    if (outcome === null) {
      // It began again, or goes on: what was told of its end was about another try.
      this.#ends.delete(nameOf(update))
      return
    }
    const known = this.#inQueue(update)
    if (known) return this.#end(update, known.id)
    if (ref.id !== null) {
      this.#end(update, ref.id)
      if (!(await this.#read()) || this.#inQueue(update)) return
    } else queue.refreshSoon()
    this.#tell(update)
  }

  #end({ outcome, item, reason }: EpisodeUpdate, id: string): void {
    const ref = { ...item, id }
    this.#options.queue.apply(
      outcome === 'failed'
        ? { type: 'download.failed', item: ref, reason }
        : { type: 'download.complete', item: ref },
    )
  }

  /** The status may hold it by now. False where it cannot be had: the next one will tell. */
  async #read(): Promise<boolean> {
    try {
      await this.#options.queue.refresh()
      return true
    } catch (thrown) {
      this.#options.log.info('library: episode not looked up', { why: String(thrown) })
      return false
    }
  }

  #inQueue({ item: ref, episode }: EpisodeUpdate): QueueItem | undefined {
    return this.#options.queue.confirmed.items.find((item) => {
      if (ref.id !== null) return item.id === ref.id
      const series = ref.key === null ? item.seriesFolder === ref.folder : item.seriesId === ref.key
      return series && item.season === episode?.season && item.episode === episode.episode
    })
  }

  #tell(update: EpisodeUpdate): void {
    const { item: ref, title, episode, outcome, reason, message } = update
    const name = nameOf(update)
    if (outcome === null || this.#ends.get(name) === outcome) return
    this.#ends.set(name, outcome)
    const [oldest = name] = this.#ends.keys()
    if (this.#ends.size > MOST_ENDS) this.#ends.delete(oldest)
    const { activity } = this.#options
    const seriesTitle = title ?? ref.folder ?? ref.key
    if (episode === null || seriesTitle === null) {
      return activity.add('server.event', { name: 'download_episode_update', message })
    }
    activity.record({
      ...{ kind: 'download', outcome, seriesTitle, ...episode, reason },
      ...{ seriesId: ref.key ?? ref.folder ?? seriesTitle, itemId: ref.id ?? '' },
      retryCount: ref.retryCount ?? 0,
    })
  }
}

function nameOf({ item: { id, key, folder }, episode }: EpisodeUpdate): string {
  return JSON.stringify([id ?? [key ?? folder, episode]])
}
