import { toAppError } from '../../src-shared/domain/errors'
import type { QueueStatus } from '../../src-shared/domain/queue'
import type { Clock, TimerHandle } from '../clock'
import { silentLog, type Logger } from '../log'
import type { Db } from '../store/db'
import type { SqliteOutbox } from './outbox'
import { Doubts } from './queue-doubt'
import { RUN_OF_EVENT, sameAxis, shows, standingFor, type RunEvent } from './queue-evidence'
import { nextQueueRow } from './queue-next'
import { LOOKS, settledRuns, type Sent } from './queue-runs'
import { Tries } from './queue-tries'
import type { StoredRow } from './table'
import type { QueueLane, QueueLaneOptions, SendOutcome } from './types'

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
  readonly #tries = new Tries()
  readonly #doubts: Doubts
  /** Rows sent once that the statuses of this connection did not show: they may go out again. */
  readonly #cleared = new Set<number>()
  /** The last status read; kept over a break, because what stood before a send was seen then. */
  #known: QueueStatus | null = null
  #up = false
  #disposed = false
  #look: TimerHandle | null = null
  #pumping = false
  #again = false

  constructor(options: HttpQueueLaneOptions) {
    this.#options = options
    this.#log = options.log ?? silentLog
    const { clock, isMissing = () => null } = options
    this.#doubts = new Doubts({ clock, isMissing })
    this.#off = options.outbox.onChange((accounts) => {
      if (accounts.has(options.account)) this.#pump()
    })
    // Rows of a lane before this one.
    this.#letGo()
  }

  available(): void {
    this.#up = true
    this.#tries.forget()
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
    this.#doubts.forget()
    this.#cleared.clear()
  }

  status(status: QueueStatus): void {
    const applied = this.#attempt(() => {
      const sentOf = (seq: number) => this.#sent.get(seq)
      for (const row of settledRuns(this.#openRuns(), status.run, sentOf)) this.#settle(row)
      for (const row of this.#rows()) {
        if (row.state === 'ambiguous') this.#judge(row, status)
        else if (row.command.kind !== 'queue.run' && this.#isShown(row, status)) this.#settle(row)
      }
    })
    if (!applied) this.#cleared.clear()
    this.#known = status
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
    this.#letGo()
  }

  /** Nobody waits any more for the answers to what is on its way. */
  #letGo(): void {
    this.#attempt(() => {
      for (const { seq, state } of this.#rows()) {
        if (state === 'sending') this.#options.outbox.patch(seq, { state: 'ambiguous' })
      }
    })
  }

  #rows(): readonly StoredRow[] {
    return this.#options.outbox.lane(this.#options.account, 'library')
  }

  /** Run commands that were sent (also ambiguous ones: the run state is evidence enough). */
  #openRuns() {
    return this.#rows().flatMap((row) => {
      const open = row.state === 'sending' || row.state === 'ambiguous'
      return open && row.command.kind === 'queue.run' ? [{ ...row, command: row.command }] : []
    })
  }

  /** A row in doubt goes on by what the server shows, and goes out again only when that is nothing. */
  #judge(row: StoredRow, status: QueueStatus): void {
    const verdict = this.#doubts.judge(row, status)
    if (verdict.is === 'done') return this.#settle(row)
    if (verdict.is === 'look') return
    const { command } = verdict
    this.#cleared.add(row.seq)
    this.#options.outbox.patch(row.seq, { state: 'queued', command, lastError: null })
  }

  #isShown(row: StoredRow, status: QueueStatus): boolean {
    const sent = this.#sent.get(row.seq)
    if (row.state !== 'sending' || !sent) return false
    const shown = shows(row.command, status, row.standing)
    if (!sent.answered) return row.command.kind === 'queue.add' && shown === true
    sent.looks += 1
    return shown !== false || sent.looks >= LOOKS
  }

  /** Answered rows that no status has shown yet, and rows in doubt: the status is asked for again. */
  #lookAgain(): void {
    if (!this.#isLooking() || !this.#up || this.#look) return
    this.#look = this.#options.clock.after(LOOK_AGAIN_MS, () => {
      this.#look = null
      if (!this.#isLooking()) return
      this.#lookAgain()
      this.#options.refetch()
    })
  }

  #isLooking(): boolean {
    return (
      [...this.#sent.values()].some((sent) => sent.answered) ||
      this.#rows().some((row) => row.state === 'ambiguous')
    )
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
        if (this.#isInDoubt(row)) this.#doubt(row)
        else if (this.#attempt(() => this.#commit(row))) void this.#carry(row)
      }
    } finally {
      this.#pumping = false
    }
  }

  /** Ever sent (the user tries it again): only statuses read from now on may say that it did not arrive. */
  #isInDoubt({ seq, baseline, command }: StoredRow): boolean {
    return baseline !== null && command.kind !== 'queue.run' && !this.#cleared.has(seq)
  }

  #doubt(row: StoredRow): void {
    const done = this.#known !== null && this.#doubts.left(row, this.#known) === null
    this.#again = this.#attempt(() => {
      if (done) this.#settle(row)
      else this.#options.outbox.patch(row.seq, { state: 'ambiguous' })
    })
    if (!this.#again || done) return
    this.#lookAgain()
    this.#options.refetch()
  }

  #commit({ seq, command, baseline, standing }: StoredRow): void {
    this.#again = true
    this.#cleared.delete(seq)
    const before = baseline === null ? standingFor(command, this.#known) : standing
    this.#options.outbox.patch(seq, {
      ...{ state: 'sending', baseline: SENT, lastError: null, standing: before },
    })
  }

  async #carry({ seq, baseline }: StoredRow): Promise<void> {
    const row = this.#options.outbox.get(seq)
    if (!row) return
    const isRun = row.command.kind === 'queue.run'
    this.#sent.set(seq, { baseline, isRun, answered: false, looks: 0 })
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
    const { outbox, clock } = this.#options
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
          notBefore: this.#up ? this.#tries.next(seq, clock.now(), outcome.error) : null,
        })
      case 'unknown':
        this.#sent.delete(seq)
        return outbox.patch(seq, { state: 'ambiguous', lastError: outcome.error })
    }
  }

  #settle({ seq }: StoredRow): void {
    this.#sent.delete(seq)
    this.#tries.end(seq)
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
