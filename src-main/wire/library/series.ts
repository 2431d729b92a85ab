import type { Series } from '../../../src-shared/domain/series'
import {
  badAnswer,
  decodeEach,
  extraOf,
  first,
  needList,
  needObject,
  readFlag,
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
  const from = needObject(value, endpoint, 'a series')
  const folder = readText(from.folder)
  const link = readText(from.link)
  const serverId = readText(from.key) ?? readText(from.id)
  const id = serverId ?? keyOfLink(link) ?? folder
  if (id === null) throw badAnswer(endpoint, 'a series without key, id, link and folder')
  const missing = readMissing(first(from, 'missing_episodes', 'episodeDict', 'episodes'))
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
  return decodeEach(
    list,
    endpoint,
    (value) => decodeSeries(value, endpoint),
    (series) => series.id,
  )
}

/** `/anime/stream/<key>` → `<key>`. */
export function keyOfLink(link: string | null): string | null {
  const path = link?.split(/[?#]/)[0] ?? ''
  return readText(
    path
      .split('/')
      .filter((part) => part !== '')
      .at(-1),
  )
}
