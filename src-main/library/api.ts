import type { ErrorCode } from '../../src-shared/domain/errors'
import type { SearchResult, Series, SeriesDetail } from '../../src-shared/domain/series'
import type { AuthorisedHttp } from '../link/authorised-http'
import { ANIME_PATHS, firstWay, isMissingPath, mayLack } from '../link/variant'
import type { Variants } from '../link/variant'
import { decodeLoading } from '../wire/library/event'
import type { SeriesLoading } from '../wire/library/event-types'
import { decodeSearch } from '../wire/library/search'
import { decodeSeriesList } from '../wire/library/series'
import { decodeSeriesDetail } from '../wire/library/series-detail'
import type { Decoded } from '../wire/read'

const LIST_PATHS = [...ANIME_PATHS, ...ANIME_PATHS.map((path) => `${path}/`)]

/**
 * The library server's calls about series, on whichever of its two paths it has them. Each rejects
 * with AppFailure.
 */
export class LibraryApi {
  constructor(
    private readonly http: Pick<AuthorisedHttp, 'request'>,
    private readonly variants: Variants,
  ) {}

  /**
   * Read on every connect, so this call also notices that the server has another version now. A
   * framework redirects to the path with a slash where the list was written so: no redirect is
   * followed, but that path is among those that are asked.
   */
  async list(profileId: string, signal?: AbortSignal): Promise<Decoded<Series>> {
    const known = this.variants.variant(profileId).list
    const others = LIST_PATHS.filter((path) => path !== known)
    const ways = known === null ? others : [known, ...others]
    const call = async (path: string) => {
      const { body } = await this.http.request(profileId, {
        ...{ method: 'GET', path, kind: 'slow', signal },
      })
      return decodeSeriesList(body, path)
    }
    return this.#on(profileId, ways, call, (code) => isMissingPath(code) || code === 'net.redirect')
  }

  async details(profileId: string, serverId: string): Promise<SeriesDetail> {
    return this.#below(profileId, `/${encodeURIComponent(serverId)}`, async (path) => {
      const { body } = await this.http.request(profileId, { method: 'GET', path })
      return decodeSeriesDetail(body, path)
    })
  }

  async search(profileId: string, query: string): Promise<Decoded<SearchResult>> {
    const call = async (path: string) => {
      const { body } = await this.http.request(profileId, {
        ...{ method: 'POST', path, json: { query }, kind: 'slow' },
      })
      return decodeSearch(body, path)
    }
    return mayLack(this.variants, profileId, 'library.search', () =>
      this.#below(profileId, '/search', call),
    )
  }

  /** 409 (`server.conflict`) when a scan runs already. */
  async rescan(profileId: string): Promise<void> {
    const call = (path: string) => this.http.request(profileId, { method: 'POST', path })
    await mayLack(this.variants, profileId, 'library.rescan', () =>
      this.#below(profileId, '/rescan', call),
    )
  }

  /** 409 (`server.conflict`) where the server has the series and says so. */
  async add(profileId: string, { link, title }: { link: string; title: string }): Promise<void> {
    const request = { method: 'POST', path: '/api/anime/add', json: { link, name: title } } as const
    await mayLack(this.variants, profileId, 'library.add', () =>
      this.http.request(profileId, request),
    )
  }

  /** How far the server is with a series that was added; `server.notFound` once it is gone. */
  async loading(profileId: string, key: string): Promise<SeriesLoading> {
    const path = `/api/anime/${encodeURIComponent(key)}/loading-status`
    const { body } = await this.http.request(profileId, { method: 'GET', path, kind: 'quick' })
    return decodeLoading(body, path)
  }

  /** A path below the list's; both while that is not known. */
  #below<T>(profileId: string, rest: string, call: (path: string) => Promise<T>): Promise<T> {
    const known = withoutSlash(this.variants.variant(profileId).list)
    const lists = known === null ? ANIME_PATHS : [known]
    return this.#on(profileId, lists, (list) => call(`${list}${rest}`))
  }

  async #on<T>(
    profileId: string,
    lists: readonly string[],
    call: (list: string) => Promise<T>,
    refused: (code: ErrorCode) => boolean = isMissingPath,
  ): Promise<T> {
    const { way, answer } = await firstWay(lists, refused, call)
    if (way !== withoutSlash(this.variants.variant(profileId).list)) {
      this.variants.learnVariant(profileId, { list: way })
    }
    return answer
  }
}

function withoutSlash(path: string | null): string | null {
  return path?.replace(/\/$/, '') ?? null
}
