import type { Episode, EpisodeRef, SeriesDetail } from '../../../src-shared/domain/series'
import type { Json, JsonObject } from '../../../src-shared/json'
import { isObject, needObject, readFlag, readInteger, readText } from '../read'
import { byEpisode, episodeNumber, hasFile, readEpisodeNumber, seasonOf } from './missing'
import { decodeSeries } from './series'

/**
 * The details call: the series, perhaps wrapped, with its episodes. A server that says of each
 * episode whether it is missing gives a complete list; any other gives only the missing ones.
 */
export function decodeSeriesDetail(body: unknown, endpoint: string): SeriesDetail {
  const outer = needObject(body, endpoint, 'a series')
  const held = outer.anime ?? outer.series ?? outer.data ?? outer.item
  const from = isObject(held) && !('id' in outer) && !('key' in outer) ? held : outer
  const series = decodeSeries(from, endpoint)
  const { byId, told } = namedEpisodes(from)
  const episodes = told
    ? [...byId.values()].sort(byEpisode)
    : (series.missing ?? []).map((ref) => {
        const title = byId.get(episodeNumber(ref))?.title ?? null
        return { season: ref.season, episode: ref.episode, title, missing: true }
      })
  const missing = told ? episodes.filter((episode) => episode.missing) : null
  return {
    series: missing
      ? {
          ...series,
          missingCount: missing.length,
          missing: missing.map(({ season, episode }) => ({ season, episode })),
        }
      : series,
    description: readText(from.description ?? from.overview ?? from.plot),
    episodes,
    complete: told,
  }
}

/** Episodes that are objects, and whether the server says of any whether its file is there. */
function namedEpisodes(from: JsonObject): { byId: Map<number | null, Episode>; told: boolean } {
  const byId = new Map<number | null, Episode>()
  let told = false
  for (const { entry, season } of episodeEntries(from)) {
    const ref = refOf(entry, season)
    if (!ref) continue
    told ||= saysMissing(entry)
    const id = episodeNumber(ref)
    if (id === null) continue
    const title = readText(entry.title ?? entry.name) ?? byId.get(id)?.title ?? null
    const { season: own, episode } = ref
    byId.set(id, { season: own, episode, title, missing: !hasFile(entry) })
  }
  return { byId, told }
}

/** @param season of the list it stands in, where it does not name its own */
function refOf(entry: JsonObject, season: number | null): EpisodeRef | null {
  const own = readInteger(entry.season ?? entry.season_number) ?? season
  const episode = readEpisodeNumber(entry)
  return own === null || episode === null ? null : { season: own, episode }
}

/** Episodes as objects, from a flat list, a list of seasons, or a map of seasons. */
function episodeEntries(from: JsonObject): { entry: JsonObject; season: number | null }[] {
  const entries: { entry: JsonObject; season: number | null }[] = []
  const add = (list: Json | undefined, season: number | null): void => {
    if (!Array.isArray(list)) return
    for (const entry of list) {
      if (!isObject(entry)) continue
      if (Array.isArray(entry.episodes)) {
        add(entry.episodes, readInteger(entry.season ?? entry.season_number ?? entry.number))
      } else entries.push({ entry, season })
    }
  }
  for (const name of ['episodes', 'all_episodes', 'seasons', 'missing_episodes']) {
    const held = from[name]
    if (isObject(held)) {
      for (const name of Object.keys(held)) add(held[name], seasonOf(name))
    } else add(held, null)
  }
  return entries
}

function saysMissing(entry: JsonObject): boolean {
  const flag =
    entry.missing ?? entry.is_missing ?? entry.downloaded ?? entry.available ?? entry.has_file
  return readFlag(flag) !== null
}
