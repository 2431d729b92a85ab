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
  #account: string | null = null

  constructor(options: ActivityOptions) {
    this.#options = options
  }

  /**
   * Shows what the store holds for a todo account (null: nobody is signed in): what concerns
   * everybody and what is its own. What others did there is no business of the next account.
   */
  open(account: string | null): void {
    const { cache } = this.#options
    this.#account = account
    this.slice.replace(cache.activity(SHOWN, account), { unread: cache.unreadActivity(account) })
  }

  /**
   * A store that cannot be written (full, read-only) costs the entry, never the caller.
   * @param account who alone may see it; null: everybody
   */
  add(kind: ActivityKind, data: JsonObject, account: string | null = null): void {
    const { cache, clock, log } = this.#options
    try {
      const entry = cache.addActivity({ at: clock.now(), kind, data }, account)
      if (account !== null && account !== this.#account) return
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
    this.#options.cache.markActivityRead(this.#account)
    this.slice.setMeta({ unread: 0 })
  }
}
