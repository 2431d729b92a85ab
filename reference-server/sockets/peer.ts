import type { Socket } from 'node:net'
import type { WebSocket } from 'ws'

export type ServerName = 'library' | 'todos'

/** Who is at the other end: `id` is the todo user's row, absent at the library. */
export interface PeerUser {
  readonly name: string
  readonly id?: number
}

/** One accepted socket. */
export class Peer {
  readonly rooms = new Set<string>()
  #frozen = false
  #answered = true

  constructor(
    private readonly ws: WebSocket,
    private readonly tcp: Socket,
    readonly id: number,
    readonly server: ServerName,
    /** Null for somebody who came without a token. */
    readonly user: PeerUser | null,
    readonly since: string,
  ) {
    ws.on('pong', () => (this.#answered = true))
  }

  send(message: object): void {
    if (!this.#frozen && this.ws.readyState === this.ws.OPEN) this.ws.send(JSON.stringify(message))
  }

  /**
   * Sends a frame as it is, however wrong; resolves when the system has taken it, or when the socket
   * is gone.
   */
  sendBytes(data: Buffer, binary: boolean): Promise<void> {
    if (this.#frozen || this.ws.readyState !== this.ws.OPEN) return Promise.resolve()
    return new Promise((resolve) => this.ws.send(data, { binary }, () => resolve()))
  }

  close(code: number, reason: string): void {
    this.ws.close(code, reason)
  }

  /** Ends the TCP connection without a close frame. */
  cut(): void {
    this.ws.terminate()
  }

  /** Resets the TCP connection: the other side sees ECONNRESET. */
  reset(): void {
    this.tcp.resetAndDestroy()
  }

  /** Half-open from now on: nothing is read, pings stay unanswered, nothing is written. */
  freeze(): void {
    this.#frozen = true
    this.ws.pause()
  }

  thaw(): void {
    this.#frozen = false
    this.#answered = true
    this.ws.resume()
  }

  /** Pings, and drops a peer that has not answered the ping before. */
  keepAlive(): void {
    if (this.#frozen) return
    if (!this.#answered) {
      this.ws.terminate()
      return
    }
    this.#answered = false
    this.ws.ping()
  }

  toJSON(): object {
    return {
      id: this.id,
      server: this.server,
      user: this.user?.name ?? null,
      rooms: [...this.rooms],
      since: this.since,
    }
  }
}
