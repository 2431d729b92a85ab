import type { ConnectionOwner } from '../../src-main/transport/types'
import { systemClock } from '../../src-main/clock'
import { silentLog } from '../../src-main/log'
import { Connection } from '../../src-main/transport/connection'
import { Network } from '../../src-main/transport/network'
import PartySocket from 'partysocket/ws'
import ReconnectingWebSocket from 'reconnecting-websocket'
import { io } from 'socket.io-client'
import WebSocket from 'ws'

/** The four that are compared, by their names in the tables. */
export const KINDS = [
  'engawa',
  'socket.io-client',
  'partysocket',
  'reconnecting-websocket',
] as const
export type Kind = (typeof KINDS)[number]

export interface ClientOptions {
  readonly kind: Kind
  /** Of the peer server: one port for plain WebSockets, one for Socket.IO. */
  readonly ports: { readonly ws: number; readonly io: number }
  /** By which the server knows it, so that it can be dropped. */
  readonly id: string
  /** All delays divided by this, for every kind alike. */
  readonly scale?: number
  /** Connected, and the first message of this connection was answered. */
  readonly onUsable: () => void
  readonly onText?: (text: string) => void
}

export interface BenchClient {
  /** Each in its own way: some keep it while they are disconnected. False: not taken. */
  send(text: string): boolean
  close(): void
}

const HELLO = 'hello'

/** Dials with the defaults of its kind, but for the scale. */
export function dial(options: ClientOptions): BenchClient {
  switch (options.kind) {
    case 'engawa':
      return engawa(options)
    case 'socket.io-client':
      return socketIo(options)
    case 'partysocket':
      return reconnecting(options, (url, delays) => new PartySocket(url, [], delays))
    case 'reconnecting-websocket':
      return reconnecting(options, (url, delays) => new ReconnectingWebSocket(url, [], delays))
  }
}

/** Usable is `ready`: its `sync` greets the server and waits for the answer. */
function engawa({ ports, id, scale = 1, onUsable, onText }: ClientOptions): BenchClient {
  let greeted = () => {}
  const owner: ConnectionOwner = {
    target: () => Promise.resolve({ url: `ws://127.0.0.1:${ports.ws}/?id=${id}` }),
    sync: () =>
      new Promise((resolve) => {
        greeted = resolve
        link.send(HELLO)
      }),
    onFrame: (text) => (text === HELLO ? greeted() : onText?.(text)),
    checkToken: () => Promise.resolve('unknown'),
    onRefused: () => undefined,
  }
  const link = new Connection({
    ...{ name: id, owner, clock: systemClock(scale), network: new Network(), log: silentLog },
  })
  link.onStatus(({ state }) => state === 'ready' && onUsable())
  link.open()
  return { send: (text) => link.send(text), close: () => void link.close() }
}

/** Over WebSocket from the start, which is its fastest way. */
function socketIo({ ports, id, scale = 1, onUsable, onText }: ClientOptions): BenchClient {
  const delays =
    scale === 1
      ? {}
      : { reconnectionDelay: 1_000 / scale, reconnectionDelayMax: 5_000 / scale, timeout: 20_000 }
  const socket = io(`http://127.0.0.1:${ports.io}`, {
    ...{ transports: ['websocket'], forceNew: true, query: { id } },
    ...delays,
  })
  socket.on('connect', () => socket.emit('text', HELLO))
  socket.on('text', (text: string) => (text === HELLO ? onUsable() : onText?.(text)))
  return {
    send(text) {
      socket.emit('text', text)
      return true
    },
    close: () => void socket.disconnect(),
  }
}

/** What both heirs of the browser's WebSocket have in common. */
interface Reconnecting {
  onopen: unknown
  onmessage: unknown
  onerror: unknown
  send(text: string): void
  close(): void
}

function reconnecting(
  { ports, id, kind, scale = 1, onUsable, onText }: ClientOptions,
  open: (url: string, delays: object) => Reconnecting,
): BenchClient {
  const socket = open(`ws://127.0.0.1:${ports.ws}/?id=${id}`, {
    WebSocket,
    ...(scale === 1 ? firstDelay(kind) : scaledDelays(kind, scale)),
  })
  socket.onopen = () => socket.send(HELLO)
  socket.onmessage = ({ data }: { data: unknown }) => {
    if (data === HELLO) onUsable()
    else onText?.(String(data))
  }
  socket.onerror = () => undefined
  return {
    send(text) {
      socket.send(text)
      return true
    },
    close: () => socket.close(),
  }
}

/**
 * reconnecting-websocket draws its first delay (1 to 5 s) once, when the module is loaded: all clients
 * of one process would share it. Users have a process each, so each client here draws its own.
 */
export function firstDelay(kind: Kind): { readonly minReconnectionDelay?: number } {
  if (kind !== 'reconnecting-websocket') return {}
  return { minReconnectionDelay: 1_000 + Math.random() * 4_000 }
}

function scaledDelays(kind: Kind, scale: number): object {
  const { minReconnectionDelay = PARTYSOCKET_FIRST_MS } = firstDelay(kind)
  return {
    minReconnectionDelay: minReconnectionDelay / scale,
    maxReconnectionDelay: 10_000 / scale,
    minUptime: 5_000 / scale,
  }
}

/** The default of partysocket, as its source has it. */
const PARTYSOCKET_FIRST_MS = 3_000
