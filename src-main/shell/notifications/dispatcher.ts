import type { Clock, TimerHandle } from '../../clock'
import type { Notice } from './types'

const INTERVAL_MS = 1_000
const ORDER: Readonly<Record<Notice['kind'], number>> = {
  failed: 0,
  scan: 1,
  finished: 2,
  away: 3,
  progress: 4,
}

/**
 * Lets at most one notice a second through: what failed first, progress last. A waiting notice with
 * the same tag is replaced, so nothing outdated is ever shown.
 */
export class Dispatcher {
  readonly #clock: Clock
  readonly #show: (notice: Notice) => void
  #waiting: Notice[] = []
  #last = Number.NEGATIVE_INFINITY
  #timer: TimerHandle | null = null

  constructor(clock: Clock, show: (notice: Notice) => void) {
    this.#clock = clock
    this.#show = show
  }

  push(notice: Notice): void {
    const at = this.#waiting.findIndex((one) => one.tag === notice.tag)
    const replaced = this.#waiting[at]
    if (replaced) {
      this.#waiting[at] = { ...notice, updates: notice.updates && replaced.updates }
    } else {
      this.#waiting.push(notice)
    }
    this.#drain()
  }

  /** Forgets a notice that still waits. */
  drop(tag: string): void {
    this.#waiting = this.#waiting.filter((one) => one.tag !== tag)
  }

  dispose(): void {
    this.#timer?.cancel()
    this.#timer = null
    this.#waiting = []
  }

  #drain(): void {
    if (this.#timer || this.#waiting.length === 0) return
    const now = this.#clock.monotonic()
    const wait = this.#last + INTERVAL_MS - now
    if (wait > 0) {
      this.#timer = this.#clock.after(wait, () => {
        this.#timer = null
        this.#drain()
      })
      return
    }
    let next = this.#waiting[0]
    for (const one of this.#waiting) if (next && ORDER[one.kind] < ORDER[next.kind]) next = one
    if (!next) return
    this.drop(next.tag)
    this.#last = now
    this.#show(next)
    this.#drain()
  }
}
