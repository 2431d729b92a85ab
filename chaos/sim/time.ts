import type { Clock, TimerHandle } from '../../src-main/clock'

interface Due {
  readonly at: number
  readonly order: number
  run: (() => void) | null
}

/** The wall clock at the beginning of every run. */
const BEGIN = Date.UTC(2026, 0, 1)

/** Virtual time: what is due happens in the order of its time, then of its asking. */
export class SimTime {
  now = 0
  #order = 0
  readonly #heap: Due[] = []

  /** Wall clock, epoch milliseconds. */
  get wall(): number {
    return BEGIN + this.now
  }

  after(ms: number, run: () => void): TimerHandle {
    const due: Due = { at: this.now + Math.max(0, ms), order: this.#order++, run }
    this.#push(due)
    return { cancel: () => (due.run = null) }
  }

  /** A clock for one life of the program: nothing it armed happens after its end. */
  clock(alive: () => boolean): Clock {
    return {
      now: () => Math.floor(this.wall),
      monotonic: () => this.now,
      after: (ms, callback) =>
        this.after(ms, () => {
          if (alive()) callback()
        }),
    }
  }

  /** Goes to the next thing due up to `until` and does it; false when there is none. */
  step(until: number): boolean {
    for (;;) {
      const first = this.#heap[0]
      if (!first || first.at > until) {
        this.now = until
        return false
      }
      this.#pop()
      const { run } = first
      if (!run) continue
      this.now = first.at
      run()
      return true
    }
  }

  #push(due: Due): void {
    const heap = this.#heap
    let at = heap.push(due) - 1
    while (at > 0) {
      const parent = (at - 1) >> 1
      if (!before(due, heap[parent])) break
      heap[at] = heap[parent] as Due
      at = parent
    }
    heap[at] = due
  }

  #pop(): void {
    const heap = this.#heap
    const last = heap.pop()
    if (!last || heap.length === 0) return
    let at = 0
    for (;;) {
      let child = 2 * at + 1
      if (child >= heap.length) break
      if (child + 1 < heap.length && before(heap[child + 1] as Due, heap[child])) child += 1
      if (!before(heap[child] as Due, last)) break
      heap[at] = heap[child] as Due
      at = child
    }
    heap[at] = last
  }
}

function before(a: Due, b: Due | undefined): boolean {
  return b !== undefined && (a.at < b.at || (a.at === b.at && a.order < b.order))
}
