import type { Clock, TimerHandle } from '../clock'

/** Without evidence for this long after a write (or a fence), the list is asked for. */
export const FENCE_AFTER_MS = 5_000
/** A list that does not show it is not the last word: the server may still be at work. */
export const LOOK_AGAIN_MS = 1_000
/** Lists asked for because of one row. With the waits this ends within 22 s. */
export const MAX_FENCES = 3

/** How the waiting for one row ended without evidence. */
export type FenceEnd =
  /** A list came and did not show it. */
  | 'absent'
  /** Not even a list came. */
  | 'silent'

/**
 * The row in flight and how long it is waited for: a list that was asked for behind the row shows
 * whether the server has done it, because the server works in order.
 */
export class Flight {
  readonly seq: number
  /** Only a look before a row is sent again; nothing was written for it. */
  readonly checking: boolean
  readonly #clock: Clock
  readonly #ask: () => void
  readonly #end: (end: FenceEnd) => void
  #timer: TimerHandle | null = null
  #fences = 0
  #looks = 0
  #asked = false
  #refusal: string | null = null

  constructor(options: {
    readonly seq: number
    readonly checking: boolean
    readonly clock: Clock
    /** Writes `get_all_todos`. */
    readonly ask: () => void
    readonly end: (end: FenceEnd) => void
  }) {
    this.seq = options.seq
    this.checking = options.checking
    this.#clock = options.clock
    this.#ask = options.ask
    this.#end = options.end
  }

  /** The server's `error` since the row was written; it may belong to something else. */
  get refusal(): string | null {
    return this.#refusal
  }

  start(): void {
    if (this.checking) this.#fence()
    else this.#wait(FENCE_AFTER_MS)
  }

  /** The first `error` after the write: the list behind it says whether it was meant. */
  refused(message: string): void {
    if (this.#refusal !== null) return
    this.#refusal = message
    this.#fence()
  }

  /** A list came and did not settle the row. */
  looked(): void {
    if (!this.#asked) return
    this.#asked = false
    this.#looks += 1
    const last = this.checking || this.#refusal !== null || this.#fences >= MAX_FENCES
    if (last) this.#finish()
    else this.#wait(LOOK_AGAIN_MS)
  }

  cancel(): void {
    this.#timer?.cancel()
    this.#timer = null
  }

  #fence(): void {
    if (this.#fences >= MAX_FENCES) return this.#finish()
    this.#fences += 1
    this.#asked = true
    this.#wait(FENCE_AFTER_MS)
    this.#ask()
  }

  #wait(ms: number): void {
    this.cancel()
    this.#timer = this.#clock.after(ms, () => this.#fence())
  }

  #finish(): void {
    this.cancel()
    this.#end(this.#looks > 0 ? 'absent' : 'silent')
  }
}
