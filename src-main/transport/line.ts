import type { SocketEnd } from './closes'
import { Heartbeat } from './heartbeat'
import type { OpenSocket, SocketContext, SocketHandle } from './socket'
import type { Counters } from './timeline'
import { OVER } from './turn'
import type { DialTarget } from './types'

export interface LineEvents {
  opened(line: Line): void
  text(line: Line, text: string): void
  /** Anything complete arrived: the peer lives. */
  life(line: Line): void
  /** The answer to the last `probe`. */
  proven(line: Line): void
  /** The heartbeat gave the peer up. */
  silent(line: Line): void
  ended(line: Line, end: SocketEnd): void
}

/** The socket of one epoch with its heartbeat and the signal that ends with it. */
export class Line {
  readonly epoch: number
  opened = false
  readonly #events: LineEvents
  readonly #context: SocketContext
  readonly #socket: SocketHandle
  readonly #abort = new AbortController()
  #heartbeat: Heartbeat | null = null
  #probe = 0
  /** The clocks were read for what is being read off the socket right now. */
  #stamped = false

  /** Dials. @throws AppFailure, see `openSocket` */
  constructor(
    epoch: number,
    target: DialTarget,
    events: LineEvents,
    context: SocketContext,
    open: OpenSocket,
    counters: Counters,
  ) {
    this.epoch = epoch
    this.#events = events
    this.#context = context
    const framesIn = counters.counter('frames.in')
    this.#socket = open(
      target,
      {
        onOpen: () => {
          this.opened = true
          this.watch()
          events.opened(this)
        },
        onText: (text) => {
          framesIn.count++
          this.#alive()
          events.text(this, text)
        },
        onRefusedFrame: (kind) => {
          counters.add(`frames.${kind}`)
          this.#alive()
        },
        onPing: () => this.#alive(),
        onPong: (data) => {
          this.#alive()
          if (data === this.#nonce) events.proven(this)
        },
        onEnd: (end) => {
          this.#stop()
          events.ended(this, end)
        },
      },
      context,
    )
  }

  /** Aborts when this line is gone. */
  get signal(): AbortSignal {
    return this.#abort.signal
  }

  send(text: string): boolean {
    return this.#socket.send(text)
  }

  /** Starts the heartbeat (again). */
  watch(): void {
    this.#heartbeat?.stop()
    const { clock, policy } = this.#context
    this.#heartbeat = new Heartbeat({
      clock,
      policy,
      ping: () => this.#socket.ping(''),
      bytesRead: () => this.#socket.bytesRead(),
      dead: () => this.#events.silent(this),
    })
  }

  /** Stops the heartbeat; the socket stays. */
  rest(): void {
    this.#heartbeat?.stop()
    this.#heartbeat = null
  }

  /** Asks for proof of life. Only the answer to this very ping counts: other bytes may be old. */
  probe(): void {
    this.rest()
    this.#probe++
    this.#socket.ping(this.#nonce)
  }

  drop(): Promise<void> {
    this.#stop()
    return this.#socket.drop()
  }

  terminate(): void {
    this.#stop()
    this.#socket.terminate()
  }

  get #nonce(): string {
    return `probe-${this.#probe}`
  }

  /** Hundreds of frames come out of one read of the socket: they are one sign of life, not hundreds. */
  #alive(): void {
    if (this.#stamped) return
    this.#stamped = true
    queueMicrotask(() => (this.#stamped = false))
    this.#heartbeat?.life()
    this.#events.life(this)
  }

  #stop(): void {
    this.rest()
    this.#abort.abort(OVER)
  }
}
