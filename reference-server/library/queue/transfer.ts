import { random, type Random } from '../../random'
import type { Clock } from '../../clock'
import type { Progress, QueueItem } from './item'
import type { DownloadPlan } from './plan'

/** Shares of the old and the new value in the smoothed speed. */
const KEEP = 0.8

/** One running download: moves bytes by the clock and says how far it is. */
export class Transfer {
  readonly #jitter: Random
  #preparing: number
  #moved = 0
  #speed: number
  #last: number
  #paused = false

  constructor(
    readonly item: QueueItem,
    private readonly plan: DownloadPlan,
    private readonly clock: Clock,
    /** Real milliseconds that one tick may count for: after a stall of the process nothing jumps. */
    private readonly longestTick: number,
  ) {
    this.#jitter = random(item.id)
    this.#preparing = plan.preparingMs
    this.#speed = this.#average
    this.#last = performance.now()
  }

  /** Between the start and the first byte the size is not known. */
  get preparing(): boolean {
    return this.#preparing > 0
  }

  set paused(paused: boolean) {
    if (this.#paused && !paused) this.#last = performance.now()
    this.#paused = paused
  }

  /** Moves on to now. Answers how it ended, or null while it runs. */
  tick(): { error: string | null } | null {
    if (this.#paused) return null
    const now = performance.now()
    let elapsed = Math.min(now - this.#last, this.longestTick) * this.clock.speed
    this.#last = now
    const waited = Math.min(this.#preparing, elapsed)
    this.#preparing -= waited
    elapsed -= waited
    if (elapsed > 0) this.#move(elapsed)
    const share = this.#moved / this.plan.totalMb
    const { failure } = this.plan
    if (failure && !this.preparing && share >= failure.at) return { error: failure.reason }
    return share >= 1 ? { error: null } : null
  }

  progress(): Progress {
    if (this.preparing) {
      return { percent: 0, downloaded_mb: 0, total_mb: null, speed_mbps: null, eta_seconds: null }
    }
    const { totalMb } = this.plan
    return {
      percent: tenth((100 * this.#moved) / totalMb),
      downloaded_mb: tenth(this.#moved),
      total_mb: totalMb,
      speed_mbps: tenth(this.#speed),
      eta_seconds: Math.ceil((totalMb - this.#moved) / this.#speed),
    }
  }

  /** @param elapsed library milliseconds */
  #move(elapsed: number): void {
    const speed = this.#average * this.#jitter.between(0.5, 1.5)
    this.#speed = KEEP * this.#speed + (1 - KEEP) * speed
    const megabytes = (speed / this.clock.speed) * (elapsed / 1000)
    this.#moved = Math.min(this.plan.totalMb, this.#moved + megabytes)
  }

  /** Megabytes in a real second, so that speed and size agree with the watch of whoever looks on. */
  get #average(): number {
    return (this.plan.totalMb / (this.plan.transferMs / 1000)) * this.clock.speed
  }
}

function tenth(value: number): number {
  return Math.round(value * 10) / 10
}
