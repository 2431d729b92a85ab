/** How long frames are handled before everything else has its turn, milliseconds. */
const SLICE_MS = 5
/** So many frames, or characters of them, wait before the socket is paused: each pause stalls the line. */
const MOST_FRAMES = 4_000
const MOST_LENGTH = 1024 * 1024
/** A look at the clock costs as much as a small frame: while frames are quick, few of them look. */
const QUICK_MS = 0.5
const FRAMES_PER_LOOK = 32

export interface InletOptions {
  /** Handles one frame. */
  readonly take: (text: string) => void
  /** The socket shall read no more until `resume`. */
  readonly pause: () => void
  readonly resume: () => void
  /** Runs work when the rest of the program has had its turn. */
  readonly later?: (work: () => void) => void
  readonly now?: () => number
  /** So many frames may wait while the socket is read. */
  readonly mostFrames?: number
}

/**
 * Hands frames on in their order, never for longer than a slice at a time: one read can bring
 * thousands of them, and the process that handles them also passes the user's keys to the window.
 * What is left over waits here, and while that is much, the socket is paused.
 */
export class Inlet {
  readonly #options: InletOptions
  readonly #later: (work: () => void) => void
  readonly #slice: Slice
  #waiting: string[] = []
  /** Of those, so many were handled already. */
  #handled = 0
  #length = 0
  #paused = false
  #done: (() => void) | null = null
  /** A slice has begun in this turn of the event loop. */
  #begun = false

  constructor(options: InletOptions) {
    this.#options = options
    this.#later = options.later ?? setImmediate
    this.#slice = new Slice(options.now ?? (() => performance.now()))
  }

  put(text: string): void {
    if (this.#waiting.length > 0) {
      this.#keep(text)
    } else if (this.#hasTime()) {
      this.#options.take(text)
    } else {
      this.#keep(text)
      this.#later(() => this.#go())
    }
  }

  /** The socket has ended: calls back when what came before its end was handled, in slices, too. */
  end(done: () => void): void {
    if (this.#waiting.length === 0) done()
    else this.#done = done
  }

  /** Nobody wants to hear the rest. */
  clear(): void {
    this.#empty()
    this.#done = null
  }

  #empty(): void {
    this.#waiting = []
    this.#handled = 0
    this.#length = 0
  }

  #keep(text: string): void {
    const { pause, mostFrames = MOST_FRAMES } = this.#options
    this.#length += text.length
    const much = this.#waiting.push(text) >= mostFrames || this.#length >= MOST_LENGTH
    if (!much || this.#paused) return
    this.#paused = true
    pause()
  }

  #hasTime(): boolean {
    if (this.#begun) return !this.#slice.isOver()
    this.#begun = true
    this.#slice.begin()
    this.#later(() => {
      if (this.#waiting.length === 0) this.#begun = false
    })
    return true
  }

  #go(): void {
    this.#slice.begin()
    while (this.#waiting.length > 0 && !this.#slice.isOver()) this.#next()
    if (this.#waiting.length > 0) {
      this.#later(() => this.#go())
    } else {
      // What the socket reads next belongs to another turn.
      this.#begun = false
      if (this.#paused) {
        this.#paused = false
        this.#options.resume()
      }
      const done = this.#done
      this.#done = null
      done?.()
    }
  }

  /** Handles the oldest that waits. */
  #next(): void {
    const text = this.#waiting[this.#handled++]
    if (this.#handled === this.#waiting.length) this.#empty()
    if (text !== undefined) this.#options.take(text)
  }
}

/** A stretch of time that is watched without looking at the clock for every frame. */
class Slice {
  readonly #now: () => number
  #until = 0
  #looked = 0
  /** Frames since the last look, and how many may pass before the next. */
  #frames = 0
  #perLook = 1

  constructor(now: () => number) {
    this.#now = now
  }

  begin(): void {
    this.#frames = 0
    this.#looked = this.#now()
    this.#until = this.#looked + SLICE_MS
  }

  /** To be asked once before each frame. */
  isOver(): boolean {
    if (++this.#frames < this.#perLook) return false
    const now = this.#now()
    const quick = now - this.#looked < QUICK_MS
    this.#perLook = quick ? Math.min(FRAMES_PER_LOOK, this.#perLook * 2) : 1
    this.#frames = 0
    this.#looked = now
    return now >= this.#until
  }
}
