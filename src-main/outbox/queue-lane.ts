import { toAppError, type AppError } from '../../src-shared/domain/errors'
import type { QueueStatus } from '../../src-shared/domain/queue'
import type { Clock, TimerHandle } from '../clock'
import { silentLog, type Logger } from '../log'
import type { Db } from '../store/db'
import type { SqliteOutbox } from './outbox'
import { RUN_OF_EVENT, runIs, sameAxis, shows, type RunEvent } from './queue-evidence'
import { nextQueueRow } from './queue-next'
import type { StoredRow } from './table'
import type { QueueLane, QueueLaneOptions, SendOutcome } from './types'

/** Seconds before the next tries of a row that did not reach the server. */
const TRY_AGAIN_S = [2, 10, 60, 300] as const
/** A status that was on its way before the answer may not show it yet: so many are looked at. */
const LOOKS = 3
const LOOK_AGAIN_MS = 2_000
/** Where a queue row was sent; there are no first-seen numbers here, only "may have arrived". */
const SENT = 0

export interface HttpQueueLaneOptions extends QueueLaneOptions {
  readonly account: string
  readonly db: Db
  readonly outbox: SqliteOutbox
  readonly clock: Clock
  readonly log?: Logger
}

/** A row that was sent and is not settled. */
interface Sent {
  /** Item ids of the last status before it was sent; null: none was known. */
  readonly before: ReadonlySet<string> | null
  /** What stood in the row before: null where the server cannot have heard of it. */
  readonly baseline: number | null
  readonly isRun: boolean
  answered: boolean
  looks: number
}

/**
 * The library server's rows over HTTP: by seq, one in flight. Run commands free the lane at once
 * (a Start may be answered only after the run, and Stop must never wait behind it). An answer does
 * not settle a row: the next status does, in `status()`, before the service publishes it, so that
 * what is shown never falls back for a moment.
 */
export class HttpQueueLane implements QueueLane {
  readonly #options: HttpQueueLaneOptions
  readonly #log: Logger
  readonly #off: () => void
  readonly #sent = new Map<number, Sent>()
  readonly #tries = new Map<number, number>()
  #known: ReadonlySet<string> | null = null
  #up = false
  #disposed = false
  #look: TimerHandle | null = null
  #pumping = false
  #again = false

  constructor(options: HttpQueueLaneOptions) {
    this.#options = options
    this.#log = options.log ?? silentLog
    this.#off = options.outbox.onChange((accounts) => {
      if (accounts.has(options.account)) this.#pump()
    })
    // Rows of a lane before this one, of which nobody waits for the answer any more.
    this.#attempt(() => {
      for (const { seq, state } of this.#rows()) {
        if (state === 'sending') options.outbox.patch(seq, { state: 'ambiguous' })
      }
    })
  }

  available(): void {
    this.#up = true
    this.#tries.clear()
    this.#attempt(() => {
      // The link is up again: the reason to wait is gone.
      for (const { seq, state, notBefore } of this.#rows()) {
        if (state === 'queued' && notBefore !== null) {
          this.#options.outbox.patch(seq, { notBefore: null })
        }
      }
    })
    this.#pump()
  }

  unavailable(): void {
    this.#up = false
    this.#look?.cancel()
    this.#look = null
  }

  status(status: QueueStatus): void {
    this.#attempt(() => {
      this.#settleRuns(status)
      for (const row of this.#rows()) {
        if (row.command.kind !== 'queue.run' && this.#isShown(row, status)) this.#settle(row)
      }
    })
    this.#known = new Set(status.items.map((item) => item.id))
    this.#lookAgain()
    this.#pump()
  }

  run(event: RunEvent): void {
    const now = RUN_OF_EVENT[event]
    this.#attempt(() => {
      const open = this.#openRuns()
      const last = open.findLast((row) => row.command.run === now)
      if (!last) return
      // What was sent before it on the same axis has been overtaken.
      for (const row of open) {
        if (row.seq <= last.seq && sameAxis(row.command.run, now)) this.#settle(row)
      }
    })
    this.#pump()
  }

  dispose(): void {
    this.#off()
    this.unavailable()
    this.#disposed = true
    this.#attempt(() => {
      for (const { seq, state } of this.#rows()) {
        if (state === 'sending') this.#options.outbox.patch(seq, { state: 'ambiguous' })
      }
    })
  }

  #rows(): readonly StoredRow[] {
    return this.#options.outbox.of(this.#options.account).filter((row) => row.server === 'library')
  }

  /** Run commands that were sent (also ambiguous ones: the run state is evidence enough). */
  #openRuns() {
    return this.#rows().flatMap((row) => {
      const open = row.state === 'sending' || row.state === 'ambiguous'
      return open && row.command.kind === 'queue.run' ? [{ ...row, command: row.command }] : []
    })
  }

  /**
   * In order: a state that was there before an earlier Stop took effect says nothing about a later
   * Start. Once all were answered, the present state is what came of them.
   */
  #settleRuns(status: QueueStatus): void {
    const open = this.#openRuns()
    const answered = open.every((row) => this.#sent.get(row.seq)?.answered === true)
    const last = open.at(-1)
    if (last && answered && runIs(last.command.run, status.run)) {
      for (const row of open) this.#settle(row)
      return
    }
    for (const row of open) {
      const sent = this.#sent.get(row.seq)
      const over = sent?.answered === true && ++sent.looks >= LOOKS
      if (!runIs(row.command.run, status.run) && !over) return
      this.#settle(row)
    }
  }

  #isShown(row: StoredRow, status: QueueStatus): boolean {
    const { kind } = row.command
    if (row.state === 'ambiguous') {
      // Nothing is known of what stood before; only "gone" is proof by itself.
      const gone = kind === 'queue.remove' || kind === 'queue.clear'
      return gone && shows(row.command, status, null) === true
    }
    const sent = this.#sent.get(row.seq)
    if (row.state !== 'sending' || !sent) return false
    const shown = shows(row.command, status, sent.before)
    if (!sent.answered) return kind === 'queue.add' && shown === true
    sent.looks += 1
    return shown !== false || sent.looks >= LOOKS
  }

  /** Answered rows that no status has shown yet: the status is asked for again. */
  #lookAgain(): void {
    const waiting = [...this.#sent.values()].some((sent) => sent.answered)
    if (!waiting || !this.#up || this.#look) return
    this.#look = this.#options.clock.after(LOOK_AGAIN_MS, () => {
      this.#look = null
      this.#lookAgain()
      if ([...this.#sent.values()].some((sent) => sent.answered)) this.#options.refetch()
    })
  }

  #pump(): void {
    this.#again = true
    if (this.#pumping) return
    this.#pumping = true
    try {
      while (this.#again) {
        this.#again = false
        if (!this.#up || this.#disposed || this.#options.db.refuses) continue
        const busy = [...this.#sent.values()].some((sent) => !sent.isRun)
        const row = nextQueueRow(this.#rows(), busy)
        if (!row) continue
        if (this.#attempt(() => this.#commit(row))) void this.#carry(row)
      }
    } finally {
      this.#pumping = false
    }
  }

  #commit({ seq }: StoredRow): void {
    this.#again = true
    this.#options.outbox.patch(seq, { state: 'sending', baseline: SENT, lastError: null })
  }

  async #carry({ seq, baseline }: StoredRow): Promise<void> {
    const row = this.#options.outbox.get(seq)
    if (!row) return
    const isRun = row.command.kind === 'queue.run'
    this.#sent.set(seq, { before: this.#known, baseline, isRun, answered: false, looks: 0 })
    let outcome: SendOutcome
    try {
      outcome = await this.#options.send(row)
    } catch (thrown) {
      outcome = { is: 'unknown', error: toAppError(thrown) }
    }
    this.#attempt(() => this.#came(seq, outcome))
    this.#pump()
  }

  #came(seq: number, outcome: SendOutcome): void {
    const { outbox } = this.#options
    const row = outbox.get(seq)
    const sent = this.#sent.get(seq)
    // Settled by evidence before the answer came, or put back by the user.
    if (!row || !sent || (row.state !== 'sending' && !this.#disposed)) {
      this.#sent.delete(seq)
      return
    }
    switch (outcome.is) {
      case 'answered':
        if (this.#disposed) return this.#settle(row)
        sent.answered = true
        this.#lookAgain()
        return this.#options.refetch()
      case 'done':
        return this.#settle(row)
      case 'refused':
        this.#sent.delete(seq)
        return outbox.patch(seq, {
          state: 'failed',
          attempts: row.attempts + 1,
          lastError: outcome.error,
        })
      case 'notSent':
        this.#sent.delete(seq)
        return outbox.patch(seq, {
          state: 'queued',
          baseline: sent.baseline,
          lastError: outcome.error,
          notBefore: this.#nextTry(seq, outcome.error),
        })
      case 'unknown':
        this.#sent.delete(seq)
        return outbox.patch(seq, { state: 'ambiguous', lastError: outcome.error })
    }
  }

  #nextTry(seq: number, error: AppError): number | null {
    if (!this.#up) return null
    const tries = this.#tries.get(seq) ?? 0
    this.#tries.set(seq, tries + 1)
    const step = TRY_AGAIN_S[Math.min(tries, TRY_AGAIN_S.length - 1)] ?? 300
    return this.#options.clock.now() + Math.max(step, error.retryAfter ?? 0) * 1_000
  }

  #settle({ seq }: StoredRow): void {
    this.#sent.delete(seq)
    this.#tries.delete(seq)
    this.#options.outbox.settle(seq)
  }

  /** One unit of work; false when the store cannot write: then nothing is sent. */
  #attempt(work: () => void): boolean {
    // At quit the store goes while answers are still due.
    if (!this.#options.db.isOpen) return false
    try {
      this.#options.db.unitOfWork(work)
      return true
    } catch (thrown) {
      const error = toAppError(thrown)
      if (!error.code.startsWith('store.')) throw thrown
      this.#log.warn('queue: the store cannot write', error)
      return false
    }
  }
}
