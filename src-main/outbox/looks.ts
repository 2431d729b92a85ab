import type { Clock, TimerHandle } from '../clock'

/** A command without evidence for this long makes the list be asked for. */
export const FENCE_AFTER_MS = 5_000
/** Bytes of a dead connection may be processed for a while after a list: look again. */
export const LOOK_AGAIN_MS = 1_000
/** The pushed (or first) list and two more. */
const LOOKS = 3
/** Asked so often without any list: the connection is dead. */
const MAX_SILENT = 3
/** With the 5 s before it, nothing stays `sending` for 30 s. */
const LONGEST_MS = 22_000

/** Why lists are being looked at. */
export type LookReason =
  /** Rows from before this connection: it pushed its list. */
  | 'reconnect'
  /** The user wants something sent again that had been sent before. */
  | 'retry'
  /** No evidence for commands of this connection. */
  | 'silence'
  /** The server said `error`; it may belong to anything. */
  | 'error'

export interface LooksOptions {
  readonly reason: LookReason
  readonly clock: Clock
  /** Writes `get_all_todos`; answers the number of this question. */
  readonly ask: () => number
  /** No answer in time although a list came: the answers were miscounted. */
  readonly isMiscounted: () => boolean
  /** The connection does not even answer with a list. */
  readonly silent: () => void
}

/**
 * A sequence of lists, a second apart, after which what none of them shows is known not to have
 * arrived. While it lasts nothing is sent. It ends with its connection.
 */
export class Looks {
  readonly #options: LooksOptions
  readonly #began: number
  #taken = 0
  #silences = 0
  /** The question whose answer is the next look; 0: any list is, null: none is before it is asked. */
  #question: number | null = 0
  #timer: TimerHandle | null = null

  constructor(options: LooksOptions) {
    this.#options = options
    this.#began = options.clock.monotonic()
  }

  get reason(): LookReason {
    return this.#options.reason
  }

  get question(): number | null {
    return this.#question
  }

  /** Whether the next look is the last one. */
  get last(): boolean {
    return this.#taken + 1 >= (this.reason === 'error' ? 1 : LOOKS)
  }

  /** Asks for the list. */
  ask(): void {
    const { clock, ask, silent, isMiscounted } = this.#options
    const rest = LONGEST_MS - (clock.monotonic() - this.#began)
    this.#timer?.cancel()
    this.#timer = clock.after(Math.min(FENCE_AFTER_MS, Math.max(0, rest)), () => {
      if (!isMiscounted()) this.#silences += 1
      const spent = clock.monotonic() - this.#began >= LONGEST_MS
      if (this.#silences >= MAX_SILENT || spent) silent()
      else this.ask()
    })
    const question = ask()
    // Asked once more after a silence: the answer to the first time is as good.
    this.#question = this.#question || question
  }

  /** A list came and more are wanted. */
  again(): void {
    this.#taken += 1
    this.#question = null
    this.#timer?.cancel()
    this.#timer = this.#options.clock.after(LOOK_AGAIN_MS, () => this.ask())
  }

  cancel(): void {
    this.#timer?.cancel()
    this.#timer = null
  }
}
