import { random } from '../random'
import type { Db } from '../store/db'
import type { Series } from './catalogue'
import { folderName, seriesDescription } from './titles'

export const LOADING_STEPS = [
  'loading_episodes',
  'loading_nfo',
  'loading_logo',
  'loading_images',
] as const
export type LoadingState = 'pending' | (typeof LOADING_STEPS)[number] | 'completed' | 'failed'

/** A series that a user has added, as the database keeps it. */
export interface Added {
  readonly key: string
  readonly name: string
  readonly site: string
  readonly link: string
  readonly state: LoadingState
  /** Why it failed. */
  readonly error: string | null
  /** Whether its episodes are known by now. */
  readonly listed: boolean
  /** ISO 8601; null for a series that was always there. */
  readonly at: string | null
}

const META = 'library.added'

/** The added series in the order in which they came. */
export class AddedStore {
  readonly #entries: Map<string, Added>

  constructor(private readonly db: Db) {
    const entries = JSON.parse(db.meta(META) ?? '[]') as Added[]
    this.#entries = new Map(entries.map((entry) => [entry.key, entry]))
  }

  all(): Added[] {
    return [...this.#entries.values()]
  }

  get(key: string): Added | undefined {
    return this.#entries.get(key)
  }

  save(entry: Added): void {
    this.#entries.set(entry.key, entry)
    this.db.setMeta(META, JSON.stringify(this.all()))
  }
}

/** What the provider has of an added series: nothing is on disk, so every known episode is missing. */
export function addedSeries(seed: number, { key, name, site, link, listed }: Added): Series {
  const r = random(seed, 'added', key)
  const year = r.int(1998, 2026)
  const counts = Array.from({ length: r.int(1, 3) }, () => r.pick([10, 12, 12, 13]))
  const seasons = listed ? counts : []
  const missing = new Map(
    seasons.map((count, index) => [
      index + 1,
      new Set(Array.from({ length: count }, (_, i) => i + 1)),
    ]),
  )
  return { key, name, site, link, folder: folderName(name, year), year, seasons, missing }
}

/** What the loading finds out besides the episodes; told with each step. */
export function loadingProgress(seed: number, { key, state, listed }: Added): object {
  const at = LOADING_STEPS.findIndex((step) => step === state)
  const done = (index: number): boolean => state === 'completed' || at > index
  return {
    episodes: listed,
    nfo: done(1),
    logo: done(2),
    images: done(3),
    ...(done(1) && { description: seriesDescription(seed, key) }),
  }
}
