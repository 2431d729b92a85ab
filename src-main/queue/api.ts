import { AppFailure, fail } from '../../src-shared/domain/errors'
import type { OutboxCommand } from '../../src-shared/domain/outbox'
import type { QueueStatus } from '../../src-shared/domain/queue'
import type { AuthorisedHttp } from '../link/authorised-http'
import { firstWay, mayLack } from '../link/variant'
import type { ApiVariant, Variants } from '../link/variant'
import { decodeQueueStatus } from '../wire/library/queue-status'
import type { DecodedStatus } from '../wire/library/queue-status'

const BASE = '/api/queue'
/** Where an item's id would stand: the call that clears everything completed. */
const CLEAR = 'completed'

type AddCommand = Extract<OutboxCommand, { kind: 'queue.add' }>
type RunCommand = Extract<OutboxCommand, { kind: 'queue.run' }>['run']

/** The library server's calls about its queue. Each rejects with AppFailure. */
export class QueueApi {
  constructor(
    private readonly http: Pick<AuthorisedHttp, 'request'>,
    private readonly variants: Variants,
  ) {}

  async status(profileId: string, signal?: AbortSignal): Promise<DecodedStatus> {
    const path = `${BASE}/status`
    const answer = await this.http.request(profileId, { method: 'GET', path, signal })
    return decodeQueueStatus(answer.body, path)
  }

  /** A server that refuses the priority by its name has added nothing: it spells it in the other case. */
  async add(profileId: string, command: AddCommand, priority: string): Promise<void> {
    const send = (spelling: string) => {
      const json = {
        serie_id: command.seriesId,
        serie_folder: command.seriesFolder ?? command.seriesTitle,
        serie_name: command.seriesTitle,
        episodes: command.episodes,
        priority: spelling,
      }
      return this.http.request(profileId, { method: 'POST', path: `${BASE}/add`, json })
    }
    try {
      await send(priority)
    } catch (thrown) {
      if (!isAboutPriority(thrown)) throw thrown
      const lower = priority.toLowerCase()
      await send(priority === lower ? priority.toUpperCase() : lower)
    }
  }

  async remove(profileId: string, itemId: string): Promise<void> {
    if (itemId === CLEAR) throw fail('input.invalid', 'An item of this name cannot be removed')
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
    const call = () =>
      this.http.request(profileId, { method: 'POST', path: `${BASE}/${run}`, json: {}, kind })
    if (run === 'start' || run === 'stop') await call()
    else await mayLack(this.variants, profileId, 'queue.pause', call)
  }

  /** Never with an empty list: that means all failed items. */
  async retry(profileId: string, itemIds: readonly [string, ...string[]]): Promise<void> {
    const request = { method: 'POST', path: `${BASE}/retry`, json: { item_ids: itemIds } } as const
    // A 404 may be about the items.
    await mayLack(
      ...([this.variants, profileId, 'queue.retry'] as const),
      () => this.http.request(profileId, request),
      (code) => code === 'server.unsupported',
    )
  }

  /** Rejects with `server.unsupported` where items can only be removed by name. */
  async clearCompleted(profileId: string): Promise<void> {
    const request = { method: 'DELETE', path: `${BASE}/${CLEAR}` } as const
    await mayLack(this.variants, profileId, 'queue.clear', () =>
      this.http.request(profileId, request),
    )
  }

  /**
   * Puts one item in its place in the order of what waits: as the whole order, or as a position
   * counted from 0, whichever the server takes. The form it does not know is refused as a bad
   * request, which proves that nothing was done.
   */
  async reorder(profileId: string, itemIds: readonly string[], moved: string): Promise<void> {
    const bodies = {
      order: { item_ids: itemIds },
      position: { item_id: moved, new_position: itemIds.indexOf(moved) },
    }
    const path = `${BASE}/reorder`
    const known = this.variants.variant(profileId).reorder
    const ways = known === 'position' ? POSITION_FIRST : ORDER_FIRST
    const { way } = await mayLack(
      ...([this.variants, profileId, 'queue.reorder'] as const),
      () =>
        firstWay(
          ways,
          (code) => code === 'server.badRequest',
          (form) => this.http.request(profileId, { method: 'POST', path, json: bodies[form] }),
        ),
      // A 404 may be about the item.
      (code) => code === 'server.unsupported',
    )
    if (way !== known) this.variants.learnVariant(profileId, { reorder: way })
  }
}

type ReorderForm = NonNullable<ApiVariant['reorder']>
const ORDER_FIRST: readonly ReorderForm[] = ['order', 'position']
const POSITION_FIRST: readonly ReorderForm[] = ['position', 'order']

function isAboutPriority(thrown: unknown): boolean {
  const issues = thrown instanceof AppFailure ? (thrown.error.issues ?? []) : []
  return issues.some(({ path }) => path.at(-1) === 'priority')
}

/** Priorities are spelt differently by versions; the spelling seen in the queue is the right one. */
export function normalPriority({ items }: Pick<QueueStatus, 'items'>): string {
  const seen = items.find((item) => item.priority?.toLowerCase() === 'normal')
  return seen?.priority ?? 'NORMAL'
}
