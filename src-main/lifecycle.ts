import type { Clock } from './clock'
import type { Logger } from './log'

/** A part of the program with a beginning and an end. */
export interface Part {
  readonly name: string
  start?(): void | Promise<void>
  stop?(): void | Promise<void>
  /** How long it may take to stop before the next is stopped all the same, in milliseconds. */
  readonly stopMs?: number
}

const STOP_BOUND_MS = 3_000

/**
 * Starts parts in order and stops those that started in reverse. A stop that fails or hangs never
 * keeps the others from stopping: quitting always ends.
 */
export class Lifecycle {
  readonly #started: Part[] = []
  #stopping: Promise<void> | null = null

  constructor(
    private readonly clock: Clock,
    private readonly log: Logger,
  ) {}

  /** Once stopping has begun nothing is started any more (the window was closed while it loaded). */
  async start(part: Part): Promise<void> {
    if (this.#stopping) return
    const begun = this.clock.monotonic()
    await part.start?.()
    this.#started.push(part)
    this.log.debug(`started ${part.name}`, `${Math.round(this.clock.monotonic() - begun)} ms`)
  }

  /** Everyone who asks waits for the same stop. */
  stop(): Promise<void> {
    this.#stopping ??= this.#stopAll()
    return this.#stopping
  }

  async #stopAll(): Promise<void> {
    for (const part of this.#started.splice(0).reverse()) {
      try {
        await this.#bounded(part)
      } catch (thrown) {
        this.log.error(`stopping ${part.name} failed`, String(thrown))
      }
    }
  }

  async #bounded(part: Part): Promise<void> {
    let expire: () => void = () => {}
    const expired = new Promise<'late'>((resolve) => {
      expire = () => resolve('late')
    })
    const timer = this.clock.after(part.stopMs ?? STOP_BOUND_MS, expire)
    const outcome = await Promise.race([Promise.resolve(part.stop?.()), expired])
    timer.cancel()
    if (outcome === 'late') this.log.warn(`stopping ${part.name} took too long`)
  }
}
