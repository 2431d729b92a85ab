import type { SearchResult } from '../../../src-shared/domain/series'
import { badAnswer, decodeEach, first, needList, needObject, readFlag, readText } from '../read'
import type { Decoded } from '../read'

/** What a search answers: an array, or an object holding it. */
export function decodeSearch(body: unknown, endpoint: string): Decoded<SearchResult> {
  const list = needList(body, endpoint, ['results', 'anime', 'series', 'items', 'data'])
  return decodeEach(
    list,
    endpoint,
    (value) => decodeResult(value, endpoint),
    (result) => result.link ?? `title:${result.title}`,
  )
}

function decodeResult(value: unknown, endpoint: string): SearchResult {
  const from = needObject(value, endpoint, 'a search result')
  const link = readText(first(from, 'link', 'url'))
  const title = readText(first(from, 'name', 'title')) ?? readText(from.key) ?? link
  if (title === null) throw badAnswer(endpoint, 'a search result without name and link')
  return {
    title,
    link,
    inLibrary: readFlag(first(from, 'in_library', 'inLibrary', 'exists')) ?? false,
  }
}
