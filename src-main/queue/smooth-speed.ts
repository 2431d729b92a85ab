import type { Clock } from '../clock'

const SAMPLE_EVERY_MS = 1_000
const SMOOTHING_MS = 45_000
/** Before so many samples an estimate jumps about more than it tells. */
const SAMPLES_NEEDED = 5

/** A speed, exponentially smoothed over about 45 s, one sample a second. */
export class SmoothSpeed {
  #mean = 0
  #samples = 0
  #at = 0

  constructor(private readonly clock: Pick<Clock, 'monotonic'>) {}

  reset(): void {
    this.#samples = 0
  }

  sample(speed: number): void {
    const now = this.clock.monotonic()
    const passed = now - this.#at
    if (this.#samples > 0 && passed < SAMPLE_EVERY_MS) return
    // The first samples are averaged plainly: an exponential mean would cling to the first.
    const weight = Math.max(1 - Math.exp(-passed / SMOOTHING_MS), 1 / (this.#samples + 1))
    this.#mean = this.#samples === 0 ? speed : this.#mean + weight * (speed - this.#mean)
    this.#samples += 1
    this.#at = now
  }

  /** Null until there are five samples. */
  get value(): number | null {
    return this.#samples < SAMPLES_NEEDED ? null : this.#mean
  }
}
