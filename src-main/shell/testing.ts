import type { Clock, TimerHandle } from '../clock'
import { Emitter } from '../emitter'
import type { Notice, Notifier } from './notifications/types'

/** A clock that only moves when a test says so; timers run in order of their time. */
export class StepClock implements Clock {
  #now = 1_000_000
  #timers: { readonly at: number; readonly run: () => void }[] = []

  now(): number {
    return this.#now
  }

  monotonic(): number {
    return this.#now
  }

  after(ms: number, run: () => void): TimerHandle {
    const timer = { at: this.#now + ms, run }
    this.#timers.push(timer)
    return { cancel: () => (this.#timers = this.#timers.filter((one) => one !== timer)) }
  }

  advance(ms: number): void {
    const end = this.#now + ms
    for (;;) {
      const [next] = [...this.#timers].sort((a, b) => a.at - b.at)
      if (!next || next.at > end) break
      this.#timers = this.#timers.filter((one) => one !== next)
      this.#now = Math.max(this.#now, next.at)
      next.run()
    }
    this.#now = end
  }

  get waiting(): number {
    return this.#timers.length
  }
}

/** A desktop that only writes down what it was asked to show, and when. */
export class RecordingNotifier implements Notifier {
  readonly shown: { readonly at: number; readonly notice: Notice }[] = []
  readonly withdrawn: string[] = []
  readonly clicked = new Emitter<Notice>()
  readonly dismissed = new Emitter<Notice>()
  readonly #now: () => number

  constructor(now: () => number = () => 0) {
    this.#now = now
  }

  get titles(): string[] {
    return this.shown.map(({ notice }) => notice.title)
  }

  show(notice: Notice): void {
    this.shown.push({ at: this.#now(), notice })
  }

  withdraw(tag: string): void {
    this.withdrawn.push(tag)
  }

  onClick(listener: (notice: Notice) => void): () => void {
    return this.clicked.on(listener)
  }

  onDismiss(listener: (notice: Notice) => void): () => void {
    return this.dismissed.on(listener)
  }

  async close(): Promise<void> {}
}
