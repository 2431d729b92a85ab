import { request as httpRequest } from 'node:http'
import type { RequestOptions } from 'node:http'
import { request as httpsRequest } from 'node:https'
import { isIP } from 'node:net'
import type { Socket } from 'node:net'
import type { SecureContext } from 'node:tls'
import { redact } from '../redact'
import { codeOf } from './failures'
import { parseProxies, proxyFailure } from './proxies'
import type { Proxy, ResolveProxy } from './proxies'

/** For a proxy that accepts and then says nothing (real milliseconds; the caller's own deadline is what counts). */
const SILENT_MS = 15_000

export interface TunnelTarget {
  readonly secure: boolean
  /** Without brackets. */
  readonly host: string
  readonly port: number
  /** Where it lies, when that was looked up already; else the proxy looks the name up. */
  readonly address?: string
}

/**
 * A connection through the system's proxy, or null where there is none to be used. Always CONNECT,
 * for plain http as well: so HTTP and sockets go the same way, and a proxy sees no token of an
 * encrypted connection.
 * @throws AppFailure `net.proxy`: nothing was sent to the server
 */
export async function openTunnel(
  target: TunnelTarget,
  resolveProxy: ResolveProxy,
  trust: () => SecureContext | null,
): Promise<Socket | null> {
  // No path and no query: the system's script needs neither, and they may hold a token.
  const url = `${target.secure ? 'https' : 'http'}://${authority(target.host, target.port)}/`
  let failure: unknown = null
  for (const proxy of parseProxies(await resolveProxy(url))) {
    if (proxy.is === 'direct') return null
    try {
      return await connectThrough(proxy, target, trust)
    } catch (thrown) {
      failure ??= thrown
    }
  }
  throw failure
}

function connectThrough(
  proxy: Exclude<Proxy, { is: 'direct' }>,
  target: TunnelTarget,
  trust: () => SecureContext | null,
): Promise<Socket> {
  if (proxy.is === 'unsupported') {
    return Promise.reject(proxyFailure(`${proxy.words}: only HTTP and HTTPS proxies can be used`))
  }
  const name = authority(proxy.host, proxy.port)
  const to = authority(target.address ?? target.host, target.port)
  const context = proxy.secure ? trust() : null
  const options: RequestOptions & { secureContext?: SecureContext } = {
    method: 'CONNECT',
    host: proxy.host,
    port: proxy.port,
    path: to,
    headers: { Host: to },
    agent: false,
    timeout: SILENT_MS,
    ...(context ? { secureContext: context } : {}),
  }
  return new Promise((resolve, reject) => {
    const request = (proxy.secure ? httpsRequest : httpRequest)(options)
    request.on('connect', ({ statusCode = 0 }, socket: Socket, head) => {
      socket.setTimeout(0)
      if (statusCode >= 200 && statusCode < 300) {
        if (head.length > 0) socket.unshift(head)
        return resolve(socket)
      }
      socket.destroy()
      const what = statusCode === 407 ? 'wants a sign-in' : 'refused'
      reject(proxyFailure(`${name} ${what} (HTTP ${statusCode})`))
    })
    request.on('response', (response) => {
      response.destroy()
      reject(proxyFailure(`${name} is not a proxy`))
    })
    request.on('timeout', () => request.destroy(new Error('it does not answer')))
    request.on('error', (thrown) => {
      reject(proxyFailure(`${name}: ${redact(codeOf(thrown) || thrown.message)}`))
    })
    request.end()
  })
}

function authority(host: string, port: number): string {
  return `${isIP(host) === 6 ? `[${host}]` : host}:${port}`
}
