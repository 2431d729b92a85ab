import type { Series } from '../../src-shared/domain/series'

/** A series for tests, with the missing episodes of its first season. */
export function series(id: string, missing: readonly number[]): Series {
  return {
    ...{ id, serverId: id, title: id, folder: null, link: null, site: null, year: null },
    missing: missing.map((episode) => ({ season: 1, episode })),
    missingCount: missing.length,
    extra: {},
  }
}
