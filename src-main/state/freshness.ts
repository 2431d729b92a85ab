import { NEVER_SEEN } from '../../src-shared/domain/connection'
import type { Freshness } from '../../src-shared/domain/connection'
import type { Clock, TimerHandle } from '../clock'

/** The window counts the seconds itself; more often than this it need not be told. */
const EVERY_MS = 5_000

/** How fresh one pane is, from evidence. Publishes at once when `live` changes, else every 5 s. */
export class FreshnessMeter {
  #published: Freshness = NEVER_SEEN
  #confirmedAt: number | null = null
  #live = false
  #timer: TimerHandle | null = null

  constructor(
    private readonly clock: Clock,
    private readonly publish: () => void,
  ) {}

  /** What is published. */
  get value(): Freshness {
    return this.#published
  }

  /** The newest evidence, published or not. */
  get confirmedAt(): number | null {
    return this.#confirmedAt
  }

  /** An event or snapshot came in now (or at `at`, epoch milliseconds). */
  confirm(at = this.clock.now()): void {
    this.#confirmedAt = at
    this.#later()
  }

  setLive(live: boolean): void {
    this.#live = live
    if (live !== this.#published.live) this.#now()
  }

  /** Another account: begins with what its cache knows. Publishes nothing by itself. */
  reset(confirmedAt: number | null): void {
    this.#timer?.cancel()
    this.#timer = null
    this.#confirmedAt = confirmedAt
    this.#live = false
    this.#published = { confirmedAt, live: false }
  }

  #later(): void {
    if (this.#published.confirmedAt === null) return this.#now()
    this.#timer ??= this.clock.after(EVERY_MS, () => this.#now())
  }

  #now(): void {
    this.#timer?.cancel()
    this.#timer = null
    const next = { confirmedAt: this.#confirmedAt, live: this.#live }
    if (next.confirmedAt === this.#published.confirmedAt && next.live === this.#published.live) {
      return
    }
    this.#published = next
    this.publish()
  }
}
