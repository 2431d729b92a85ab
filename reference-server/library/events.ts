import type { IncomingMessage } from 'node:http'
import { bearer, type Tokens } from '../auth/tokens'
import type { Clock } from '../clock'
import type { Traffic } from '../control/traffic'
import type { Faults } from '../control/faults'
import type { LibraryEvent } from '../dialects/events'
import type { Dialect } from '../dialects/traits'
import type { SocketEndpoint, SocketHub, Verdict } from '../sockets/hub'
import type { Peer } from '../sockets/peer'
import { Rate } from '../sockets/rate'
import { downloadData, progressData } from './queue/download-data'
import type { QueueItem } from './queue/item'
import type { LogBook } from './admin/log-book'

export const ROOMS = ['scan_progress', 'download_progress', 'downloads'] as const
type Room = (typeof ROOMS)[number]

/** Events that are not named here go to everybody. */
const ROOM_OF: Partial<Record<LibraryEvent, Room>> = {
  scan_progress: 'scan_progress',
  scan_complete: 'scan_progress',
  scan_failed: 'scan_progress',
  download_progress: 'download_progress',
  download_complete: 'downloads',
  download_failed: 'downloads',
  download_added: 'downloads',
  download_removed: 'downloads',
  queue_status: 'downloads',
  queue_started: 'downloads',
  queue_stopped: 'downloads',
  queue_paused: 'downloads',
  queue_resumed: 'downloads',
}

/** Too many for a log. */
const FREQUENT: ReadonlySet<LibraryEvent> = new Set(['scan_progress', 'download_progress'])

/** Sends events to the sockets that asked for them. */
export class LibraryEvents {
  #hub: SocketHub | null = null

  constructor(
    private readonly dialect: Dialect,
    private readonly clock: Clock,
    private readonly log: LogBook,
  ) {}

  /** The hub knows the endpoints and the endpoints publish: one of the two has to come second. */
  attach(hub: SocketHub): void {
    this.#hub = hub
  }

  publish(event: LibraryEvent, data: object): void {
    if (!FREQUENT.has(event)) {
      this.log.write(/_(failed|error)$/.test(event) ? 'WARNING' : 'INFO', event)
    }
    const peers = this.audience(ROOM_OF[event] ?? null)
    if (peers.length === 0) return
    for (const message of this.messages(event, data)) for (const peer of peers) peer.send(message)
  }

  /** An event about one download; `progress`: with its numbers. */
  download(event: LibraryEvent, item: QueueItem, more: object, progress = false): void {
    const { download } = this.dialect.events
    const numbers = progress ? progressData(item, download) : {}
    this.publish(event, { ...downloadData(item, download), ...numbers, ...more })
  }

  /** The sockets in a room, or all of them. */
  audience(room: string | null): Peer[] {
    const peers = this.#hub?.peers('library') ?? []
    return room === null ? peers : peers.filter((peer) => peer.rooms.has(room))
  }

  /** One event as this dialect writes it: once for each name that it goes by. */
  messages(event: LibraryEvent, data: object): object[] {
    const timestamp = this.clock.iso()
    return this.dialect.events.names[event].map((type) => this.envelope(type, data, timestamp))
  }

  envelope(type: string, data: object, timestamp = this.clock.iso()): object {
    if (this.dialect.events.envelope === 'bare') return { type, ...data }
    return { type, timestamp, data }
  }
}

/** `/ws/connect`. */
export class LibrarySocket implements SocketEndpoint {
  readonly path = '/ws/connect'
  readonly server = 'library'
  readonly #rates = new WeakMap<Peer, Rate>()

  constructor(
    private readonly events: LibraryEvents,
    private readonly tokens: Tokens,
    private readonly dialect: Dialect,
    private readonly clock: Clock,
    private readonly faults: Faults,
    private readonly traffic: Traffic,
  ) {}

  /** A token is welcome, not demanded (browsers cannot send the header); a bad one is refused. */
  judge(_url: URL, request: IncomingMessage): Verdict {
    const token = bearer(request.headers.authorization)
    if (token === null) return { kind: 'accept', user: null }
    const check = this.tokens.check(token)
    if (check.ok) return { kind: 'accept', user: { name: check.claims.sub } }
    if (check.reason === 'expired') this.traffic.cameExpired('library dial')
    return { kind: 'refuse', status: 403 }
  }

  opened(peer: Peer): void {
    const data = {
      message: 'Connected',
      connection_id: String(peer.id),
      authenticated: peer.user !== null,
      rooms: ROOMS,
    }
    for (const message of this.events.messages('connected', data)) peer.send(message)
  }

  received(peer: Peer, text: string): void {
    const { action, room } = readCommand(text)
    this.traffic.frame(`library ${action}`)
    if (!this.#allowed(peer)) {
      this.#complain(peer, 'Rate limit exceeded', room, 'RATE_LIMIT_EXCEEDED')
    } else if (action === 'ping') {
      peer.send(this.events.envelope('pong', {}))
    } else if ((action !== 'join' && action !== 'leave') || room === null) {
      this.#complain(peer, `Unknown action: ${action}`, room)
    } else if (this.dialect.events.rooms === 'known' && !ROOMS.some((known) => known === room)) {
      this.#complain(peer, `Unknown room: ${room}`, room)
    } else {
      if (action === 'join') peer.rooms.add(room)
      else peer.rooms.delete(room)
      if (!this.dialect.events.acknowledges) return
      const message = `${action === 'join' ? 'Joined' : 'Left'} room: ${room}`
      peer.send(this.events.envelope('system_info', { message, action, room }))
    }
  }

  #allowed(peer: Peer): boolean {
    const limit = this.faults.messageLimit ?? this.dialect.events.limit
    if (limit === null) return true
    const rate = this.#rates.get(peer) ?? new Rate(() => this.clock.now())
    this.#rates.set(peer, rate)
    return rate.allows(limit)
  }

  #complain(peer: Peer, message: string, room: string | null, code?: string): void {
    peer.send(this.events.envelope('system_error', { ...(code && { code }), message, room }))
  }
}

function readCommand(text: string): { action: string; room: string | null } {
  try {
    const message: unknown = JSON.parse(text)
    if (!isRecord(message) || typeof message.action !== 'string') throw new TypeError('no action')
    const inner = isRecord(message.data) ? message.data.room : undefined
    const room = typeof message.room === 'string' ? message.room : inner
    return { action: message.action.slice(0, 64), room: typeof room === 'string' ? room : null }
  } catch {
    return { action: '(unreadable)', room: null }
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}
