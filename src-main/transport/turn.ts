import { appError, toAppError } from '../../src-shared/domain/errors'
import type { AppError } from '../../src-shared/domain/errors'
import type { Clock, TimerHandle } from '../clock'
import { deadline } from './deadline'

/** Why a signal is aborted. Given, because otherwise each abort makes an exception with a stack. */
export const OVER = appError('net.cancelled', 'The connection has gone on')

/**
 * One stay in one state: its timers, its calls, its signal. When the state is left all of them are
 * over; whatever comes later (a timer, an answer) finds nobody listening.
 */
export class Turn {
  readonly #clock: Clock
  readonly #graceMs: number
  readonly #timers = new Set<TimerHandle>()
  /** Made when somebody asks for the signal: most stays have no call to cancel. */
  #abort: AbortController | null = null
  #over = false

  constructor(clock: Clock, graceMs: number) {
    this.#clock = clock
    this.#graceMs = graceMs
  }

  get signal(): AbortSignal {
    this.#abort ??= new AbortController()
    if (this.#over) this.#abort.abort(OVER)
    return this.#abort.signal
  }

  get over(): boolean {
    return this.#over
  }

  after(ms: number, callback: () => void): TimerHandle {
    return this.#keep(callback, (fire) => this.#clock.after(ms, fire))
  }

  /** As `after`, but a late timer first lets queued data be read. */
  deadline(ms: number, callback: () => void): TimerHandle {
    return this.#keep(callback, (fire) => deadline(this.#clock, ms, this.#graceMs, fire))
  }

  /** Runs a call of the owner; its outcome counts only while this turn lasts. */
  run<T>(start: () => Promise<T>, done: (value: T) => void, failed: (why: AppError) => void): void {
    if (this.over) return
    const call = async (): Promise<T> => start()
    void call().then(
      (value) => {
        if (!this.over) done(value)
      },
      (thrown: unknown) => {
        if (!this.over) failed(toAppError(thrown))
      },
    )
  }

  end(): void {
    for (const timer of this.#timers) timer.cancel()
    this.#timers.clear()
    this.#over = true
    this.#abort?.abort(OVER)
  }

  #keep(callback: () => void, arm: (fire: () => void) => TimerHandle): TimerHandle {
    if (this.over) return { cancel: () => undefined }
    const timer = arm(() => {
      this.#timers.delete(handle)
      callback()
    })
    const handle: TimerHandle = {
      cancel: () => {
        this.#timers.delete(handle)
        timer.cancel()
      },
    }
    this.#timers.add(handle)
    return handle
  }
}
