import type { ActivityEntry, ActivityKind } from '../../src-shared/domain/activity'
import type { AwayDigest } from '../../src-shared/domain/away'
import type { MetaOf } from '../../src-shared/state/slices'
import type { JsonObject } from '../../src-shared/json'
import type { Clock } from '../clock'
import type { Logger } from '../log'
import { Slice } from '../state/slice'
import type { Cache } from '../store/types'
import type { DownloadEnd, Outcome } from './outcome'

/** Rows the window holds, newest first; the store keeps more. */
const SHOWN = 500

export interface ActivityOptions {
  readonly cache: Pick<Cache, 'activity' | 'addActivities' | 'unreadActivity' | 'markActivityRead'>
  readonly clock: Pick<Clock, 'now'>
  readonly log: Logger
}

/** An entry on its way into the store. */
interface NewEntry {
  readonly kind: ActivityKind
  readonly data: JsonObject
  /** Who alone may see it; null: everybody. */
  readonly account: string | null
}

/** What has happened, newest first. */
export class ActivityService {
  readonly slice = new Slice<ActivityEntry, MetaOf<'activity'>>({ unread: 0, digest: null })
  readonly #options: ActivityOptions
  #account: string | null = null
  #soon: NewEntry[] = []

  constructor(options: ActivityOptions) {
    this.#options = options
  }

  /**
   * Shows what the store holds for a todo account (null: nobody is signed in): what concerns
   * everybody and what is its own. What others did there is no business of the next account.
   */
  open(account: string | null): void {
    const { cache } = this.#options
    this.flush()
    this.#account = account
    this.slice.replace(cache.activity(SHOWN, account), {
      ...{ unread: cache.unreadActivity(account), digest: null },
    })
  }

  /**
   * A store that cannot be written (full, read-only) costs the entry, never the caller.
   * @param account who alone may see it; null: everybody
   */
  add(kind: ActivityKind, data: JsonObject, account: string | null = null): void {
    this.flush()
    this.#write([{ kind, data, account }])
  }

  /**
   * The same for what may come in thousands: all that one turn of the event loop brings (a slice of a
   * burst, transport/inlet.ts) is written in one transaction and shown at once.
   */
  addSoon(kind: ActivityKind, data: JsonObject, account: string | null): void {
    if (this.#soon.push({ kind, data, account }) === 1) queueMicrotask(() => this.flush())
  }

  /** Writes what `addSoon` has kept. */
  flush(): void {
    const soon = this.#soon
    if (soon.length === 0) return
    this.#soon = []
    this.#write(soon)
  }

  /** Writes a digest down and puts it up as the line in the window. */
  addDigest({ since, news }: AwayDigest, account: string | null): void {
    this.flush()
    const [entry] = this.#write([{ kind: 'away.digest', data: { since, news }, account }])
    if (entry) this.slice.setMeta({ ...this.slice.meta, digest: entry }, true)
  }

  /** Takes the digest's line away; its entry stays. */
  dismissDigest(): void {
    this.slice.setMeta({ ...this.slice.meta, digest: null })
  }

  /** Writes an outcome down as an entry. */
  record(outcome: Outcome): void {
    if (outcome.kind === 'scan') {
      const { newMissing, reason } = outcome
      return this.add(`scan.${outcome.outcome}`, { newMissing, reason })
    }
    const { seriesId, seriesTitle, season, episode, itemId, retryCount, reason } = outcome
    this.add(`download.${outcome.outcome}`, {
      ...{ seriesId, seriesTitle, season, episode, itemId, retryCount, reason },
    })
  }

  /** Whether the end of a download was written down, as far back as entries are shown. */
  hasTold({ itemId, outcome, retryCount }: DownloadEnd): boolean {
    return this.slice.rows.some(
      ({ kind, data }) =>
        kind === `download.${outcome}` &&
        data['itemId'] === itemId &&
        data['retryCount'] === retryCount,
    )
  }

  /** What stands on the page was seen, the digest with it. */
  markRead(): void {
    this.#options.cache.markActivityRead(this.#account)
    this.slice.setMeta({ unread: 0, digest: null })
  }

  /** Answers those of them that the present account sees. */
  #write(added: readonly NewEntry[]): readonly ActivityEntry[] {
    const { cache, clock, log } = this.#options
    const at = clock.now()
    try {
      const entries = cache.addActivities(added.map((one) => ({ at, ...one })))
      const seen = entries.filter((_, index) => {
        const account = added[index]?.account ?? null
        return account === null || account === this.#account
      })
      const rows = [...seen.toReversed(), ...this.slice.rows].slice(0, SHOWN)
      const { meta } = this.slice
      this.slice.replace(rows, { ...meta, unread: meta.unread + seen.length })
      return seen
    } catch (thrown) {
      const kinds = [...new Set(added.map(({ kind }) => kind))].join(' ')
      log.warn('activity: not written', { kinds, why: String(thrown) })
      return []
    }
  }
}
