import type { ActivityEntry, ActivityKind } from '../../src-shared/domain/activity'
import type { MetaOf } from '../../src-shared/state/slices'
import type { JsonObject } from '../../src-shared/json'
import type { Clock } from '../clock'
import type { Logger } from '../log'
import { Slice } from '../state/slice'
import type { Cache } from '../store/types'
import type { Outcome } from './outcome'

/** Rows the window holds, newest first; the store keeps more. */
const SHOWN = 500

export interface ActivityOptions {
  readonly cache: Pick<Cache, 'activity' | 'addActivity' | 'unreadActivity' | 'markActivityRead'>
  readonly clock: Pick<Clock, 'now'>
  readonly log: Logger
}

/** What has happened, newest first. */
export class ActivityService {
  readonly slice = new Slice<ActivityEntry, MetaOf<'activity'>>({ unread: 0 })
  readonly #options: ActivityOptions

  constructor(options: ActivityOptions) {
    this.#options = options
  }

  /** Shows what the store holds; once, at start. */
  load(): void {
    const { cache } = this.#options
    this.slice.replace(cache.activity(SHOWN), { unread: cache.unreadActivity() })
  }

  /** A store that cannot be written (full, read-only) costs the entry, never the caller. */
  add(kind: ActivityKind, data: JsonObject): void {
    const { cache, clock, log } = this.#options
    try {
      const entry = cache.addActivity({ at: clock.now(), kind, data })
      const rows = [entry, ...this.slice.rows].slice(0, SHOWN)
      this.slice.replace(rows, { unread: this.slice.meta.unread + 1 })
    } catch (thrown) {
      log.warn('activity: entry not written', { kind, why: String(thrown) })
    }
  }

  /** Writes an outcome down as an entry. */
  record(outcome: Outcome): void {
    if (outcome.kind === 'scan') {
      const { newMissing, reason } = outcome
      return this.add(`scan.${outcome.outcome}`, { newMissing, reason })
    }
    const { seriesId, seriesTitle, season, episode, itemId, reason } = outcome
    this.add(`download.${outcome.outcome}`, {
      ...{ seriesId, seriesTitle, season, episode, itemId, reason },
    })
  }

  markRead(): void {
    this.#options.cache.markActivityRead()
    this.slice.setMeta({ unread: 0 })
  }
}
