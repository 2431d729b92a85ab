import { lookup as systemLookup } from 'node:dns'
import type { LookupAddress } from 'node:dns'
import { isIP } from 'node:net'
import type { LookupFunction } from 'node:net'
import { fail } from '../../src-shared/domain/errors'
import type { AppFailure } from '../../src-shared/domain/errors'
import { isPrivateAddress } from './url'

/** Resolves a name to all its addresses; injected in tests. */
export type Resolve = (
  hostname: string,
  done: (error: NodeJS.ErrnoException | null, addresses: LookupAddress[]) => void,
) => void

/** What node:http(s) and ws are dialled with. Proxies and pinned certificates belong here as well. */
export interface NetworkOptions {
  readonly lookup?: LookupFunction
}

/**
 * How every connection to a server is made, HTTP and sockets alike: one stack, one trust.
 */
export class Network {
  readonly #resolve: Resolve

  constructor(resolve: Resolve = (name, done) => systemLookup(name, { all: true }, done)) {
    this.#resolve = resolve
  }

  /**
   * Options for one dial. Plain http (and ws) reaches private addresses only, unless the user
   * allowed more; that is judged by the resolved address, because a name proves nothing.
   * @throws AppFailure `net.insecure` for a public address; for a name, the dial fails with it.
   */
  options(url: URL, allowInsecure: boolean): NetworkOptions {
    const plain = url.protocol === 'http:' || url.protocol === 'ws:'
    if (!plain || allowInsecure) return {}
    const host = url.hostname.replace(/^\[|\]$/g, '')
    // A literal address is never looked up, so it is judged here.
    if (isIP(host) !== 0 && !isPrivateAddress(host)) throw insecure(host)
    return { lookup: this.#privateLookup }
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

function insecure(host: string): AppFailure {
  return fail('net.insecure', `${host} is a public address and the connection is not encrypted`, {
    hint: 'Use https, or allow the unencrypted connection in the server settings',
  })
}
