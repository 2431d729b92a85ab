/**
 * One server for all kinds of clients: plain WebSocket on one port, Socket.IO on the other. It
 * greets back, counts who dials, and drops whom it is told to drop.
 */
import { createServer } from 'node:http'
import type { IncomingMessage } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { Server } from 'socket.io'
import { WebSocketServer } from 'ws'
import { serve } from '../../harness/server-process'

export type PeersCommand =
  /** Resets the connections of these clients. */
  | { readonly do: 'drop'; readonly ids: readonly string[] }
  /** From now on every connection is reset as soon as its greeting was answered, or not any more. */
  | { readonly do: 'dropAll'; readonly on: boolean }
  /** Answers how often each client dialled. */
  | { readonly do: 'dials' }
  /** Sends numbers, 0, 1, 2 …, to whoever is connected; null ends it and answers how many it were. */
  | { readonly do: 'stream'; readonly everyMs: number | null }
  /** Answers the numbers that came from each client. */
  | { readonly do: 'heard' }

const HELLO = 'hello'
const streams = new Map<string, Socket>()
const dials = new Map<string, number>()
const numbers = new Map<string, number[]>()
const sendTo = new Map<string, (text: string) => void>()
let droppingAll = false
let streamed = 0
let streaming: NodeJS.Timeout | undefined

function idOf(request: IncomingMessage): string {
  return new URL(request.url ?? '/', 'http://bench').searchParams.get('id') ?? ''
}

function dialled(request: IncomingMessage): string {
  const id = idOf(request)
  streams.set(id, request.socket)
  dials.set(id, (dials.get(id) ?? 0) + 1)
  return id
}

function heard(id: string, text: string, answer: (text: string) => void): void {
  if (text === 'echo') return answer(text)
  if (text !== HELLO) {
    numbers.set(id, [...(numbers.get(id) ?? []), Number(text)])
    return
  }
  sendTo.set(id, answer)
  answer(HELLO)
  // The answer is on its way before the end is.
  if (droppingAll) setImmediate(() => streams.get(id)?.destroy())
}

const plain = createServer()
new WebSocketServer({ server: plain }).on('connection', (socket, request) => {
  const id = dialled(request)
  socket.on('error', () => undefined)
  socket.on('message', (data) => heard(id, String(data), (text) => socket.send(text)))
})

const withIo = createServer()
const io = new Server(withIo, { transports: ['websocket'] })
io.on('connection', (socket) => {
  const id = dialled(socket.request)
  socket.on('text', (text: string) => heard(id, text, (said) => socket.emit('text', said)))
})

function stream(everyMs: number | null): number {
  clearInterval(streaming)
  if (everyMs === null) return streamed
  streaming = setInterval(() => {
    const number = String(streamed++)
    for (const send of sendTo.values()) send(number)
  }, everyMs)
  return streamed
}

function obey(command: PeersCommand): unknown {
  if (command.do === 'heard') return Object.fromEntries(numbers)
  if (command.do === 'stream') return stream(command.everyMs)
  if (command.do === 'dials') return Object.fromEntries(dials)
  if (command.do === 'dropAll') droppingAll = command.on
  else for (const id of command.ids) streams.get(id)?.resetAndDestroy()
  return null
}

plain.listen(0, '127.0.0.1', () =>
  withIo.listen(0, '127.0.0.1', () => {
    const port = (server: typeof plain) => (server.address() as AddressInfo).port
    serve({ ws: port(plain), io: port(withIo) }, obey)
  }),
)
