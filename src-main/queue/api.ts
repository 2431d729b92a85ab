import type { OutboxCommand } from '../../src-shared/domain/outbox'
import type { QueueStatus } from '../../src-shared/domain/queue'
import type { AuthorisedHttp } from '../link/authorised-http'
import { decodeQueueStatus } from '../wire/library/queue-status'
import type { DecodedStatus } from '../wire/library/queue-status'

const BASE = '/api/queue'

type AddCommand = Extract<OutboxCommand, { kind: 'queue.add' }>
type RunCommand = Extract<OutboxCommand, { kind: 'queue.run' }>['run']

/** The library server's calls about its queue. Each rejects with AppFailure. */
export class QueueApi {
  constructor(private readonly http: Pick<AuthorisedHttp, 'request'>) {}

  async status(profileId: string, signal?: AbortSignal): Promise<DecodedStatus> {
    const path = `${BASE}/status`
    const answer = await this.http.request(profileId, { method: 'GET', path, signal })
    return decodeQueueStatus(answer.body, path)
  }

  async add(profileId: string, command: AddCommand, priority: string): Promise<void> {
    const json = {
      serie_id: command.seriesId,
      serie_folder: command.seriesFolder ?? command.seriesTitle,
      serie_name: command.seriesTitle,
      episodes: command.episodes,
      priority,
    }
    await this.http.request(profileId, { method: 'POST', path: `${BASE}/add`, json })
  }

  async remove(profileId: string, itemId: string): Promise<void> {
    const path = `${BASE}/${encodeURIComponent(itemId)}`
    await this.http.request(profileId, { method: 'DELETE', path })
  }

  async removeMany(profileId: string, itemIds: readonly string[]): Promise<void> {
    const json = { item_ids: itemIds }
    await this.http.request(profileId, { method: 'DELETE', path: `${BASE}/`, json })
  }

  /** `start` may answer only after the whole run, so it may take any time. */
  async run(profileId: string, run: RunCommand): Promise<void> {
    const kind = run === 'start' ? 'unbounded' : 'normal'
    await this.http.request(profileId, { method: 'POST', path: `${BASE}/${run}`, json: {}, kind })
  }

  /** Never with an empty list: that means all failed items. */
  async retry(profileId: string, itemIds: readonly [string, ...string[]]): Promise<void> {
    const json = { item_ids: itemIds }
    await this.http.request(profileId, { method: 'POST', path: `${BASE}/retry`, json })
  }

  async clearCompleted(profileId: string): Promise<void> {
    await this.http.request(profileId, { method: 'DELETE', path: `${BASE}/completed` })
  }

  /** The whole order of what waits. */
  async reorder(profileId: string, itemIds: readonly string[]): Promise<void> {
    const json = { item_ids: itemIds }
    await this.http.request(profileId, { method: 'POST', path: `${BASE}/reorder`, json })
  }
}

/** Priorities are spelt differently by versions; the spelling seen in the queue is the right one. */
export function normalPriority({ items }: Pick<QueueStatus, 'items'>): string {
  const seen = items.find((item) => item.priority?.toLowerCase() === 'normal')
  return seen?.priority ?? 'NORMAL'
}
