import type { JsonObject } from '../json'

export interface EpisodeRef {
  readonly season: number
  readonly episode: number
}

export interface Episode extends EpisodeRef {
  readonly title: string | null
  readonly missing: boolean
}

/** One series of the library. Identity rules: PROTOCOL 1.3. */
export interface Series {
  /** Identity: `key`, else `id`, else the last part of `link`, else `folder`. */
  readonly id: string
  /** What the server's paths and bodies call it (`id` in older, `key` in later servers). */
  readonly serverId: string
  readonly title: string
  readonly folder: string | null
  readonly link: string | null
  readonly site: string | null
  readonly year: number | null
  /** Null: the server did not say. */
  readonly missingCount: number | null
  /** Null where the server gives only a number. Sorted by season, episode. */
  readonly missing: readonly EpisodeRef[] | null
  /** Fields we do not know, kept. */
  readonly extra: JsonObject
}

/** A series with what the details call adds. */
export interface SeriesDetail {
  readonly series: Series
  readonly description: string | null
  /** All known episodes; where the server lists only the missing ones, those. */
  readonly episodes: readonly Episode[]
  /** False where `episodes` holds only the missing ones. */
  readonly complete: boolean
}

export interface SearchResult {
  readonly title: string
  readonly link: string | null
  readonly inLibrary: boolean
}

export function episodeKey(seriesId: string, { season, episode }: EpisodeRef): string {
  return `${seriesId}\u0000${season}\u0000${episode}`
}

/** Most episodes that a name spells out. */
const NAMED = 3

/** `Frieren S01E05, S01E06`; of many only the first. */
export function episodesName(title: string, episodes: readonly EpisodeRef[]): string {
  const codes = episodes.slice(0, NAMED).map(episodeCode).join(', ')
  return `${title} ${codes}${episodes.length > NAMED ? ', …' : ''}`
}

/** `S01E05`; numbers above 99 keep their length. */
export function episodeCode({ season, episode }: EpisodeRef): string {
  return `S${String(season).padStart(2, '0')}E${String(episode).padStart(2, '0')}`
}
