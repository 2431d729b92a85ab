import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import type { EventEmitter } from 'node:events'
import type { AddressInfo, Socket } from 'node:net'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { WebSocketServer } from 'ws'
import type { WebSocket } from 'ws'
import { silentLog } from '../log'
import type { Connection } from './connection'
import { EventSocket } from './event-socket'
import { DEFAULT_POLICY as policy } from './policy'
import { Rooms } from './rooms'
import { ManualClock, testConnection, until } from './test-support'

/** What must be the same before and after any number of reconnects. */
export interface Held {
  /** On the process, on the open socket, and of the event socket's subscribers. */
  readonly listeners: number
  readonly timers: number
  /** Open ones of this process, of both ends. */
  readonly sockets: number
  /** Client sockets of any age that something still refers to. */
  readonly reachable: number
  /** Bytes. */
  readonly heap: number
}

interface Events {
  joined: { readonly room: string }
  tick: { readonly n: number }
}

/**
 * A connection with rooms and subscribers, as the application puts them together, on real sockets and
 * a clock that is moved by hand. Its server keeps nothing of past connections.
 */
export class Reconnecting {
  readonly #clock = new ManualClock()
  readonly #server: WebSocketServer
  readonly #connection: Connection
  readonly #events: EventSocket<Events>
  readonly #sockets: WeakRef<Socket>[] = []
  #peer: WebSocket | null = null
  #ticked = () => {}

  constructor(server: WebSocketServer) {
    this.#server = server
    server.on('connection', (peer) => this.#serve(peer))
    subscribe('net.client.socket', this.#seen)
    const { port } = server.address() as AddressInfo
    const send = (text: string) => this.#connection.send(text)
    const encode = (action: string, data: unknown) => JSON.stringify({ action, data })
    const clock = this.#clock
    const rooms = new Rooms({ ...{ clock, policy, send }, encode })
    this.#connection = testConnection(
      {
        target: () => Promise.resolve({ url: `ws://127.0.0.1:${port}/` }),
        sync: async (epoch) => {
          await rooms.replay()
          this.#events.up(epoch)
        },
        onFrame: (text) => this.#heard(text),
        onDown: () => this.#events.down(),
        checkToken: () => Promise.resolve('unknown'),
        onRefused: () => undefined,
      },
      clock,
    )
    const { counters } = this.#connection
    const options = { policy, rooms, counters, log: silentLog, send, encode }
    this.#events = new EventSocket<Events>(options)
    this.#events.join('downloads')
    this.#events.on('joined', ({ room }) => rooms.acknowledged(room))
    this.#events.on('tick', () => this.#ticked())
  }

  static async start(): Promise<Reconnecting> {
    const server = new WebSocketServer({ port: 0, host: '127.0.0.1' })
    await new Promise((resolve) => server.once('listening', resolve))
    const started = new Reconnecting(server)
    started.#connection.open()
    await until(started.#connection, 'ready')
    return started
  }

  get dials(): number {
    return this.#connection.counters.get('dials')
  }

  /** Loses the connection and gets it back, so many times; each one delivers an event before it is lost. */
  async reconnect(times: number): Promise<void> {
    for (let i = 0; i < times; i++) {
      const ticked = new Promise<void>((resolve) => (this.#ticked = resolve))
      this.#peer?.send('{"type":"tick","data":{"n":1}}')
      await ticked
      this.#peer?.terminate()
      await until(this.#connection, 'backoff')
      this.#clock.advance(policy.backoffMaxMs)
      await until(this.#connection, 'ready')
    }
  }

  async held(): Promise<Held> {
    await collectGarbage()
    const alive = this.#sockets.map((seen) => seen.deref()).filter((socket) => socket !== undefined)
    const open = alive.filter((socket) => !socket.destroyed)
    const emitters: readonly EventEmitter[] = [process, ...open]
    return {
      listeners:
        this.#events.listenerCount + emitters.reduce((sum, emitter) => sum + listeners(emitter), 0),
      timers: this.#clock.pending,
      sockets: process.getActiveResourcesInfo().filter((name) => name === 'TCPSocketWrap').length,
      reachable: alive.length,
      heap: process.memoryUsage().heapUsed,
    }
  }

  async stop(): Promise<void> {
    unsubscribe('net.client.socket', this.#seen)
    const closed = this.#connection.close()
    this.#peer?.terminate()
    await closed
    await new Promise((resolve) => this.#server.close(resolve))
  }

  #serve(peer: WebSocket): void {
    this.#peer = peer
    peer.on('message', () => peer.send('{"type":"joined","data":{"room":"downloads"}}'))
  }

  #heard(text: string): void {
    const { type, data } = JSON.parse(text) as { type: keyof Events; data: Events[keyof Events] }
    this.#events.dispatch(type, data as Events[typeof type])
  }

  readonly #seen = (message: unknown): void => {
    this.#sockets.push(new WeakRef((message as { socket: Socket }).socket))
  }
}

function listeners(emitter: EventEmitter): number {
  return emitter.eventNames().reduce((sum, name) => sum + emitter.listenerCount(name), 0)
}

/** Some objects are only let go of when what they close over was collected: it takes a few rounds. */
async function collectGarbage(): Promise<void> {
  setFlagsFromString('--expose-gc')
  const gc = runInNewContext('gc') as () => void
  for (let i = 0; i < 4; i++) {
    await new Promise((resolve) => setImmediate(resolve))
    gc()
  }
}
