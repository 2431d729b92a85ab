import { fail } from '../../src-shared/domain/errors'
import type { SearchResult, Series, SeriesDetail } from '../../src-shared/domain/series'
import type { MetaOf } from '../../src-shared/state/slices'
import type { Clock, TimerHandle } from '../clock'
import type { Where } from '../link/where'
import { SingleFlight } from '../link/single-flight'
import type { Logger } from '../log'
import { markOf } from '../link/mark'
import type { Outbox } from '../outbox/types'
import { FreshnessMeter } from '../state/freshness'
import { Slice } from '../state/slice'
import type { Cache } from '../store/types'
import type { LibraryApi } from './api'
import { countNewMissing } from './changes'

/** Several series change in a row (a scan ends): one fetch shows them all. */
const GATHER_MS = 500
/** A server that tells of changed series has told by then that a downloaded episode is there. */
const SETTLED_MS = 3_000

export interface LibraryOptions {
  readonly api: Pick<LibraryApi, 'list' | 'details' | 'search'>
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
    })
    this.#off = options.outbox.onChange((accounts) => {
      if (this.#where && accounts.has(this.#where.account)) this.#publishMeta()
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
    const found = await this.#options.api.search(this.#here().profileId, query)
    return found.items
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
    this.slice.replace(items, this.#meta())
    try {
      cache.putLibrary(where.profileId, items, clock.now())
    } catch (thrown) {
      log.warn('library: cache not written', { why: String(thrown) })
    }
  }

  #here(): Where {
    if (!this.#where) throw fail('auth.required', 'Nobody is signed in to a library server')
    return this.#where
  }

  #rescanRow() {
    const rows = this.#where ? this.#options.outbox.rows(this.#where.account) : []
    return rows.findLast((row) => row.command.kind === 'library.rescan')
  }

  #meta(): MetaOf<'library'> {
    const row = this.#rescanRow()
    return { freshness: this.#meter.value, rescanPending: row ? markOf(row) : null }
  }

  #publishMeta(): void {
    this.slice.setMeta(this.#meta())
  }
}
