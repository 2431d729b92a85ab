import type { ConnectionState } from '../../src-shared/domain/connection'
import type { Cause } from '../../src-shared/domain/diagnostics'

export interface TimelineEntry {
  /** Epoch milliseconds by the wall clock. */
  readonly at: number
  readonly state: ConnectionState
  /** Null when there is nothing to explain. */
  readonly why: Cause | null
}

const KEPT = 200
/** So many names are counted by themselves: some of them hold what a server said. */
const NAMES = 200
const OTHERS = 'others'

/** The last state changes of a connection, for Diagnostics; newest last. */
export class Timeline {
  readonly #entries: TimelineEntry[] = []

  get entries(): readonly TimelineEntry[] {
    return this.#entries
  }

  add(entry: TimelineEntry): void {
    this.#entries.push(entry)
    if (this.#entries.length > KEPT) this.#entries.shift()
  }
}

/** Named counts, for Diagnostics: what was refused, dropped or odd, and how often. */
export class Counters {
  readonly #counts = new Map<string, { count: number }>()

  add(name: string): void {
    this.counter(name).count++
  }

  /** The count itself, for what is counted with every frame: no look-up each time. */
  counter(name: string): { count: number } {
    let counter = this.#counts.get(name)
    if (!counter && this.#counts.size >= NAMES && name !== OTHERS) return this.counter(OTHERS)
    if (!counter) this.#counts.set(name, (counter = { count: 0 }))
    return counter
  }

  get(name: string): number {
    return this.#counts.get(name)?.count ?? 0
  }

  /** By name, sorted. */
  get all(): readonly { readonly name: string; readonly count: number }[] {
    return [...this.#counts]
      .map(([name, { count }]) => ({ name, count }))
      .filter(({ count }) => count > 0)
      .sort((a, b) => a.name.localeCompare(b.name))
  }
}
