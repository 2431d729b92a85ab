import type { Series } from '../../src-shared/domain/series'
import { episodeKey } from '../../src-shared/domain/series'

/**
 * How many episodes are missing that were not before. Series new to the library count whole; where
 * a server gives only numbers, what they grew by.
 */
export function countNewMissing(before: readonly Series[], after: readonly Series[]): number {
  const old = new Map(before.map((series) => [series.id, series]))
  let found = 0
  for (const series of after) {
    const previous = old.get(series.id)
    if (series.missing && (!previous || previous.missing)) {
      const known = new Set(previous?.missing?.map((ref) => episodeKey('', ref)))
      found += series.missing.filter((ref) => !known.has(episodeKey('', ref))).length
    } else {
      found += Math.max(0, (series.missingCount ?? 0) - (previous?.missingCount ?? 0))
    }
  }
  return found
}
