import { EventEmitter } from 'node:events'
import WebSocket from 'ws'
import { silentLog } from '../../src-main/log'
import { systemClock } from '../../src-main/clock'
import { Connection } from '../../src-main/transport/connection'
import { EventSocket } from '../../src-main/transport/event-socket'
import { Network } from '../../src-main/transport/network'
import { DEFAULT_POLICY } from '../../src-main/transport/policy'
import { Rooms } from '../../src-main/transport/rooms'
import { parseFrame } from '../../src-main/wire/frame'
import { compare } from '../harness/compare'
import type { Side } from '../harness/compare'
import type { Figure } from '../harness/figure'
import { startServer } from '../harness/server-process'

const ROUNDS = 300
const FRAMES_IN = 5_000
const FRAMES_OUT = 1_000
/** A progress event as the library server sends it. */
const MESSAGE = JSON.stringify({
  type: 'download_progress',
  timestamp: '2026-06-01T20:14:03.120000+00:00',
  data: {
    ...{ download_id: '0b6c1f6e-5a55-4c59-9d7b-0a3d8f0f2a11', key: 'frieren', percent: 43.1 },
    ...{ downloaded_mb: 312.4, total_mb: 725.1, speed_mbps: 6.2, eta_seconds: 66 },
  },
})

/** A client of one kind on a pumping server. */
interface Client {
  send(text: string): void
  /** Called for each message, with its text or its decoded data. */
  onMessage: () => void
  close(): Promise<unknown>
}

type Dial = (url: string) => Promise<Client>

/** Messages per second each way, against the bare socket underneath. */
export async function throughput(): Promise<readonly Figure[]> {
  const server = await startServer<{ port: number }, never>(
    new URL('./servers/pump.ts', import.meta.url),
  )
  const at = (path: string) => `ws://127.0.0.1:${server.ready.port}/${path}`
  const source = at(`source?frames=${FRAMES_IN}&payload=${encodeURIComponent(MESSAGE)}`)
  // A client's frame: two bytes, two of length, four of mask.
  const sink = at(`sink?bytes=${(MESSAGE.length + 8) * FRAMES_OUT}`)
  const budget = { of: 'ratio', atLeast: 0.95 } as const
  const figure = async (
    what: string,
    url: string,
    ours: Dial,
    peer: Dial,
    name: string,
    run: Run,
  ) => {
    const [a, b] = [await ours(url), await peer(url)]
    const compared = await compare(run(a), run(b), { rounds: ROUNDS, warmUp: 40 })
    await Promise.all([a.close(), b.close()])
    const { ratio, rounds } = compared
    const note = `${rounds} pairs of ${run === receive ? FRAMES_IN : FRAMES_OUT} messages of ${MESSAGE.length} bytes`
    const both = { ours: compared.ours, peer: { name, value: compared.peer } }
    return { what, unit: 'messages/s', ...both, ratio, budget, note }
  }
  try {
    return [
      await figure('received, as text', source, connection, bareSocket, 'ws', receive),
      await figure(
        ...(['received, parsed and delivered by type', source] as const),
        ...([eventSocket, bareEvents, 'ws + JSON.parse + EventEmitter', receive] as const),
      ),
      await figure('sent, as text', sink, connection, bareSocket, 'ws', send),
    ]
  } finally {
    await server.stop()
  }
}

type Run = (client: Client) => Side

const receive: Run = (client) => () =>
  rate(FRAMES_IN, (done) => {
    let left = FRAMES_IN
    client.onMessage = () => {
      if (--left === 0) done()
    }
    client.send('go')
  })

const send: Run = (client) => () =>
  rate(FRAMES_OUT, (done) => {
    client.onMessage = done
    for (let i = 0; i < FRAMES_OUT; i++) client.send(MESSAGE)
  })

async function rate(count: number, run: (done: () => void) => void): Promise<number> {
  const begin = performance.now()
  await new Promise<void>(run)
  return (count / (performance.now() - begin)) * 1_000
}

/** Our connection, frames as text. */
const connection: Dial = (url) => dialled(url, (client) => () => client.onMessage())

/** Our connection with what the library link puts on it: depth-checked JSON, delivered by type. */
const eventSocket: Dial = (url) =>
  dialled(url, (client, counters, policy) => {
    const nothing = { encode: () => '', send: () => true }
    const rooms = new Rooms({ clock: systemClock(), policy, ...nothing })
    const options = { policy, rooms, counters, log: silentLog, ...nothing }
    const socket = new EventSocket<Record<string, unknown>>(options)
    socket.on('download_progress', () => client.onMessage())
    return (text) => {
      const { type, data } = asMessage(parseFrame(text, 'bench'))
      socket.dispatch(type, data)
    }
  })

async function dialled(
  url: string,
  reader: (
    client: Client,
    counters: Connection['counters'],
    policy: typeof DEFAULT_POLICY,
  ) => (text: string) => void,
): Promise<Client> {
  let read: (text: string) => void = () => undefined
  const link = new Connection({
    name: 'bench',
    owner: {
      target: () => Promise.resolve({ url }),
      sync: () => Promise.resolve(),
      onFrame: (text) => read(text),
      checkToken: () => Promise.resolve('unknown'),
      onRefused: () => undefined,
    },
    clock: systemClock(),
    network: new Network(),
    log: silentLog,
  })
  const client: Client = {
    send: (text) => void link.send(text),
    onMessage: () => undefined,
    close: () => link.close(),
  }
  read = reader(client, link.counters, DEFAULT_POLICY)
  const ready = new Promise<void>((resolve) => {
    link.onStatus(({ state }) => state === 'ready' && resolve())
  })
  link.open()
  await ready
  return client
}

/** The socket underneath, frames as text. */
const bareSocket: Dial = (url) => bare(url, (client, data) => readText(client, data.toString()))

/** The least that gets a message to who listens for its type. */
const bareEvents: Dial = async (url) => {
  const emitter = new EventEmitter()
  const client = await bare(url, (_client, data) => {
    const { type, data: inner } = asMessage(JSON.parse(data.toString()))
    emitter.emit(type, inner)
  })
  emitter.on('download_progress', () => client.onMessage())
  return client
}

function readText(client: Client, text: string): void {
  if (text !== '') client.onMessage()
}

async function bare(url: string, read: (client: Client, data: Buffer) => void): Promise<Client> {
  const socket = new WebSocket(url, { perMessageDeflate: false })
  const client: Client = {
    send: (text) => socket.send(text),
    onMessage: () => undefined,
    close: () =>
      new Promise((resolve) => {
        socket.once('close', resolve)
        socket.terminate()
      }),
  }
  socket.on('message', (data: Buffer) => read(client, data))
  await new Promise((resolve) => socket.once('open', resolve))
  return client
}

/** The pump sends nothing else. */
function asMessage(value: unknown): { type: string; data: unknown } {
  return value as { type: string; data: unknown }
}
