import type { EpisodeRef } from '../../../src-shared/domain/series'
import type { Json } from '../../../src-shared/json'
import { first, isObject, readFlag, readInteger } from '../read'

export interface Missing {
  readonly count: number
  /** Null where the server gives only a number, or episodes without a season. */
  readonly episodes: readonly EpisodeRef[] | null
}

/**
 * Missing episodes in each shape servers use: a number, a list (of `{season, episode}`, "1-5",
 * "S01E05"), or `{season: [episodes]}`. Null when it is none of these.
 */
export function readMissing(value: Json | undefined): Missing | null {
  if (Array.isArray(value)) return fromList(value)
  if (isObject(value)) return fromMap(value)
  const count = readInteger(value)
  return count !== null && count >= 0 ? { count, episodes: null } : null
}

function fromList(list: readonly Json[]): Missing {
  const wanted = list.filter((entry) => !(isObject(entry) && hasFile(entry)))
  return missing(
    wanted.length,
    wanted.map((entry) => readEpisodeRef(entry)),
  )
}

function fromMap(map: { [key: string]: Json }): Missing | null {
  const refs: (EpisodeRef | null)[] = []
  for (const [name, episodes] of Object.entries(map)) {
    if (!Array.isArray(episodes)) return null
    const season = seasonOf(name)
    for (const entry of episodes) {
      const episode = isObject(entry)
        ? readInteger(first(entry, 'episode', 'number', 'episode_number'))
        : readInteger(entry)
      refs.push(season === null || episode === null ? null : { season, episode })
    }
  }
  return missing(refs.length, refs)
}

function missing(count: number, refs: readonly (EpisodeRef | null)[]): Missing {
  const known = refs.filter((ref) => ref !== null)
  if (known.length < refs.length) return { count, episodes: null }
  const unique = new Map(known.map((ref) => [`${ref.season} ${ref.episode}`, ref]))
  const episodes = [...unique.values()].sort(byEpisode)
  return { count: episodes.length, episodes }
}

export function byEpisode(a: EpisodeRef, b: EpisodeRef): number {
  return a.season - b.season || a.episode - b.episode
}

/** `{season, episode}`, "1-5", "1x05", "S01E05"; null when it is none. */
export function readEpisodeRef(value: Json | undefined): EpisodeRef | null {
  if (isObject(value)) {
    const season = readInteger(first(value, 'season', 'season_number'))
    const episode = readInteger(first(value, 'episode', 'episode_number', 'number'))
    return season === null || episode === null ? null : { season, episode }
  }
  if (typeof value !== 'string') return null
  const match = /^\s*s?(\d{1,5})\s*[-x:e]\s*e?(\d{1,5})\s*$/i.exec(value)
  return match ? { season: Number(match[1]), episode: Number(match[2]) } : null
}

/** Whether an entry of a list of all episodes says that the file is there. */
export function hasFile(entry: { [key: string]: Json }): boolean {
  const missing = readFlag(first(entry, 'missing', 'is_missing'))
  if (missing !== null) return !missing
  return readFlag(first(entry, 'downloaded', 'available', 'has_file')) === true
}

/** "1", "Season 1", "S01" … */
export function seasonOf(name: string): number | null {
  const match = /(\d{1,5})\s*$/.exec(name)
  return match ? Number(match[1]) : null
}
