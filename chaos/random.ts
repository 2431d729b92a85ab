import { mulberry32 } from '../reference-server/random'

/** Chance from a seed: the same seed gives the same run. */
export class Random {
  /** 0 ≤ x < 1. */
  readonly next: () => number

  constructor(seed: number) {
    this.next = mulberry32(seed)
  }

  /** An integer from `from` to `to`, both included. */
  int(from: number, to: number): number {
    return from + Math.floor(this.next() * (to - from + 1))
  }

  chance(probability: number): boolean {
    return this.next() < probability
  }

  /** @throws RangeError for an empty list */
  pick<T>(from: readonly T[]): T {
    const index = this.int(0, from.length - 1)
    if (index < 0 || index >= from.length) throw new RangeError('nothing to pick from')
    return from[index] as T
  }
}
