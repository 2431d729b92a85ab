import type { SearchResult } from '../../../src-shared/domain/series'
import type { Json } from '../../../src-shared/json'
import { decodeEach, isObject, needList, readFlag, readText } from '../read'
import type { Decoded } from '../read'

/** What a search answers: an array, or an object holding it. */
export function decodeSearch(body: unknown, endpoint: string): Decoded<SearchResult> {
  const list = needList(body, endpoint, ['results', 'anime', 'series', 'items', 'data'])
  return decodeEach(list, endpoint, readResult, (result) => result.link ?? `title:${result.title}`)
}

/** Null for a result without name and link. */
function readResult(from: Json): SearchResult | null {
  if (!isObject(from)) return null
  const link = readText(from.link ?? from.url)
  const title = readText(from.name ?? from.title) ?? readText(from.key) ?? link
  if (title === null) return null
  return {
    title,
    link,
    inLibrary: readFlag(from.in_library ?? from.inLibrary ?? from.exists) ?? false,
  }
}
