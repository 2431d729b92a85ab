import { fail } from '../../src-shared/domain/errors'
import type { QueueItem, QueueRow, QueueStatus } from '../../src-shared/domain/queue'
import type { QueueMeta } from '../../src-shared/state/slices'
import type { DownloadOutcome } from '../activity/outcome'
import type { Clock } from '../clock'
import { Emitter } from '../emitter'
import { SingleFlight } from '../link/single-flight'
import type { Where } from '../link/where'
import type { Logger } from '../log'
import type { Outbox, QueueLane, QueueLaneOptions } from '../outbox/types'
import { FreshnessMeter } from '../state/freshness'
import { Slice } from '../state/slice'
import { throttledWriter } from '../store/throttle'
import type { ThrottledWriter } from '../store/throttle'
import type { Cache } from '../store/types'
import type { LibraryApi } from '../library/api'
import type { QueueApi } from './api'
import { foldQueue } from './fold'
import { Hint } from './hint'
import { Meanwhile } from './meanwhile'
import { Outcomes } from './outcomes'
import { StatusReading } from './reading'
import { queueSender } from './send'
import { applyEvent, EMPTY_QUEUE, fromStatus } from './reduce'
import type { QueueEvent, QueueState } from './reduce'
import { NO_TOTALS, Totals } from './totals'

export interface QueueOptions {
  readonly api: QueueApi
  readonly library: Pick<LibraryApi, 'rescan' | 'add'>
  readonly cache: Pick<Cache, 'queue' | 'putQueue'>
  readonly outbox: Pick<Outbox, 'rows' | 'onChange'>
  readonly makeLane: (where: Where, options: QueueLaneOptions) => QueueLane
  readonly clock: Clock
  readonly log: Logger
}

/**
 * The `queue` slice of the active account: what the server said (snapshots and events), with the
 * outbox's rows laid over it.
 */
export class QueueService {
  readonly slice = new Slice<QueueRow, QueueMeta>({
    freshness: { confirmedAt: null, live: false },
    run: EMPTY_QUEUE.run,
    runPending: null,
    totals: NO_TOTALS,
  })
  readonly #options: QueueOptions
  readonly #meter: FreshnessMeter
  readonly #totals: Totals
  readonly #reading: StatusReading
  readonly #ended = new Emitter<DownloadOutcome>()
  readonly #outcomes = new Outcomes((outcome) => this.#ended.emit(outcome))
  readonly #flight = new SingleFlight((signal) => this.#fetch(signal))
  readonly #meanwhile = new Meanwhile()
  readonly #hint: Hint
  readonly #off: () => void
  #state: QueueState = EMPTY_QUEUE
  #where: Where | null = null
  #lane: QueueLane | null = null
  #writer: ThrottledWriter<QueueStatus> | null = null
  /** While the lane settles rows by a status, that status is about to be published anyway. */
  #settling = false

  constructor(options: QueueOptions) {
    const { clock, outbox } = options
    this.#options = options
    this.#totals = new Totals(clock)
    this.#hint = new Hint(clock, () => this.#refetch())
    this.#meter = new FreshnessMeter(clock, () =>
      this.slice.setMeta({ ...this.slice.meta, freshness: this.#meter.value }),
    )
    this.#reading = new StatusReading({
      clock,
      read: () => this.#refetch(),
      busy: () => this.#state.run.running === true || this.slice.meta.totals.active > 0,
    })
    this.#off = outbox.onChange((accounts) => {
      if (this.#where && !this.#settling && accounts.has(this.#where.account)) this.#publish()
    })
  }

  get where(): Where | null {
    return this.#where
  }

  /** What the server said last, without the user's pending changes. */
  get confirmed(): QueueStatus {
    return this.#state
  }

  /** Each download that ended, once for each try. */
  onOutcome(listener: (outcome: DownloadOutcome) => void): () => void {
    return this.#ended.on(listener)
  }

  /** Switches to another account (null: none): its cache is shown, nothing of the first stays. */
  open(where: Where | null): void {
    const { api, library, cache, clock, log, makeLane } = this.#options
    this.#close()
    this.#where = where
    const cached = where ? cache.queue(where.profileId) : null
    this.#state = cached ? fromStatus(cached.value) : EMPTY_QUEUE
    this.#totals.read(this.#state.items, this.#state.run)
    this.#meter.reset(cached?.confirmedAt ?? null)
    if (where) {
      const write = (status: QueueStatus) =>
        cache.putQueue(where.profileId, status, this.#confirmedAt)
      this.#writer = throttledWriter({ clock, log, write })
      const send = queueSender({ api, library, known: () => this.#state })
      this.#lane = makeLane(where, { send, refetch: () => this.#refetch() })
    }
    this.#publish()
  }

  /** Events flow and the first snapshot is in. */
  setLive(live: boolean): void {
    if (live) this.#reading.start()
    else this.#reading.stop()
    this.#meter.setLive(live)
  }

  /** Signed in and reachable: the outbox may send. */
  setAvailable(available: boolean): void {
    if (available) this.#lane?.available()
    else this.#lane?.unavailable()
  }

  /** The server will not send some of the events: it is asked instead. */
  setDeaf(deaf: boolean): void {
    this.#reading.setDeaf(deaf)
  }

  /** The connection is gone: a fetch that hangs on it must not hold up the next one's. */
  cancelFetch(): void {
    this.#flight.abort()
    this.#meanwhile.drop()
  }

  /** Reads the whole status now. Rejects with AppFailure; what is shown stays. */
  async refresh(): Promise<void> {
    await this.#flight.run()
  }

  /** Something changed that events do not carry: the status is read soon, once for several hints. */
  refreshSoon(): void {
    this.#hint.give()
  }

  apply(event: QueueEvent): void {
    this.#seen()
    if (event.type === 'queue.run') this.#settle(() => this.#lane?.run(event.run))
    this.#meanwhile.event(event, this.#state)
    const change = applyEvent(this.#state, event, this.#options.clock.now())
    this.#state = change.state
    if (change.incomplete) this.#learnMore(event)
    if (change.item && !change.moved && !change.ended) this.#publishRow(change.item)
    else if (change.item || event.type === 'queue.run') this.#readAndPublish(change.ended)
    if (change.item && change.ended) this.#outcomes.ended(change.item)
  }

  /** A whole queue that the server pushed. */
  applyStatus(status: QueueStatus): void {
    this.#seen()
    this.#meanwhile.status(status)
    this.#take(fromStatus(status, this.#state))
  }

  dispose(): void {
    this.#close()
    this.#where = null
    this.#off()
  }

  async #fetch(signal: AbortSignal): Promise<void> {
    const { api, clock, log } = this.#options
    if (!this.#where) throw fail('auth.required', 'Nobody is signed in to a library server')
    const meanwhile = this.#meanwhile.begin()
    try {
      const status = await api.status(this.#where.profileId, signal)
      if (signal.aborted) throw fail('net.cancelled', 'Another account is shown now')
      if (status.skipped > 0) log.warn('queue: items not understood', { skipped: status.skipped })
      this.#meter.confirm()
      this.#take(meanwhile.over(status, this.#state, clock.now()))
    } finally {
      meanwhile.end()
    }
  }

  /** Makes a snapshot the state; the lane settles by it before it is shown. */
  #take(state: QueueState): void {
    this.#reading.status()
    this.#state = state
    this.#settle(() => this.#lane?.status({ items: state.items, run: state.run }))
    this.#readAndPublish(false)
    this.#outcomes.snapshot(state.items)
  }

  #settle(run: () => void): void {
    this.#settling = true
    try {
      run()
    } finally {
      this.#settling = false
    }
  }

  #seen(): void {
    this.#reading.event()
    this.#meter.confirm()
  }

  #learnMore(event: QueueEvent): void {
    if (event.type === 'download.complete' || event.type === 'download.failed') {
      if (event.item.id !== null) this.#outcomes.announced(event.item.id)
    }
    this.refreshSoon()
  }

  #refetch(): void {
    this.#flight.run().catch((thrown: unknown) => {
      this.#options.log.info('queue: status not read', { why: String(thrown) })
    })
  }

  /** One row went on: nothing else is looked at. */
  #publishRow(item: QueueItem): void {
    this.#totals.progress(item)
    const shown = this.slice.get(item.id)
    if (shown) this.slice.upsert({ ...item, pending: shown.pending })
    this.slice.setMeta({ ...this.slice.meta, totals: this.#totals.value })
  }

  #readAndPublish(urgent: boolean): void {
    this.#totals.read(this.#state.items, this.#state.run)
    this.#publish(urgent)
    this.#writer?.put({ items: this.#state.items, run: this.#state.run })
  }

  #publish(urgent = false): void {
    const changes = this.#where ? this.#options.outbox.rows(this.#where.account) : []
    const { rows, runPending } = foldQueue(this.#state.items, changes)
    const meta: QueueMeta = {
      freshness: this.#meter.value,
      run: this.#state.run,
      runPending,
      totals: this.#totals.value,
    }
    this.slice.replace(rows, meta, urgent)
  }

  get #confirmedAt(): number {
    return this.#meter.confirmedAt ?? this.#options.clock.now()
  }

  #close(): void {
    this.#writer?.flush()
    this.#writer = null
    this.#lane?.dispose()
    this.#lane = null
    this.#hint.forget()
    this.cancelFetch()
    this.#reading.stop()
    this.#totals.reset()
    this.#outcomes.reset()
  }
}
