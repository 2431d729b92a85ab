/** How long frames are handled before everything else has its turn, milliseconds. */
const SLICE_MS = 5

export interface InletOptions {
  /** Handles one frame. */
  readonly take: (text: string) => void
  /** The socket shall read no more until `resume`. */
  readonly pause: () => void
  readonly resume: () => void
  /** Runs work when the rest of the program has had its turn. */
  readonly later?: (work: () => void) => void
  readonly now?: () => number
}

/**
 * Hands frames on in their order, never for longer than a slice at a time: one read can bring
 * thousands of them, and the process that handles them also passes the user's keys to the window.
 * What is left over waits here while the socket is paused, so it stays as little as one read brings.
 */
export class Inlet {
  readonly #options: InletOptions
  readonly #later: (work: () => void) => void
  readonly #now: () => number
  #waiting: string[] = []
  /** When the present slice is over; null between two turns of the event loop. */
  #until: number | null = null

  constructor(options: InletOptions) {
    this.#options = options
    this.#later = options.later ?? setImmediate
    this.#now = options.now ?? (() => performance.now())
  }

  put(text: string): void {
    if (this.#waiting.length > 0) {
      this.#waiting.push(text)
    } else if (this.#hasTime()) {
      this.#options.take(text)
    } else {
      this.#waiting.push(text)
      this.#options.pause()
      this.#later(() => this.#go())
    }
  }

  /** The socket has ended: what came before its end is handled before it. */
  flush(): void {
    for (let text = this.#waiting.shift(); text !== undefined; text = this.#waiting.shift()) {
      this.#options.take(text)
    }
  }

  /** Nobody wants to hear the rest. */
  clear(): void {
    this.#waiting = []
  }

  #hasTime(): boolean {
    if (this.#until !== null) return this.#now() < this.#until
    this.#until = this.#now() + SLICE_MS
    this.#later(() => {
      if (this.#waiting.length === 0) this.#until = null
    })
    return true
  }

  #go(): void {
    this.#until = this.#now() + SLICE_MS
    while (this.#waiting.length > 0 && this.#now() < this.#until) {
      const text = this.#waiting.shift()
      if (text !== undefined) this.#options.take(text)
    }
    if (this.#waiting.length > 0) {
      this.#later(() => this.#go())
    } else {
      // What the socket reads next belongs to another turn.
      this.#until = null
      this.#options.resume()
    }
  }
}
