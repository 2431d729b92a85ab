import type { ServerProfile } from '../../src-shared/domain/server'
import type { Clock } from '../clock'
import { ServerHttp } from '../transport/http'
import type { Network } from '../transport/network'
import type { HttpPolicy } from '../transport/policy'
import type { HttpClient } from '../transport/types'

/** The HTTP client for a server; injected, so that one stack with one trust serves everything. */
export type HttpFactory = (server: Pick<ServerProfile, 'url' | 'allowInsecure'>) => HttpClient

/** One client per address, so that connections are reused. `close` ends them all. */
export function serverHttp(parts: {
  readonly clock: Clock
  readonly network: Network
  readonly policy?: HttpPolicy
}): { readonly http: HttpFactory; close(): void } {
  const clients = new Map<string, ServerHttp>()
  return {
    http: ({ url, allowInsecure }) => {
      const key = `${allowInsecure ? 'any' : 'private'} ${url}`
      const client = clients.get(key) ?? new ServerHttp({ ...parts, baseUrl: url, allowInsecure })
      clients.set(key, client)
      return client
    },
    close: () => {
      for (const client of clients.values()) client.close()
      clients.clear()
    },
  }
}
