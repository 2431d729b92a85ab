import { fail, toAppError } from '../../src-shared/domain/errors'
import type { Logger } from '../log'
import type { TransportPolicy } from './policy'
import type { Rooms } from './rooms'
import type { Counters } from './timeline'

/** What every event socket tells besides the server's events. */
export interface SocketLifeEvents {
  connected: { readonly epoch: number }
  disconnected: { readonly epoch: number }
}

export interface EventSocketOptions {
  readonly policy: TransportPolicy
  readonly rooms: Rooms
  readonly counters: Counters
  readonly log: Logger
  /** Writes a text frame; false when there is no connection. */
  readonly send: (text: string) => boolean
  /** A client message as the server wants it. */
  readonly encode: (action: string, data: unknown) => string
}

type Handler<T> = (data: T) => void

interface Waiting {
  readonly text: string
  readonly done: () => void
  readonly failed: (why: Error) => void
}

/**
 * The Socket.IO-style face of a connection: `on`, `off`, `once`, `emit`, `join`, `leave`, and the
 * events `connected` and `disconnected`. Its owner decodes frames and calls `dispatch`, `up` and
 * `down`. What must not be lost goes through the outbox, never through `emit`.
 * @typeParam Events the server's events: name to decoded data
 */
export class EventSocket<Events extends object> {
  readonly #options: EventSocketOptions
  /** Lists are replaced, never changed: an event is delivered to those who listened when it came. */
  readonly #handlers = new Map<PropertyKey, readonly Handler<never>[]>()
  #queue: Waiting[] = []
  #queuedBytes = 0
  #epoch: number | null = null

  constructor(options: EventSocketOptions) {
    this.#options = options
  }

  /** Answers its unsubscribe. The same handler twice is one subscription. */
  on<K extends keyof (Events & SocketLifeEvents)>(
    type: K,
    handler: Handler<(Events & SocketLifeEvents)[K]>,
  ): () => void {
    const handlers = this.#handlers.get(type) ?? []
    if (!handlers.includes(handler)) this.#handlers.set(type, [...handlers, handler])
    return () => this.off(type, handler)
  }

  /** For the next event of this type only. */
  once<K extends keyof (Events & SocketLifeEvents)>(
    type: K,
    handler: Handler<(Events & SocketLifeEvents)[K]>,
  ): () => void {
    const off = this.on(type, (data) => {
      off()
      handler(data)
    })
    return off
  }

  off<K extends keyof (Events & SocketLifeEvents)>(
    type: K,
    handler: Handler<(Events & SocketLifeEvents)[K]>,
  ): void {
    const left = this.#handlers.get(type)?.filter((other) => other !== handler) ?? []
    if (left.length > 0) this.#handlers.set(type, left)
    else this.#handlers.delete(type)
  }

  /**
   * Sends a client message. While disconnected it waits for the next connection; resolves when it
   * was written. Rejects with `net.unreachable` (surely not sent) when too much is waiting already
   * or the socket is closed for good.
   */
  emit(action: string, data?: unknown): Promise<void> {
    const { encode, send, policy, counters } = this.#options
    const text = encode(action, data)
    if (this.#epoch !== null && send(text)) return Promise.resolve()
    const bytes = this.#queuedBytes + Buffer.byteLength(text)
    if (this.#queue.length >= policy.emitQueueCount || bytes > policy.emitQueueBytes) {
      counters.add('emit.overflow')
      return Promise.reject(fail('net.unreachable', 'Too many messages are waiting to be sent'))
    }
    this.#queuedBytes = bytes
    return new Promise((done, failed) => this.#queue.push({ text, done, failed }))
  }

  /** Wanted from now on, over every reconnect. */
  join(room: string): void {
    this.#options.rooms.join(room)
  }

  leave(room: string): void {
    this.#options.rooms.leave(room)
  }

  /**
   * Owner: the rooms are joined and what is shown is confirmed (the end of `sync`); earlier, a
   * message could overtake the snapshot. Sends what waited, in order, then tells `connected`.
   */
  up(epoch: number): void {
    this.#epoch = epoch
    this.#flush()
    this.#deliver('connected', { epoch })
  }

  /** Owner: the connection is gone. */
  down(): void {
    const epoch = this.#epoch
    this.#epoch = null
    this.#options.rooms.down()
    if (epoch !== null) this.#deliver('disconnected', { epoch })
  }

  /** Owner: it will not come back (signed out, other account); what waits is refused. */
  clear(): void {
    const waiting = this.#queue
    this.#queue = []
    this.#queuedBytes = 0
    for (const { failed } of waiting) failed(fail('net.unreachable', 'The connection was closed'))
  }

  /** Owner: a decoded event. A handler that throws is counted and does not stop the others. */
  dispatch<K extends keyof Events>(type: K, data: Events[K]): void {
    this.#deliver(type, data)
  }

  /** Subscriptions of all types, for leak tests. */
  get listenerCount(): number {
    return [...this.#handlers.values()].reduce((sum, handlers) => sum + handlers.length, 0)
  }

  #deliver(type: PropertyKey, data: unknown): void {
    for (const handler of this.#handlers.get(type) ?? []) {
      try {
        // `on` ties each handler's argument to the type it is filed under.
        handler(data as never)
      } catch (thrown) {
        this.#options.counters.add('events.handlerThrew')
        this.#options.log.error(`handler of ${String(type)} threw`, toAppError(thrown))
      }
    }
  }

  #flush(): void {
    let sent = 0
    for (const { text, done } of this.#queue) {
      if (!this.#options.send(text)) break
      this.#queuedBytes -= Buffer.byteLength(text)
      sent++
      done()
    }
    this.#queue.splice(0, sent)
  }
}
