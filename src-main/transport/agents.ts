import { Agent } from 'node:http'
import type { AgentOptions, ClientRequestArgs } from 'node:http'
import { Agent as SecureAgent } from 'node:https'
import type { RequestOptions } from 'node:https'
import { isIP } from 'node:net'
import type { LookupFunction, Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { TLSSocket } from 'node:tls'
import type { TunnelTarget } from './tunnel'

/** Opens the way to a server: null when no proxy is in between. */
export type OpenWay = (target: TunnelTarget) => Promise<Socket | null>

type Done = (error: Error | null, stream: Duplex) => void

/** Plain connections, through the system's proxy where it names one. */
export class WayAgent extends Agent {
  constructor(
    private readonly way: OpenWay,
    options: AgentOptions,
  ) {
    super(options)
  }

  override createConnection(options: ClientRequestArgs, done?: Done): undefined {
    const direct = () => super.createConnection(options)
    const dial = async () => (await this.way(await targetOf(options, false))) ?? direct()
    settle(dial, done)
  }
}

/** Encrypted ones. The proxy only sees what the server itself will decrypt. */
export class SecureWayAgent extends SecureAgent {
  constructor(
    private readonly way: OpenWay,
    options: AgentOptions,
  ) {
    super(options)
  }

  override createConnection(options: RequestOptions, done?: Done): undefined {
    const over = (more: { socket?: Socket }) => super.createConnection({ ...options, ...more })
    const dial = async () => {
      const socket = await this.way(await targetOf(options, true))
      return socket ? proven(over({ socket })) : over({})
    }
    settle(dial, done)
  }
}

function settle(dial: () => Promise<Duplex | null | undefined>, done: Done | undefined): void {
  // Node's type wants a stream even beside an error.
  const failed = done as ((error: Error) => void) | undefined
  dial().then(
    (stream) => {
      if (stream) done?.(null, stream)
      else failed?.(new Error('no connection was made'))
    },
    (thrown: unknown) => failed?.(thrown instanceof Error ? thrown : new Error(String(thrown))),
  )
}

/** A request takes a socket that is not "connecting" for an open one, so this waits for TLS first. */
function proven(stream: Duplex | null | undefined): Promise<Duplex | null | undefined> {
  if (!(stream instanceof TLSSocket)) return Promise.resolve(stream)
  return new Promise((resolve, reject) => {
    stream.once('error', reject)
    stream.once('secureConnect', () => {
      stream.off('error', reject)
      resolve(stream)
    })
  })
}

async function targetOf(options: ClientRequestArgs, secure: boolean): Promise<TunnelTarget> {
  const host = options.hostname ?? options.host ?? 'localhost'
  const port = Number(options.port ?? (secure ? 443 : 80))
  // A look-up of ours judges where the name leads; the proxy must go there and nowhere else.
  const { lookup } = options
  const address = lookup && isIP(host) === 0 ? await lookUp(lookup, host) : undefined
  return { secure, host, port, address }
}

function lookUp(lookup: LookupFunction, host: string): Promise<string> {
  return new Promise((resolve, reject) => {
    lookup(host, {}, (error, address) => {
      if (error) reject(error)
      else resolve(typeof address === 'string' ? address : (address[0]?.address ?? host))
    })
  })
}
