import { fail, toAppError } from '../../src-shared/domain/errors'
import type { OutboxRow } from '../../src-shared/domain/outbox'
import type { EpisodeRef, SearchResult, Series, SeriesDetail } from '../../src-shared/domain/series'
import type { MetaOf } from '../../src-shared/state/slices'
import type { Clock, TimerHandle } from '../clock'
import type { Where } from '../link/where'
import { SingleFlight } from '../link/single-flight'
import type { Logger } from '../log'
import { markOf } from '../link/mark'
import { isMissingPath } from '../link/variant'
import type { Outbox } from '../outbox/types'
import { FreshnessMeter } from '../state/freshness'
import { asKnown } from '../state/same-json'
import { Slice } from '../state/slice'
import type { Cache } from '../store/types'
import type { SeriesLoading } from '../wire/library/event-types'
import { Adding, idOfLink } from './adding'
import type { LibraryApi } from './api'
import { countNewMissing } from './changes'

/** Several series change in a row (a scan ends): one fetch shows them all. */
const GATHER_MS = 500
/** A server that tells of changed series has told by then that a downloaded episode is there. */
const SETTLED_MS = 3_000

export interface LibraryOptions {
  readonly api: Pick<LibraryApi, 'list' | 'details' | 'search' | 'loading'>
  readonly cache: Pick<Cache, 'library' | 'putLibrary'>
  readonly outbox: Pick<Outbox, 'enqueue' | 'rows' | 'onChange'>
  readonly clock: Clock
  readonly log: Logger
}

/** The `library` slice of the active account: the cache first, then what the server says. */
export class LibraryService {
  readonly slice: Slice<Series, MetaOf<'library'>>
  readonly #options: LibraryOptions
  readonly #meter: FreshnessMeter
  readonly #adding = new Adding()
  readonly #flight = new SingleFlight((signal) => this.#fetch(signal))
  readonly #off: () => void
  #where: Where | null = null
  #gather: TimerHandle | null = null
  /** Set while a downloaded episode is still counted as missing here. */
  #settled: TimerHandle | null = null
  /** What was missing when the present scan began; null: no scan, or nothing was known. */
  #beforeScan: readonly Series[] | null = null

  constructor(options: LibraryOptions) {
    this.#options = options
    this.#meter = new FreshnessMeter(options.clock, () => this.#publishMeta())
    this.slice = new Slice<Series, MetaOf<'library'>>({
      freshness: this.#meter.value,
      rescanPending: null,
      adding: [],
    })
    this.#off = options.outbox.onChange((accounts) => {
      if (!this.#where || !accounts.has(this.#where.account)) return
      const before = this.slice.meta.adding.filter(({ pending }) => pending)
      this.#publishMeta()
      const now = this.slice.meta.adding.filter(({ pending }) => pending)
      // The server has it; not every version tells of the new series.
      if (now.length < before.length) this.refreshSoon()
    })
  }

  /** Switches to another account (null: none): its cache is shown, nothing of the first stays. */
  open(where: Where | null): void {
    this.#flight.abort()
    this.#gather?.cancel()
    this.#gather = null
    this.#settled?.cancel()
    this.#settled = null
    this.#beforeScan = null
    this.#adding.reset()
    this.#where = where
    const cached = where ? this.#options.cache.library(where.profileId) : null
    this.#meter.reset(cached?.confirmedAt ?? null)
    this.slice.replace(cached?.value ?? [], this.#meta())
  }

  /** The connection is gone: a fetch that hangs on it must not hold up the next one's. */
  cancelFetch(): void {
    this.#flight.abort()
  }

  setLive(live: boolean): void {
    this.#meter.setLive(live)
  }

  series(id: string): Series | undefined {
    return this.slice.get(id)
  }

  /** Ids of the series that the user asked to be added, confirmed or not. */
  get asked(): ReadonlySet<string> {
    return this.#adding.asked
  }

  /** Whether an episode is missing, by the server's own id of its series; null: not known. */
  isMissing(serverId: string, { season, episode }: EpisodeRef): boolean | null {
    const missing = this.slice.rows.find((series) => series.serverId === serverId)?.missing
    if (!missing) return null
    return missing.some((one) => one.season === season && one.episode === episode)
  }

  /** Fetches the list now. Rejects with AppFailure; what is shown stays. */
  async refresh(): Promise<void> {
    await this.#flight.run()
  }

  /** A series changed on the server: the list is fetched soon, once for several. */
  refreshSoon(): void {
    this.#settled?.cancel()
    this.#settled = null
    this.#gather ??= this.#options.clock.after(GATHER_MS, () => {
      this.#gather = null
      this.#flight.run().catch((thrown: unknown) => {
        this.#options.log.info('library: not refreshed', { why: String(thrown) })
      })
    })
  }

  /**
   * An episode was downloaded. Servers take a moment to find its file, and old ones never say that
   * they did: the list is fetched some time after the last one.
   */
  episodeDone(): void {
    this.#settled?.cancel()
    this.#settled = this.#options.clock.after(SETTLED_MS, () => this.refreshSoon())
  }

  /** Episodes fetched for one series. Rejects with AppFailure. */
  async details(seriesId: string): Promise<SeriesDetail> {
    const { profileId } = this.#here()
    const known = this.slice.get(seriesId)
    return this.#options.api.details(profileId, known?.serverId ?? seriesId)
  }

  async search(query: string): Promise<readonly SearchResult[]> {
    const { items } = await this.#options.api.search(this.#here().profileId, query)
    return items.map((result) => {
      const known = result.link !== null && this.slice.get(idOfLink(result.link)) !== undefined
      return known ? { ...result, inLibrary: true } : result
    })
  }

  /** Puts the adding of a series into the outbox; null when it waits there already. */
  add(link: string, title: string): number | null {
    const { profileId, account } = this.#here()
    const row = this.#options.outbox.enqueue({
      server: 'library',
      profileId,
      account,
      entity: `link:${link}`.slice(0, 400),
      command: { kind: 'library.add', link, title },
      label: title,
    })
    return row?.seq ?? null
  }

  /** The server goes on with a series that was added. */
  loading(loading: SeriesLoading): void {
    this.#adding.apply(loading)
    this.#publishMeta()
    this.refreshSoon()
  }

  /** Puts a rescan into the outbox; null when one waits there already. */
  rescan(): number | null {
    const { profileId, account } = this.#here()
    if (this.#rescanRow()) return null
    const row = this.#options.outbox.enqueue({
      server: 'library',
      profileId,
      account,
      entity: 'library',
      command: { kind: 'library.rescan' },
      label: '',
    })
    return row?.seq ?? null
  }

  /** A scan begins: what is missing now is what its result is compared with. */
  scanBegan(): void {
    this.#beforeScan ??= this.slice.meta.freshness.confirmedAt === null ? null : this.slice.rows
  }

  /** A scan ended: fetches the list and says how many episodes are newly missing (null: no telling). */
  async scanEnded(): Promise<number | null> {
    const where = this.#where
    this.scanBegan()
    const before = this.#beforeScan
    this.#beforeScan = null
    await this.refresh()
    return before && where === this.#where ? countNewMissing(before, this.slice.rows) : null
  }

  dispose(): void {
    this.open(null)
    this.#off()
  }

  async #fetch(signal: AbortSignal): Promise<void> {
    const { api, cache, clock, log } = this.#options
    const where = this.#here()
    const { items, skipped } = await api.list(where.profileId, signal)
    if (signal.aborted) throw fail('net.cancelled', 'Another account is shown now')
    if (skipped > 0) log.warn('library: entries not understood', { skipped })
    this.#meter.confirm()
    const rows = asKnown(items, this.slice.rows, (id) => this.slice.get(id))
    this.slice.replace(rows, this.#meta())
    void this.#followLoading(where)
    try {
      cache.putLibrary(where.profileId, rows, clock.now())
    } catch (thrown) {
      log.warn('library: cache not written', { why: String(thrown) })
    }
  }

  /** The end of a loading may have been told while nobody listened. */
  async #followLoading({ profileId, account }: Where): Promise<void> {
    for (const key of this.#adding.unfinished) {
      try {
        const loading = await this.#options.api.loading(profileId, key)
        if (this.#where?.account !== account) return
        this.#adding.apply({ ...loading, key })
      } catch (thrown) {
        if (isMissingPath(toAppError(thrown).code)) this.#adding.forget(key)
      }
    }
    if (this.#where?.account === account) this.#publishMeta()
  }

  #here(): Where {
    if (!this.#where) throw fail('auth.required', 'Nobody is signed in to a library server')
    return this.#where
  }

  #rescanRow() {
    return this.#rows().findLast((row) => row.command.kind === 'library.rescan')
  }

  #rows(): readonly OutboxRow[] {
    return this.#where ? this.#options.outbox.rows(this.#where.account) : []
  }

  #meta(): MetaOf<'library'> {
    const row = this.#rescanRow()
    const adding = this.#adding.view(this.#rows(), (id) => this.slice.get(id)?.title)
    return { freshness: this.#meter.value, rescanPending: row ? markOf(row) : null, adding }
  }

  #publishMeta(): void {
    this.slice.setMeta(this.#meta())
  }
}
