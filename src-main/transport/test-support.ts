import { createServer } from 'node:http'
import type { IncomingMessage, Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Duplex } from 'node:stream'
import { WebSocketServer } from 'ws'
import type { WebSocket } from 'ws'
import type { ConnectionState } from '../../src-shared/domain/connection'
import type { Clock, TimerHandle } from '../clock'
import { silentLog } from '../log'
import type { SocketEnd } from './closes'
import { Connection } from './connection'
import { Network } from './network'
import type { ConnectionOptions, ConnectionOwner, ConnectionStatus, DialTarget } from './types'

/** A clock that only moves when told to: no test waits for time, or depends on it. */
export class ManualClock implements Clock {
  #wall = 1_700_000_000_000
  #monotonic = 0
  #timers: { readonly at: number; readonly callback: () => void }[] = []

  now(): number {
    return this.#wall
  }

  monotonic(): number {
    return this.#monotonic
  }

  after(ms: number, callback: () => void): TimerHandle {
    const timer = { at: this.#monotonic + ms, callback }
    this.#timers.push(timer)
    return {
      cancel: () => {
        this.#timers = this.#timers.filter((other) => other !== timer)
      },
    }
  }

  get pending(): number {
    return this.#timers.length
  }

  /** Time passes; each timer fires when it is due. */
  advance(ms: number): void {
    const end = this.#monotonic + ms
    for (;;) {
      const [next] = [...this.#timers].sort((a, b) => a.at - b.at)
      if (!next || next.at > end) break
      this.#step(Math.max(0, next.at - this.#monotonic))
      this.#fire(next)
    }
    this.#step(end - this.#monotonic)
  }

  /** The event loop is blocked: time passes first, then what was due fires late. */
  block(ms: number): void {
    this.#step(ms)
    for (const timer of this.#timers.filter(({ at }) => at <= this.#monotonic)) this.#fire(timer)
  }

  /** The machine sleeps: only the wall clock moves. */
  sleep(ms: number): void {
    this.#wall += ms
  }

  #step(ms: number): void {
    this.#wall += ms
    this.#monotonic += ms
  }

  #fire(timer: { readonly callback: () => void }): void {
    if (!this.#timers.some((other) => other === timer)) return
    this.#timers = this.#timers.filter((other) => other !== timer)
    timer.callback()
  }
}

/** Values in the order they came, each awaited once. */
export class Arrivals<T> {
  readonly all: T[] = []
  #taken = 0
  #waiting: ((value: T) => void)[] = []

  push(value: T): void {
    this.all.push(value)
    const waiting = this.#waiting.shift()
    if (!waiting) return
    this.#taken++
    waiting(value)
  }

  next(): Promise<T> {
    const [value] = this.all.slice(this.#taken, this.#taken + 1)
    if (value !== undefined) {
      this.#taken++
      return Promise.resolve(value)
    }
    return new Promise((resolve) => this.#waiting.push(resolve))
  }
}

/** A WebSocket server on port 0 that can refuse upgrades. */
export class TestServer {
  readonly sockets = new Arrivals<WebSocket>()
  readonly upgrades: IncomingMessage[] = []
  /** Answers an upgrade itself; undefined lets it through. */
  refuse: ((request: IncomingMessage, stream: Duplex) => string | null | undefined) | undefined
  /** False: pings are not answered. */
  pongs = true
  readonly #http: Server
  readonly #streams = new Set<Duplex>()

  private constructor() {
    this.#http = createServer((_request, response) => response.writeHead(404).end())
    this.#http.on('connection', (stream) => {
      this.#streams.add(stream)
      stream.on('close', () => this.#streams.delete(stream))
    })
    this.#http.on('upgrade', (request, stream, head) => {
      this.upgrades.push(request)
      stream.on('error', () => undefined)
      const refusal = this.refuse?.(request, stream)
      if (refusal === null) return
      if (refusal !== undefined) {
        stream.end(`HTTP/1.1 ${refusal}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`)
        return
      }
      const server = new WebSocketServer({ noServer: true, autoPong: this.pongs })
      server.handleUpgrade(request, stream, head, (socket) => {
        socket.on('error', () => undefined)
        this.sockets.push(socket)
      })
    })
  }

  static async start(port = 0): Promise<TestServer> {
    const server = new TestServer()
    await new Promise<void>((resolve) => server.#http.listen(port, '127.0.0.1', resolve))
    return server
  }

  get port(): number {
    return (this.#http.address() as AddressInfo).port
  }

  get url(): string {
    return `ws://127.0.0.1:${this.port}/ws`
  }

  async stop(): Promise<void> {
    for (const stream of this.#streams) stream.destroy()
    await new Promise((resolve) => this.#http.close(resolve))
  }
}

/** An owner whose every answer a test can change, and that keeps what it was told. */
export class TestOwner implements ConnectionOwner {
  readonly frames = new Arrivals<string>()
  readonly downs: { epoch: number; end: SocketEnd | null }[] = []
  readonly calls: string[] = []
  target: ConnectionOwner['target']
  sync: ConnectionOwner['sync'] = () => Promise.resolve()
  checkToken: ConnectionOwner['checkToken'] = () => Promise.resolve('ok')
  poll?: ConnectionOwner['poll']

  constructor(target: DialTarget) {
    this.target = () => Promise.resolve(target)
  }

  onFrame(text: string): void {
    this.frames.push(text)
  }

  onDown(epoch: number, end: SocketEnd | null): void {
    this.downs.push({ epoch, end })
  }

  onRefused(): void {
    this.calls.push('refused')
  }

  onSyncSlow(): void {
    this.calls.push('syncSlow')
  }
}

/** A connection on a manual clock and without jitter (`random` is 0), unless told otherwise. */
export function testConnection(
  owner: ConnectionOwner,
  clock: Clock,
  more: Partial<ConnectionOptions> = {},
): Connection {
  return new Connection({
    name: 'test',
    owner,
    clock,
    network: new Network(),
    log: silentLog,
    random: () => 0,
    ...more,
  })
}

/** Resolves with the status once the connection is (or already was) in this state. */
export function until(connection: Connection, state: ConnectionState): Promise<ConnectionStatus> {
  return new Promise((resolve) => {
    if (connection.status.state === state) return resolve(connection.status)
    const off = connection.onStatus((status) => {
      if (status.state !== state) return
      off()
      resolve(status)
    })
  })
}

/** Lets promise callbacks run (not time, not I/O). */
export async function settled(): Promise<void> {
  for (let i = 0; i < 10; i++) await Promise.resolve()
}
