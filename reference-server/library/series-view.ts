import type { SeriesTraits } from '../dialects/traits'
import { missingCount, missingMap, type Catalogue, type Series } from './catalogue'
import type { Found } from './search'
import { seriesDescription } from './titles'

/** Series as a version of the server writes them: rows of the list, search results, details. */
export class SeriesView {
  constructor(
    private readonly catalogue: Catalogue,
    private readonly traits: SeriesTraits,
  ) {}

  list(): object {
    const rows = this.catalogue.all().map((series) => this.#row(series))
    const { listUnder } = this.traits
    return listUnder === null ? rows : { [listUnder]: rows, total: rows.length }
  }

  found(found: Found): object {
    const { identity } = this.traits
    const { key, name, site, link, folder, series } = found
    return {
      ...(identity !== 'id' && { key }),
      ...(identity !== 'key' && { id: key }),
      title: name,
      ...(identity !== 'id' && { name }),
      site,
      link,
      folder,
      ...(series ? this.#missing(series) : this.#missing(null)),
    }
  }

  details(series: Series): object {
    const { details } = this.traits
    const row = {
      ...this.#row(series),
      title: series.name,
      description: seriesDescription(this.catalogue.seed, series.key),
    }
    const seasons = this.#seasons(series)
    if (details === 'seasons') return { ...row, seasons }
    if (details === 'flat') return { ...row, episodes: seasons.flatMap(({ episodes }) => episodes) }
    return row
  }

  #row(series: Series): object {
    const { identity, title } = this.traits
    return {
      ...(identity !== 'key' && { id: series.key }),
      ...(identity !== 'id' && { key: series.key }),
      [title]: series.name,
      site: series.site,
      // The key can be read out of the link; a version that knows no keys has no such links.
      ...(identity !== 'id' && { link: series.link }),
      folder: series.folder,
      year: series.year,
      has_missing: missingCount(series) > 0,
      ...this.#missing(series),
    }
  }

  /** @param series null: nothing of it is in the library, so nothing is missing */
  #missing(series: Series | null): object {
    const { field, as } = this.traits.missing
    const map = series ? missingMap(series) : {}
    if (as === 'map') return { [field]: map }
    if (as === 'count') return { [field]: series ? missingCount(series) : 0 }
    const list = Object.entries(map).flatMap(([season, episodes]) =>
      episodes.map((episode) => ({ season: Number(season), episode })),
    )
    return { [field]: list }
  }

  #seasons(series: Series): { season: number; episode_count: number; episodes: object[] }[] {
    return series.seasons.map((count, index) => {
      const season = index + 1
      return {
        season,
        episode_count: count,
        episodes: Array.from({ length: count }, (_, i) => ({
          season,
          episode: i + 1,
          title: this.catalogue.episodeTitle({ key: series.key, season, episode: i + 1 }),
          missing: series.missing.get(season)?.has(i + 1) ?? false,
        })),
      }
    })
  }
}
