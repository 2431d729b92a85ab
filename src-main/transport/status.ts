import { toAppError } from '../../src-shared/domain/errors'
import type { AppError } from '../../src-shared/domain/errors'
import type { ConnectionState } from '../../src-shared/domain/connection'
import type { Clock } from '../clock'
import { Emitter } from '../emitter'
import type { Logger } from '../log'
import { Counters, Timeline } from './timeline'
import type { ConnectionStatus } from './types'

/** What a connection knows of itself and tells: present status, past states, counts. */
export class StatusBook {
  readonly timeline = new Timeline()
  readonly counters = new Counters()
  readonly changed = new Emitter<ConnectionStatus>()
  /** Dials since it was last ready. */
  attempt = 0
  readonly #name: string
  readonly #clock: Clock
  readonly #log: Logger
  #state: ConnectionState = 'idle'
  #since: number
  #why: AppError | null = null
  #nextAttemptAt: number | null = null
  #lastByteAt: number | null = null

  constructor(name: string, clock: Clock, log: Logger) {
    this.#name = name
    this.#clock = clock
    this.#log = log
    this.#since = clock.now()
  }

  get state(): ConnectionState {
    return this.#state
  }

  get why(): AppError | null {
    return this.#why
  }

  get status(): ConnectionStatus {
    return {
      state: this.#state,
      since: this.#since,
      lastByteAt: this.#lastByteAt,
      attempt: this.attempt,
      nextAttemptAt: this.#nextAttemptAt,
      why: this.#why,
    }
  }

  life(): void {
    this.#lastByteAt = this.#clock.now()
  }

  /** Calls the owner; what it throws is counted and logged, never fatal to the connection. */
  guard(counter: string, call: () => void): void {
    try {
      call()
    } catch (thrown) {
      this.threw(counter, thrown)
    }
  }

  threw(counter: string, thrown: unknown): void {
    this.counters.add(counter)
    this.#log.warn(`${this.#name}: ${counter}`, toAppError(thrown))
  }

  /** @param inMs until the next dial, where one is due */
  enter(state: ConnectionState, why: AppError | null, inMs: number | null): void {
    const at = this.#clock.now()
    if (state !== this.#state) {
      // Carried over to the next attempt it is still the old cause: the entry before tells it.
      const cause = why && why !== this.#why ? { code: why.code, message: why.message } : null
      this.#since = at
      this.timeline.add({ at, state, why: cause })
      this.#log.debug(`${this.#name}: ${state}`, cause ?? undefined)
    }
    this.#state = state
    this.#why = why
    this.#nextAttemptAt = inMs === null ? null : at + inMs
    this.changed.emit(this.status)
  }
}
