import { fail } from '../../src-shared/domain/errors'

type Work = (signal: AbortSignal) => Promise<void>

/**
 * Runs one piece of work at a time. Asked again while it runs, it runs once more afterwards: an
 * answer that was already on its way may not show what the asker has just learnt.
 */
export class SingleFlight {
  #running: Promise<void> | null = null
  #next: Promise<void> | null = null
  #abort = new AbortController()

  constructor(private readonly work: Work) {}

  /** Settles with the first run that begins after the call. */
  run(): Promise<void> {
    if (!this.#running) return this.#start()
    const { signal } = this.#abort
    this.#next ??= this.#running.then(ignore, ignore).then(() => {
      if (signal.aborted) throw fail('net.cancelled', 'No longer wanted')
      return this.#start()
    })
    return this.#next
  }

  /** Ends what runs; what waits is not begun under another account. */
  abort(): void {
    this.#abort.abort()
    this.#abort = new AbortController()
    this.#running = null
    this.#next = null
  }

  async #start(): Promise<void> {
    const { signal } = this.#abort
    this.#next = null
    const running = this.work(signal)
    this.#running = running
    try {
      await running
    } finally {
      if (this.#running === running) this.#running = null
    }
  }
}

function ignore(): void {}
