import type { Figure } from './figure'

/** One thing to measure; by its name it can be run alone. */
export interface Measurement {
  readonly name: string
  run(): Promise<readonly Figure[]> | readonly Figure[]
}

/** What `npm run bench -- <name>` runs. */
export interface Group {
  readonly name: string
  readonly measurements: readonly Measurement[]
}
