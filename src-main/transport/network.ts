import { lookup as systemLookup } from 'node:dns'
import type { LookupAddress } from 'node:dns'
import { Agent } from 'node:http'
import type { AgentOptions } from 'node:http'
import { Agent as SecureAgent } from 'node:https'
import { isIP } from 'node:net'
import type { LookupFunction } from 'node:net'
import type { SecureContext } from 'node:tls'
import { fail } from '../../src-shared/domain/errors'
import type { AppFailure } from '../../src-shared/domain/errors'
import type { CertificatePin } from '../../src-shared/domain/server'
import { SecureWayAgent, WayAgent } from './agents'
import type { OpenWay } from './agents'
import { pinOptions } from './pin'
import { probeCertificate } from './probe-certificate'
import type { ShownCertificate } from './probe-certificate'
import type { ResolveProxy } from './proxies'
import { Trust } from './trust'
import { openTunnel } from './tunnel'
import { isPrivateAddress } from './url'

/** Resolves a name to all its addresses; injected in tests. */
export type Resolve = (
  hostname: string,
  done: (error: NodeJS.ErrnoException | null, addresses: LookupAddress[]) => void,
) => void

export interface NetworkParts {
  readonly resolve?: Resolve
  /** The certificate the user accepted for a server, by `host:port` (see `hostOf`). */
  readonly pinOf?: (host: string) => CertificatePin | null
  /** Without it, every connection is direct. */
  readonly resolveProxy?: ResolveProxy
  readonly trust?: Trust
}

/** What node:http(s) and ws are dialled with. */
export type NetworkOptions =
  | { readonly lookup?: LookupFunction }
  | { readonly secureContext?: SecureContext }
  | ReturnType<typeof pinOptions>

/** A server that accepts and shows no certificate (real milliseconds). */
const CERTIFICATE_MS = 10_000

/**
 * How every connection to a server is made, HTTP and sockets alike: one stack, one trust, one proxy.
 */
export class Network {
  readonly #resolve: Resolve
  readonly #pinOf: (host: string) => CertificatePin | null
  readonly #way: OpenWay | null
  readonly #trust: Trust

  constructor(parts: NetworkParts = {}) {
    const { resolveProxy, trust = new Trust() } = parts
    this.#resolve = parts.resolve ?? ((name, done) => systemLookup(name, { all: true }, done))
    this.#pinOf = parts.pinOf ?? (() => null)
    this.#trust = trust
    this.#way = resolveProxy
      ? (target) => openTunnel(target, resolveProxy, () => trust.context())
      : null
  }

  /**
   * Options for one dial: whom to trust, or for plain http (and ws) where it may lead. That is to
   * private addresses only, unless the user allowed more, and is judged by the resolved address,
   * because a name proves nothing.
   * @throws AppFailure `net.insecure` for a public address; for a name, the dial fails with it.
   */
  options(url: URL, allowInsecure: boolean): NetworkOptions {
    if (isSecure(url)) return this.#secure(url)
    if (allowInsecure) return {}
    const host = bareHost(url)
    // A literal address is never looked up, so it is judged here.
    if (isIP(host) !== 0 && !isPrivateAddress(host)) throw insecure(host)
    return { lookup: this.#privateLookup }
  }

  /**
   * What pools connections, and leads them through the system's proxy. No TLS session is kept: a
   * resumed one would show no certificate to compare.
   */
  agent(secure: boolean, options: AgentOptions = {}): Agent {
    const all = { ...options, maxCachedSessions: 0 }
    if (!this.#way) return secure ? new SecureAgent(all) : new Agent(options)
    return secure ? new SecureWayAgent(this.#way, all) : new WayAgent(this.#way, options)
  }

  /**
   * The certificate a server shows now, seen without sending it anything.
   * @throws AppFailure `net.*`
   */
  async certificate(url: URL): Promise<ShownCertificate> {
    const host = bareHost(url)
    const port = Number(url.port || 443)
    const socket = (await this.#way?.({ secure: true, host, port })) ?? undefined
    const secureContext = this.#trust.context() ?? undefined
    return probeCertificate({ host, port, socket, secureContext, timeoutMs: CERTIFICATE_MS })
  }

  #secure(url: URL): NetworkOptions {
    const pin = this.#pinOf(hostOf(url))
    if (pin) return pinOptions(pin)
    const secureContext = this.#trust.context()
    return secureContext ? { secureContext } : {}
  }

  readonly #privateLookup: LookupFunction = (hostname, options, callback) => {
    this.#resolve(hostname, (error, addresses) => {
      if (error) return callback(error, '')
      // A home server often has a global IPv6 address beside its private one: dial the private one.
      const wanted = options.family === 4 || options.family === 6 ? options.family : null
      const allowed = addresses.filter(
        ({ address, family }) =>
          isPrivateAddress(address) && (wanted === null || family === wanted),
      )
      const [first] = allowed
      if (!first) return callback(insecure(hostname), '')
      if (options.all === true) callback(null, allowed)
      else callback(null, first.address, first.family)
    })
  }
}

/** `host:port` of a server, the same for https and wss: what a pin belongs to. */
export function hostOf(url: URL): string {
  return `${url.hostname}:${url.port || (isSecure(url) ? 443 : 80)}`
}

function isSecure(url: URL): boolean {
  return url.protocol === 'https:' || url.protocol === 'wss:'
}

function bareHost(url: URL): string {
  return url.hostname.replace(/^\[|\]$/g, '')
}

function insecure(host: string): AppFailure {
  return fail('net.insecure', `${host} is a public address and the connection is not encrypted`, {
    hint: 'Use https, or allow the unencrypted connection in the server settings',
  })
}
