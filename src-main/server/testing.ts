import type { Capability } from '../../src-shared/domain/capabilities'
import { KnownVariants } from '../link/testing'
import { TableHttp } from '../session/testing'
import { createServerAdministration } from './server'

/** A library server's answers by `METHOD /path`, and the administration that asks it. */
export function administered(routes: TableHttp['routes'] = {}) {
  const http = new TableHttp(routes)
  const variants = new KnownVariants()
  const server = createServerAdministration({
    http: { request: (_profileId, request) => http.request(request) },
    variants,
    where: () => ({ profileId: 'p', account: 'a' }),
  })
  return {
    ...{ http, server },
    /** What was asked, `METHOD /path`, in order. */
    asked: () => http.asked.map(({ method, path }) => `${method} ${path}`),
    lacking: (): readonly Capability[] => variants.lacking,
  }
}
