import type { Series } from '../../../src-shared/domain/series'
import type { Json } from '../../../src-shared/json'
import {
  badAnswer,
  decodeEach,
  extraOf,
  isObject,
  needList,
  needObject,
  readFlag,
  readId,
  readInteger,
  readText,
} from '../read'
import type { Decoded } from '../read'
import { readMissing } from './missing'

const KNOWN = new Set([
  'key',
  'id',
  'link',
  'folder',
  'name',
  'title',
  'site',
  'year',
  'missing_episodes',
  'episodeDict',
  'episodes',
  'has_missing',
])

/**
 * One series. Identity: `key`, else `id`, else the last part of `link`, else `folder`; title:
 * `name`, else `title`, else `folder`, else the identity.
 * @throws AppFailure `net.badAnswer` when nothing identifies it
 */
export function decodeSeries(value: unknown, endpoint: string): Series {
  const series = readSeries(needObject(value, endpoint, 'a series'))
  if (series === null) throw badAnswer(endpoint, 'a series without key, id, link and folder')
  return series
}

function readSeries(from: Json): Series | null {
  if (!isObject(from)) return null
  const folder = readId(from.folder)
  const link = readText(from.link)
  const serverId = readId(from.key) ?? readId(from.id)
  const id = serverId ?? keyOfLink(link) ?? folder
  if (id === null) return null
  const missing = readMissing(from.missing_episodes ?? from.episodeDict ?? from.episodes)
  return {
    id,
    serverId: serverId ?? id,
    title: readText(from.name) ?? readText(from.title) ?? folder ?? id,
    folder,
    link,
    site: readText(from.site),
    year: readInteger(from.year),
    missingCount: missing?.count ?? (readFlag(from.has_missing) === false ? 0 : null),
    missing: missing?.episodes ?? null,
    extra: extraOf(from, KNOWN),
  }
}

/** The library list: an array, or an object holding it under `anime`, `series`, `items` or `data`. */
export function decodeSeriesList(body: unknown, endpoint: string): Decoded<Series> {
  const list = needList(body, endpoint, ['anime', 'series', 'items', 'data'])
  return decodeEach(list, endpoint, readSeries, (series) => series.id)
}

/** `/anime/stream/<key>` → `<key>`. */
export function keyOfLink(link: string | null): string | null {
  if (link === null) return null
  let end = link.search(/[?#]/)
  if (end < 0) end = link.length
  while (link[end - 1] === '/') end--
  const start = link.lastIndexOf('/', end - 1) + 1
  return readId(link.slice(start, end))
}
