import { appError } from '../../src-shared/domain/errors'
import type { OpenSocket, SocketEvents, SocketHandle } from '../../src-main/transport/socket'
import type { Random } from '../random'
import type { Frame, ModelServer } from './server'
import type { SimTime } from './time'

export interface LineOptions {
  readonly time: SimTime
  readonly random: Random
  readonly server: ModelServer
  readonly late: LateBytes
  /** Reads a frame together with what the client knows at this moment. */
  readonly read: (text: string) => Frame
  readonly say: (line: () => string) => void
  /** The client is about to hear this. */
  readonly delivered: (message: object) => void
  /** The epoch guard is ablated: a dead connection is still heard. */
  readonly deaf: boolean
}

/** Bytes of dead connections that the server has not worked on yet, and until when it does. */
export class LateBytes {
  #waiting: (() => void)[] = []

  constructor(
    private readonly time: SimTime,
    private readonly random: Random,
    /** They are processed at most this long after the next list. */
    private readonly boundMs: number,
  ) {}

  add(process: () => void): void {
    if (this.random.chance(0.4)) this.time.after(this.random.next() * 2_000, process)
    else this.#waiting.push(process)
  }

  /** A list goes out to a new connection. */
  listed(): void {
    for (const process of this.#waiting.splice(0)) {
      this.time.after(this.random.next() * this.boundMs, process)
    }
  }
}

/** One connection, both its ends and the wire between them. */
export class ModelConnection implements SocketHandle {
  readonly #options: LineOptions
  readonly #events: SocketEvents
  /** What the client wrote and the server has not worked on, in order. */
  #inbox: Frame[] = []
  #open = false
  /** The client's end is gone. */
  #dead = false
  #arrival = 0
  #delivery = 0
  #bytes = 0

  constructor(options: LineOptions, events: SocketEvents) {
    this.#options = options
    this.#events = events
    const { time, server } = options
    time.after(this.#latency(), () => {
      if (this.#dead) return
      if (!server.up) {
        this.#dead = true
        events.onEnd({ is: 'failed', error: appError('net.unreachable', 'refused') })
        return
      }
      this.#open = true
      server.sessions.add(this)
      events.onOpen()
      this.say(server.list())
      options.late.listed()
    })
  }

  send(text: string): boolean {
    if (!this.#open || this.#dead) return false
    const frame = this.#options.read(text)
    this.#options.say(() => `→ ${text}`)
    const { time } = this.#options
    this.#arrival = Math.max(this.#arrival, time.now + this.#latency())
    this.#inbox.push(frame)
    time.after(this.#arrival - time.now, () => this.#work(1))
    return true
  }

  ping(data: string): void {
    const { time } = this.#options
    time.after(2 * this.#latency(), () => {
      if (!this.#dead) this.#events.onPong(data)
    })
  }

  bytesRead(): number {
    return this.#bytes
  }

  drop(): Promise<void> {
    this.#end()
    return Promise.resolve()
  }

  terminate(): void {
    this.#end()
  }

  /** The server says something; what is on the wire when it breaks never arrives. */
  say(message: object): void {
    const text = JSON.stringify(message)
    const { time, deaf } = this.#options
    this.#delivery = Math.max(this.#delivery, time.now + this.#latency())
    time.after(this.#delivery - time.now, () => {
      if (this.#dead && !deaf) return
      this.#bytes += text.length
      this.#options.delivered(message)
      this.#options.say(() => `← ${text.slice(0, 600)}`)
      this.#events.onText(text)
    })
  }

  /** The handler died over the frame it was working on; what was behind it is gone. */
  crash(): void {
    this.#inbox = []
    this.cut(1006)
  }

  /** The connection breaks, or is closed by the server. */
  cut(code: number): void {
    if (this.#dead) return
    const open = this.#open
    this.#options.say(() => `closed ${code}`)
    this.#end()
    const error = appError('net.unreachable', 'cut before the handshake')
    this.#events.onEnd(open ? { is: 'closed', code } : { is: 'failed', error })
  }

  /** Both ends let go; some of what was under way arrives all the same, later. */
  #end(): void {
    if (this.#dead) return
    this.#dead = true
    const { server, random, late } = this.#options
    server.sessions.delete(this)
    const arrives = random.chance(0.6) ? this.#inbox.length : random.int(0, this.#inbox.length)
    const frames = this.#inbox.slice(0, arrives)
    this.#inbox = []
    if (frames.length === 0) return
    const { generation } = server
    late.add(() => {
      // A server that was begun anew knows nothing of what its predecessor was sent.
      if (server.generation !== generation) return
      for (const frame of frames) {
        this.#options.say(() => `late ${JSON.stringify(frame)}`)
        server.handle(frame, null)
      }
    })
  }

  #work(count: number): void {
    const { server, random } = this.#options
    for (let n = 0; n < count && !this.#dead; n += 1) {
      let at = 0
      const [first, second] = this.#inbox
      const swaps = server.dialect.reorders && first && second && mayOvertake(first, second)
      if (swaps && random.chance(0.5)) at = 1
      const [frame] = this.#inbox.splice(at, 1)
      if (frame) server.handle(frame, this)
    }
  }

  #latency(): number {
    const { random } = this.#options
    return random.chance(0.03) ? 200 + random.next() * 6_000 : 2 + random.next() * 60
  }
}

/** Changes of different todos may be worked on at once; a list is a list of what came before. */
function mayOvertake(first: Frame, second: Frame): boolean {
  if (first.action === 'get_all_todos' || second.action === 'get_all_todos') return false
  return first.todoId === null || second.todoId === null || first.todoId !== second.todoId
}

export function modelSocket(
  options: LineOptions,
  made: (connection: ModelConnection) => void,
): OpenSocket {
  return (_target, events) => {
    const connection = new ModelConnection(options, events)
    made(connection)
    return connection
  }
}
