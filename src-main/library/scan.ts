import { NO_SCAN } from '../../src-shared/domain/scan'
import type { ScanState } from '../../src-shared/domain/scan'
import type { ScanOutcome } from '../activity/outcome'
import type { Clock, TimerHandle } from '../clock'
import { Emitter } from '../emitter'
import type { Logger } from '../log'
import { Slice } from '../state/slice'
import type { LibraryEvent } from '../wire/library/event-types'
import type { LibraryService } from './service'

/** A scan that says nothing for so long is not known to run; one not known to run is over. */
const SILENCE_MS = 60_000

export type ScanEvent = Extract<LibraryEvent, { type: `scan.${string}` }>

export interface ScanOptions {
  readonly library: Pick<LibraryService, 'scanBegan' | 'scanEnded' | 'refreshSoon'>
  readonly clock: Clock
  readonly log: Logger
}

/**
 * The `scan` slice, from events alone: the server has no call that tells whether a scan runs.
 *
 *   idle, failed ── scan_started, scan_progress ──▶ running
 *   running ── scan_complete ──▶ idle     running ── scan_failed ──▶ failed
 *   running ── reconnect, 60 s of silence ──▶ unknown ── 60 s of silence ──▶ idle
 *   unknown ── any of these events ──▶ as from running
 */
export class ScanService {
  readonly slice = new Slice<{ readonly id: string }, ScanState>(NO_SCAN)
  readonly #outcomes = new Emitter<ScanOutcome>()
  readonly #options: ScanOptions
  #timer: TimerHandle | null = null
  /** Raised when the account changes: what was begun for the first is not told of the second. */
  #generation = 0

  constructor(options: ScanOptions) {
    this.#options = options
  }

  onOutcome(listener: (outcome: ScanOutcome) => void): () => void {
    return this.#outcomes.on(listener)
  }

  apply(event: ScanEvent): void {
    const { library, clock } = this.#options
    switch (event.type) {
      case 'scan.started':
        library.scanBegan()
        this.#begin({ ...NO_SCAN, phase: 'running', current: 0, percent: 0, total: event.total })
        break
      case 'scan.progress': {
        library.scanBegan()
        const { percent, current, total, message } = event
        this.#begin({ ...NO_SCAN, phase: 'running', percent, current, total, message })
        break
      }
      case 'scan.complete':
        this.#end({ ...NO_SCAN, message: event.message, finishedAt: clock.now() })
        void this.#report('completed', null)
        break
      case 'scan.failed':
        this.#end({ ...NO_SCAN, phase: 'failed', error: event.reason, finishedAt: clock.now() })
        void this.#report('failed', event.reason)
        break
    }
  }

  /** After a reconnect: what was running may have ended unseen. */
  reconnected(): void {
    if (this.slice.meta.phase === 'running') this.#doubt()
  }

  /** Another account: nothing is known of its scans. */
  reset(): void {
    this.#generation += 1
    this.#timer?.cancel()
    this.slice.setMeta(NO_SCAN)
  }

  #begin(state: ScanState): void {
    this.#watch(() => this.#doubt())
    this.slice.setMeta({ ...state, finishedAt: this.slice.meta.finishedAt })
  }

  #end(state: ScanState): void {
    this.#timer?.cancel()
    this.slice.setMeta(state, true)
  }

  #doubt(): void {
    this.slice.setMeta({ ...this.slice.meta, phase: 'unknown' })
    this.#watch(() => {
      this.#end({ ...NO_SCAN, finishedAt: this.slice.meta.finishedAt })
      this.#options.library.refreshSoon()
    })
  }

  #watch(over: () => void): void {
    this.#timer?.cancel()
    this.#timer = this.#options.clock.after(SILENCE_MS, over)
  }

  /** The list is fetched first, so that the outcome can say what the scan found. */
  async #report(outcome: ScanOutcome['outcome'], reason: string | null): Promise<void> {
    const generation = this.#generation
    const newMissing = await this.#options.library.scanEnded().catch((thrown: unknown) => {
      this.#options.log.info('scan: library not refreshed', { why: String(thrown) })
      return null
    })
    if (generation !== this.#generation) return
    this.#outcomes.emit({ kind: 'scan', outcome, newMissing, reason })
  }
}
