import { seriesTitle, slug } from './titles'
import type { Catalogue, Series } from './catalogue'
import { SITES } from './words'

const LIMIT = 50
/** Series that the provider has and the library may not. */
const PROVIDER_FROM = 1_000
const PROVIDER_COUNT = 400

/** One result. */
export interface Found {
  readonly key: string
  readonly name: string
  readonly site: string
  readonly link: string
  /** Empty for a series that is not in the library. */
  readonly folder: string
  readonly series: Series | null
}

/**
 * What the provider answers for a query: series of the library, told by their folder, and others
 * that could be added. Matching is by substring, without regard to case and accents.
 */
export function search(catalogue: Catalogue, query: string): Found[] {
  const wanted = plain(query)
  if (wanted === '') return []
  const results: Found[] = []
  for (const series of catalogue.all()) {
    if (!plain(series.name).includes(wanted)) continue
    const { key, name, site, link, folder } = series
    results.push({ key, name, site, link, folder, series })
    if (results.length >= LIMIT) return results
  }
  const site = SITES[0] ?? ''
  for (let i = 0; i < PROVIDER_COUNT && results.length < LIMIT; i++) {
    const name = seriesTitle(catalogue.seed + 1, PROVIDER_FROM + i)
    const key = slug(name)
    if (!plain(name).includes(wanted) || catalogue.get(key)) continue
    const link = `https://${site}/anime/stream/${key}`
    results.push({ key, name, site, link, folder: '', series: null })
  }
  return results
}

function plain(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/[\u0300-\u036f]/g, '')
    .toLowerCase()
    .trim()
}
