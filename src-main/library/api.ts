import type { SearchResult, Series, SeriesDetail } from '../../src-shared/domain/series'
import type { AuthorisedHttp } from '../link/authorised-http'
import { decodeSearch } from '../wire/library/search'
import { decodeSeriesList } from '../wire/library/series'
import { decodeSeriesDetail } from '../wire/library/series-detail'
import type { Decoded } from '../wire/read'

/** Where the library lives; later servers have it elsewhere, and only this place must know. */
const BASE = '/api/v1/anime'

/** The library server's calls about series. Each rejects with AppFailure. */
export class LibraryApi {
  constructor(private readonly http: Pick<AuthorisedHttp, 'request'>) {}

  async list(profileId: string, signal?: AbortSignal): Promise<Decoded<Series>> {
    const answer = await this.http.request(profileId, {
      ...{ method: 'GET', path: BASE, kind: 'slow', signal },
    })
    return decodeSeriesList(answer.body, BASE)
  }

  async details(profileId: string, serverId: string): Promise<SeriesDetail> {
    const path = `${BASE}/${encodeURIComponent(serverId)}`
    const { body } = await this.http.request(profileId, { method: 'GET', path })
    return decodeSeriesDetail(body, path)
  }

  async search(profileId: string, query: string): Promise<Decoded<SearchResult>> {
    const path = `${BASE}/search`
    const answer = await this.http.request(profileId, {
      ...{ method: 'POST', path, json: { query }, kind: 'slow' },
    })
    return decodeSearch(answer.body, path)
  }

  /** 409 (`server.conflict`) when a scan runs already. */
  async rescan(profileId: string): Promise<void> {
    await this.http.request(profileId, { method: 'POST', path: `${BASE}/rescan` })
  }
}
