import { random, type Random } from '../random'
import { integer, text, type Db } from '../store/db'
import { addedSeries, AddedStore } from './added'
import { SITES } from './words'
import { episodeTitle, folderName, seriesTitle, slug } from './titles'

export interface Series {
  readonly key: string
  readonly name: string
  readonly folder: string
  readonly site: string
  readonly link: string
  readonly year: number
  /** How many episodes each season has; season 1 first. */
  readonly seasons: number[]
  /** Season → episodes that are not on disk. */
  readonly missing: Map<number, Set<number>>
}

export interface EpisodeRef {
  readonly key: string
  readonly season: number
  readonly episode: number
}

/**
 * The library: made from the seed, then changed by what the database remembers (episodes that
 * were downloaded, episodes that a rescan found). Episode titles are computed when asked for, so
 * ten thousand series start at once.
 */
export class Catalogue {
  readonly #series = new Map<string, Series>()

  constructor(
    private readonly db: Db,
    readonly seed: number,
    size: number,
  ) {
    for (let index = 0; index < size; index++) this.#create(index)
    for (const added of new AddedStore(db).all()) this.put(addedSeries(seed, added))
    for (const row of db.all('SELECT series, season, episode FROM found_episode')) {
      this.#append({
        key: text(row, 'series'),
        season: integer(row, 'season'),
        episode: integer(row, 'episode'),
      })
    }
    for (const row of db.all('SELECT series, season, episode FROM have_episode')) {
      this.#series
        .get(text(row, 'series'))
        ?.missing.get(integer(row, 'season'))
        ?.delete(integer(row, 'episode'))
    }
  }

  get size(): number {
    return this.#series.size
  }

  all(): Series[] {
    return [...this.#series.values()]
  }

  get(key: string): Series | undefined {
    return this.#series.get(key)
  }

  /** A new series, or another state of one that was added. */
  put(series: Series): void {
    this.#series.set(series.key, series)
  }

  has({ key, season, episode }: EpisodeRef): boolean {
    const count = this.#series.get(key)?.seasons[season - 1] ?? 0
    return episode >= 1 && episode <= count
  }

  /** Null for an episode that does not exist. */
  episodeTitle(ref: EpisodeRef): string | null {
    return this.has(ref) ? episodeTitle(this.seed, ref.key, ref.season, ref.episode) : null
  }

  /** The file is on disk and the index knows it. */
  markDownloaded({ key, season, episode }: EpisodeRef): void {
    this.#series.get(key)?.missing.get(season)?.delete(episode)
    this.db.run(
      'INSERT OR IGNORE INTO have_episode (series, season, episode) VALUES (?, ?, ?)',
      key,
      season,
      episode,
    )
  }

  /** The provider has released the next episode of the newest season. */
  release(key: string): EpisodeRef | null {
    const series = this.#series.get(key)
    if (!series) return null
    const season = series.seasons.length
    const ref = { key, season, episode: (series.seasons[season - 1] ?? 0) + 1 }
    this.#append(ref)
    this.db.run(
      'INSERT OR IGNORE INTO found_episode (series, season, episode) VALUES (?, ?, ?)',
      key,
      ref.season,
      ref.episode,
    )
    return ref
  }

  #append({ key, season, episode }: EpisodeRef): void {
    const series = this.#series.get(key)
    if (!series || season > series.seasons.length) return
    series.seasons[season - 1] = Math.max(series.seasons[season - 1] ?? 0, episode)
    const missing = series.missing.get(season) ?? new Set<number>()
    series.missing.set(season, missing.add(episode))
  }

  #create(index: number): void {
    const r = random(this.seed, 'series', index)
    const title = seriesTitle(this.seed, index)
    const base = slug(title)
    let key = base
    let name = title
    for (let part = 2; this.#series.has(key); part++) {
      key = `${base}-${part}`
      name = `${title} ${part}`
    }
    const year = r.int(1998, 2026)
    const site = r.pick(SITES)
    const seasons = Array.from({ length: pickSeasonCount(r) }, () =>
      r.pick([10, 11, 12, 12, 12, 13, 24]),
    )
    this.#series.set(key, {
      key,
      name,
      folder: folderName(name, year),
      site,
      link: `https://${site}/anime/stream/${key}`,
      year,
      seasons,
      missing: gaps(r, seasons),
    })
  }
}

/** How many episodes are missing in all. */
export function missingCount(series: Series): number {
  let count = 0
  for (const episodes of series.missing.values()) count += episodes.size
  return count
}

/** `{"1": [3, 4]}`: seasons without a gap are left out. */
export function missingMap(series: Series): Record<string, number[]> {
  const map: Record<string, number[]> = {}
  for (const [season, episodes] of series.missing) {
    if (episodes.size > 0) map[season] = [...episodes].sort((a, b) => a - b)
  }
  return map
}

function pickSeasonCount(r: Random): number {
  return r.pick([1, 1, 1, 1, 2, 2, 2, 3, 3, 4])
}

/** Complete, still airing, holes here and there, or a whole season never fetched. */
function gaps(r: Random, seasons: readonly number[]): Map<number, Set<number>> {
  const missing = new Map<number, Set<number>>()
  const last = seasons.length
  const kind = r.next()
  if (kind < 0.35) return missing
  if (kind < 0.65) {
    const count = seasons[last - 1] ?? 0
    const absent = r.int(1, Math.min(5, count))
    return missing.set(last, span(count - absent + 1, count))
  }
  if (kind < 0.85) {
    for (let n = r.int(1, 4); n > 0; n--) {
      const season = r.int(1, last)
      const set = missing.get(season) ?? new Set<number>()
      missing.set(season, set.add(r.int(1, seasons[season - 1] ?? 1)))
    }
    return missing
  }
  const season = r.int(1, last)
  return missing.set(season, span(1, seasons[season - 1] ?? 1))
}

function span(from: number, to: number): Set<number> {
  return new Set(Array.from({ length: to - from + 1 }, (_, i) => from + i))
}
