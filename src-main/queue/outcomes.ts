import { isTerminal } from '../../src-shared/domain/queue'
import type { QueueItem } from '../../src-shared/domain/queue'
import type { DownloadOutcome } from '../activity/outcome'

/**
 * Which items ended, each told once for each try. An item counts when it was seen unfinished on the
 * server before, or when an event said that it ended; never when it is merely found in the history.
 */
export class Outcomes {
  /** Items seen unfinished on the server (not in the cache) since the account was opened. */
  readonly #unfinished = new Set<string>()
  /** Told to have ended before they were known. */
  readonly #announced = new Set<string>()
  readonly #told = new Set<string>()

  constructor(private readonly tell: (outcome: DownloadOutcome) => void) {}

  reset(): void {
    this.#unfinished.clear()
    this.#announced.clear()
    this.#told.clear()
  }

  /** An event ended this item. */
  ended(item: QueueItem): void {
    this.#unfinished.delete(item.id)
    this.#emit(item)
  }

  /** An event ended an item that is not known yet; the next snapshot holds it. */
  announced(itemId: string): void {
    this.#announced.add(itemId)
  }

  snapshot(items: readonly QueueItem[]): void {
    for (const item of items) {
      if (!isTerminal(item.state)) this.#unfinished.add(item.id)
      else if (this.#unfinished.delete(item.id) || this.#announced.has(item.id)) this.#emit(item)
    }
    this.#announced.clear()
  }

  #emit(item: QueueItem): void {
    if (item.state === 'cancelled') return
    const outcome = item.group === 'completed' ? 'completed' : 'failed'
    const key = `${item.id} ${outcome} ${item.retryCount}`
    if (this.#told.has(key)) return
    this.#told.add(key)
    const { seriesId, seriesTitle, season, episode, retryCount } = item
    this.tell({
      ...{ kind: 'download', outcome, seriesId, seriesTitle, season, episode, retryCount },
      itemId: item.id,
      reason: outcome === 'failed' ? item.error : null,
    })
  }
}
