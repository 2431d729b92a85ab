import { STATUS_CODES, type IncomingMessage } from 'node:http'
import type { Socket } from 'node:net'
import { WebSocketServer, type RawData, type WebSocket } from 'ws'
import type { Clock } from '../clock'
import type { Faults } from '../control/faults'
import type { Traffic } from '../control/traffic'
import { Peer, type PeerUser, type ServerName } from './peer'

/** What an endpoint says before and after the handshake. */
export type Verdict =
  | { kind: 'accept'; user: PeerUser | null }
  | { kind: 'refuse'; status: number }
  /** Accept the handshake, say why, then close. */
  | { kind: 'turn-away'; message: object | null; code: number; reason: string }

export interface SocketEndpoint {
  readonly path: string
  readonly server: ServerName
  judge(url: URL, request: IncomingMessage): Verdict
  opened(peer: Peer): void
  received(peer: Peer, text: string): void
}

const MAX_FRAME = 1024 * 1024
/** As uvicorn does by default. */
const KEEP_ALIVE_MS = 20_000

/** All sockets of both servers: routes upgrades, keeps the peers, plays the faults. */
export class SocketHub {
  readonly #peers = new Set<Peer>()
  readonly #ignored = new Set<Socket>()
  readonly #wss = new WebSocketServer({
    noServer: true,
    maxPayload: MAX_FRAME,
    perMessageDeflate: false,
  })
  #nextId = 1

  constructor(
    private readonly endpoints: readonly SocketEndpoint[],
    private readonly clock: Clock,
    private readonly faults: Faults,
    private readonly traffic: Traffic,
  ) {
    clock.every(KEEP_ALIVE_MS, () => {
      for (const peer of this.#peers) peer.keepAlive()
    })
  }

  peers(which: ServerName | 'all' = 'all'): Peer[] {
    return [...this.#peers].filter((peer) => which === 'all' || peer.server === which)
  }

  async upgrade(request: IncomingMessage, tcp: Socket, head: Buffer): Promise<void> {
    // A client that resets during the handshake must not take the server down.
    tcp.on('error', () => tcp.destroy())
    const url = new URL(request.url ?? '/', 'http://server')
    const endpoint = this.endpoints.find((candidate) => candidate.path === url.pathname)
    const delay = this.faults.delayFor('GET', url.pathname)
    if (delay > 0) await this.clock.sleepReal(delay)
    const refusal = this.faults.takeRefusal('GET', url.pathname)
    if (refusal) return refuse(tcp, refusal.status, refusal.retryAfter)
    // FastAPI answers 403 to a socket path that it does not know.
    if (!endpoint) return refuse(tcp, 403)
    if (this.faults.frozen.has(endpoint.server)) {
      this.#ignored.add(tcp)
      return
    }
    const verdict = endpoint.judge(url, request)
    if (verdict.kind === 'refuse') return refuse(tcp, verdict.status)
    this.#wss.handleUpgrade(request, tcp, head, (ws) => {
      ws.on('error', () => ws.terminate())
      if (verdict.kind === 'turn-away') {
        if (verdict.message) ws.send(JSON.stringify(verdict.message))
        ws.close(verdict.code, verdict.reason)
        return
      }
      this.#accept(endpoint, ws, tcp, verdict.user)
    })
  }

  freeze(which: ServerName): void {
    this.faults.frozen.add(which)
    for (const peer of this.peers(which)) peer.freeze()
  }

  /** Old sockets go on where they stood; handshakes begun meanwhile are dropped. */
  thaw(which: ServerName): void {
    this.faults.frozen.delete(which)
    for (const peer of this.peers(which)) peer.thaw()
    for (const tcp of this.#ignored) tcp.destroy()
    this.#ignored.clear()
  }

  #accept(endpoint: SocketEndpoint, ws: WebSocket, tcp: Socket, user: PeerUser | null): void {
    const peer = new Peer(ws, tcp, this.#nextId++, endpoint.server, user, this.clock.iso())
    this.#peers.add(peer)
    this.traffic.dial(endpoint.server)
    ws.on('close', () => this.#peers.delete(peer))
    ws.on('message', (data, binary) => endpoint.received(peer, binary ? '' : utf8(data)))
    endpoint.opened(peer)
  }
}

function refuse(tcp: Socket, status: number, retryAfter?: number): void {
  const lines = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? 'Refused'}`,
    'Connection: close',
    'Content-Length: 0',
  ]
  if (retryAfter !== undefined) lines.push(`Retry-After: ${retryAfter}`)
  tcp.end(`${lines.join('\r\n')}\r\n\r\n`)
}

function utf8(data: RawData): string {
  if (Buffer.isBuffer(data)) return data.toString('utf8')
  return Array.isArray(data)
    ? Buffer.concat(data).toString('utf8')
    : Buffer.from(data).toString('utf8')
}
