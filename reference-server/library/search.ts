import { seriesTitle, slug } from './titles'
import { missingMap, type Catalogue } from './catalogue'
import { SITES } from './words'

const LIMIT = 50
/** Series that the provider has and the library may not. */
const PROVIDER_FROM = 1_000
const PROVIDER_COUNT = 400

/**
 * What the provider answers for a query: series of the library, told by their folder, and others
 * that could be added. Matching is by substring, without regard to case and accents.
 */
export function search(catalogue: Catalogue, query: string): object[] {
  const wanted = plain(query)
  if (wanted === '') return []
  const results: object[] = []
  for (const series of catalogue.all()) {
    if (!plain(series.name).includes(wanted)) continue
    const { key, name, site, link, folder } = series
    results.push({
      key,
      id: key,
      title: name,
      name,
      site,
      link,
      folder,
      missing_episodes: missingMap(series),
    })
    if (results.length >= LIMIT) return results
  }
  const site = SITES[0]
  for (let i = 0; i < PROVIDER_COUNT && results.length < LIMIT; i++) {
    const title = seriesTitle(catalogue.seed + 1, PROVIDER_FROM + i)
    const key = slug(title)
    if (!plain(title).includes(wanted) || catalogue.get(key)) continue
    const link = `https://${site}/anime/stream/${key}`
    results.push({ key, id: key, title, name: title, site, link, folder: '', missing_episodes: {} })
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
