import type { Clock } from '../../clock'

const LIMIT = 1_000

/** The server's log as clients can read it: one line for each event but progress, the newest last. */
export class LogBook {
  readonly name = 'server.log'
  readonly #lines: string[] = []

  constructor(private readonly clock: Clock) {}

  write(level: 'INFO' | 'WARNING', text: string): void {
    this.#lines.push(`${this.clock.iso()} ${level} ${text}`)
    if (this.#lines.length > LIMIT) this.#lines.shift()
  }

  tail(count: number): string[] {
    return count > 0 ? this.#lines.slice(-count) : []
  }

  get bytes(): number {
    return this.#lines.reduce((sum, line) => sum + Buffer.byteLength(line) + 1, 0)
  }
}
