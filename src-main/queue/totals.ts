import type { QueueItem, RunState } from '../../src-shared/domain/queue'
import type { QueueTotals } from '../../src-shared/state/slices'
import type { Clock } from '../clock'
import { SmoothSpeed } from './smooth-speed'

export const NO_TOTALS: QueueTotals = {
  active: 0,
  pending: 0,
  failed: 0,
  completed: 0,
  speedMbps: null,
  percent: null,
  etaSeconds: null,
}

/**
 * Sums over the queue. `read` walks all items, when their number or groups changed; `progress`
 * takes one item, so that ten events a second over ten thousand rows cost nothing.
 */
export class Totals {
  readonly #speed: SmoothSpeed
  readonly #active = new Map<string, QueueItem>()
  /** Ended during the present run: what its percentage counts as done. */
  readonly #done = new Set<string>()
  #open = new Set<string>()
  #counts = { active: 0, pending: 0, failed: 0, completed: 0 }
  #run: RunState = { running: null, paused: null }
  /** Mean size of an item, megabytes; null while no size is known. */
  #meanMb: number | null = null

  constructor(clock: Pick<Clock, 'monotonic'>) {
    this.#speed = new SmoothSpeed(clock)
  }

  /** Another account. */
  reset(): void {
    this.#active.clear()
    this.#done.clear()
    this.#open = new Set()
    this.#counts = { active: 0, pending: 0, failed: 0, completed: 0 }
    this.#run = { running: null, paused: null }
    this.#meanMb = null
    this.#speed.reset()
  }

  read(items: readonly QueueItem[], run: RunState): void {
    const counts = { active: 0, pending: 0, failed: 0, completed: 0 }
    const open = new Set<string>()
    let sizes = 0
    let sized = 0
    this.#active.clear()
    for (const item of items) {
      counts[item.group] += 1
      if (item.group === 'active') this.#active.set(item.id, item)
      if (item.group === 'active' || item.group === 'pending') {
        open.add(item.id)
        this.#done.delete(item.id)
      } else if (this.#open.has(item.id)) this.#done.add(item.id)
      const size = item.progress?.totalMb ?? null
      if (size !== null) {
        sizes += size
        sized += 1
      }
    }
    if (sized > 0) this.#meanMb = sizes / sized
    this.#open = open
    this.#counts = counts
    this.#run = run
    if (!this.#runs()) {
      this.#done.clear()
      this.#speed.reset()
    }
  }

  /** One active item went on. */
  progress(item: QueueItem): void {
    this.#active.set(item.id, item)
    this.#meanMb ??= item.progress?.totalMb ?? null
    const speed = this.#speedNow()
    if (speed !== null) this.#speed.sample(speed)
  }

  get value(): QueueTotals {
    const speed = this.#speedNow()
    return {
      ...this.#counts,
      speedMbps: speed === null ? null : Math.round(speed * 100) / 100,
      percent: this.#percent(),
      etaSeconds: this.#eta(),
    }
  }

  #runs(): boolean {
    return this.#run.running ?? this.#active.size > 0
  }

  #speedNow(): number | null {
    let sum: number | null = null
    for (const { progress, state } of this.#active.values()) {
      const speed = state === 'paused' ? null : (progress?.speedMbps ?? null)
      if (speed !== null) sum = (sum ?? 0) + speed
    }
    return sum
  }

  #percent(): number | null {
    const total = this.#done.size + this.#open.size
    if (!this.#runs() || total === 0) return null
    let done = 100 * this.#done.size
    for (const { progress } of this.#active.values()) done += progress?.percent ?? 0
    return Math.round((10 * done) / total) / 10
  }

  /** What is left in megabytes over the smoothed speed; null while either is unknown. */
  #eta(): number | null {
    const speed = this.#speed.value
    if (!this.#runs() || this.#run.paused || speed === null || speed <= 0) return null
    const mean = this.#meanMb
    if (mean === null) return null
    let left = this.#counts.pending * mean
    for (const { progress } of this.#active.values()) {
      const size = progress?.totalMb ?? mean
      const had = progress?.downloadedMb ?? (size * (progress?.percent ?? 0)) / 100
      left += Math.max(0, size - had)
    }
    return Math.round(left / speed)
  }
}
