import { fail } from '../../src-shared/domain/errors'
import type { AppFailure } from '../../src-shared/domain/errors'

/** The system's answer for an address, as Chromium words it: `PROXY host:port; DIRECT`. */
export type ResolveProxy = (url: string) => Promise<string>

export type Proxy =
  | { readonly is: 'direct' }
  | { readonly is: 'http'; readonly secure: boolean; readonly host: string; readonly port: number }
  /** SOCKS and whatever else Engawa does not speak. */
  | { readonly is: 'unsupported'; readonly words: string }

/** What to try, in order; an empty answer means a direct connection. */
export function parseProxies(answer: string): readonly Proxy[] {
  const parts = answer.split(';').map((part) => part.trim())
  const proxies = parts.filter((part) => part !== '').map(parseProxy)
  return proxies.length > 0 ? proxies : [{ is: 'direct' }]
}

function parseProxy(words: string): Proxy {
  const [scheme = '', address = ''] = words.split(/\s+/)
  const kind = scheme.toUpperCase()
  if (kind === 'DIRECT') return { is: 'direct' }
  const secure = kind === 'HTTPS'
  const url = `${secure ? 'https' : 'http'}://${address}`
  if (!(secure || kind === 'PROXY' || kind === 'HTTP') || address === '' || !URL.canParse(url)) {
    return { is: 'unsupported', words }
  }
  const { hostname, port } = new URL(url)
  const host = hostname.replace(/^\[|\]$/g, '')
  return { is: 'http', secure, host, port: port === '' ? (secure ? 443 : 80) : Number(port) }
}

/** Nothing has been sent to the server when this is thrown. */
export function proxyFailure(detail: string): AppFailure {
  return fail('net.proxy', 'The proxy of the system cannot be used', { detail })
}
