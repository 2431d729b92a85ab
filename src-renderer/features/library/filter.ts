import type { Series } from '../../../src-shared/domain/series'

export type LibrarySort = 'title' | 'missing'

export interface LibraryFilter {
  query: string
  missingOnly: boolean
  sort: LibrarySort
}

/** Letters without their marks, in lower case: `Ä` finds `a`. */
function folded(text: string): string {
  return text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase()
}

/** The ids of the series that pass, in order. Every word of the query must stand in the title or folder. */
export function filterSeries(
  series: readonly Series[],
  { query, missingOnly, sort }: LibraryFilter,
  locale: string,
): string[] {
  const words = folded(query).split(/\s+/).filter(Boolean)
  const passing = series.filter((one) => {
    if (missingOnly && one.missingCount === 0) return false
    if (words.length === 0) return true
    const text = folded(`${one.title} ${one.folder ?? ''}`)
    return words.every((word) => text.includes(word))
  })
  const collator = new Intl.Collator(locale, { numeric: true, sensitivity: 'base' })
  const byTitle = (a: Series, b: Series) => collator.compare(a.title, b.title)
  const byMissing = (a: Series, b: Series) =>
    (b.missingCount ?? 0) - (a.missingCount ?? 0) || byTitle(a, b)
  return passing.sort(sort === 'title' ? byTitle : byMissing).map((one) => one.id)
}
