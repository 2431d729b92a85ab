import type { Episode, EpisodeRef, SeriesDetail } from '../../../src-shared/domain/series'
import type { Json, JsonObject } from '../../../src-shared/json'
import { first, isObject, needObject, readFlag, readInteger, readText } from '../read'
import { byEpisode, hasFile, readEpisodeRef, seasonOf } from './missing'
import { decodeSeries } from './series'

/**
 * The details call: the series, perhaps wrapped, with its episodes. A server that says of each
 * episode whether it is missing gives a complete list; any other gives only the missing ones.
 */
export function decodeSeriesDetail(body: unknown, endpoint: string): SeriesDetail {
  const outer = needObject(body, endpoint, 'a series')
  const held = first(outer, 'anime', 'series', 'data', 'item')
  const from = isObject(held) && !('id' in outer) && !('key' in outer) ? held : outer
  const series = decodeSeries(from, endpoint)
  const all = allEpisodes(from)
  const titles = titlesOf(from)
  const episodes =
    all ??
    (series.missing ?? []).map((ref) => ({
      ...ref,
      title: titles.get(episodeId(ref)) ?? null,
      missing: true,
    }))
  const missing = all ? all.filter((episode) => episode.missing) : null
  return {
    series: missing
      ? {
          ...series,
          missingCount: missing.length,
          missing: missing.map(({ season, episode }) => ({ season, episode })),
        }
      : series,
    description: readText(first(from, 'description', 'overview', 'plot')),
    episodes,
    complete: all !== null,
  }
}

/** All episodes where each says whether its file is there; null where the server does not say. */
function allEpisodes(from: JsonObject): Episode[] | null {
  const found = new Map<string, Episode>()
  let told = false
  for (const entry of episodeEntries(from)) {
    const ref = readEpisodeRef(entry)
    if (!ref) continue
    told ||= saysMissing(entry)
    found.set(episodeId(ref), {
      ...ref,
      title: readText(first(entry, 'title', 'name')),
      missing: !hasFile(entry),
    })
  }
  return told ? [...found.values()].sort(byEpisode) : null
}

function titlesOf(from: JsonObject): Map<string, string> {
  const titles = new Map<string, string>()
  for (const entry of episodeEntries(from)) {
    const ref = readEpisodeRef(entry)
    const title = readText(first(entry, 'title', 'name'))
    if (ref && title !== null) titles.set(episodeId(ref), title)
  }
  return titles
}

/** Episodes as objects, from a flat list, a list of seasons, or a map of seasons. */
function episodeEntries(from: JsonObject): JsonObject[] {
  const entries: JsonObject[] = []
  const add = (list: Json | undefined, season: number | null): void => {
    if (!Array.isArray(list)) return
    for (const entry of list) {
      if (!isObject(entry)) continue
      const named = readInteger(first(entry, 'season', 'season_number'))
      if (Array.isArray(entry.episodes)) add(entry.episodes, named ?? readInteger(entry.number))
      else entries.push(named === null && season !== null ? { ...entry, season } : entry)
    }
  }
  for (const name of ['episodes', 'all_episodes', 'seasons', 'missing_episodes']) {
    const held = from[name]
    if (isObject(held)) {
      for (const [season, list] of Object.entries(held)) add(list, seasonOf(season))
    } else add(held, null)
  }
  return entries
}

function saysMissing(entry: JsonObject): boolean {
  const flag = first(entry, 'missing', 'is_missing', 'downloaded', 'available', 'has_file')
  return readFlag(flag) !== null
}

function episodeId({ season, episode }: EpisodeRef): string {
  return `${season} ${episode}`
}
