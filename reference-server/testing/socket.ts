import { once } from 'node:events'
import WebSocket from 'ws'

export type Message = Record<string, unknown> & { type: string }

/** A socket client that remembers everything and can wait for what has not come yet. */
export class TestSocket {
  readonly messages: Message[] = []
  readonly closed: Promise<{ code: number; reason: string }>
  #cursor = 0
  #wake: (() => void)[] = []

  private constructor(private readonly ws: WebSocket) {
    ws.on('message', (data) => {
      this.messages.push(JSON.parse(String(data)) as Message)
      for (const wake of this.#wake.splice(0)) wake()
    })
    ws.on('error', () => {})
    this.closed = new Promise((resolve) => {
      ws.on('close', (code, reason) => resolve({ code, reason: String(reason) }))
    })
  }

  /** @throws Error `status <n>` when the handshake is refused */
  static async open(url: string, token?: string): Promise<TestSocket> {
    const headers = token === undefined ? {} : { authorization: `Bearer ${token}` }
    const ws = new WebSocket(url.replace(/^http/, 'ws'), { headers })
    const socket = new TestSocket(ws)
    ws.on('unexpected-response', (request, response) => {
      ws.emit('refused', response.statusCode)
      request.destroy()
    })
    const refused = once(ws, 'refused').then(([status]) => {
      throw new Error(`status ${String(status)}`)
    })
    await Promise.race([once(ws, 'open'), refused])
    return socket
  }

  /** The first message of this type behind the last one that was waited for. */
  async next(type: string, test: (message: Message) => boolean = () => true): Promise<Message> {
    for (;;) {
      while (this.#cursor < this.messages.length) {
        const message = this.messages[this.#cursor++]
        if (message?.type === type && test(message)) return message
      }
      await new Promise<void>((resolve) => this.#wake.push(resolve))
    }
  }

  all(type: string): Message[] {
    return this.messages.filter((message) => message.type === type)
  }

  types(): string[] {
    return this.messages.map((message) => message.type)
  }

  send(message: object | string): void {
    this.ws.send(typeof message === 'string' ? message : JSON.stringify(message))
  }

  /** @param acknowledged servers that do not answer a join are known to have read it by an answer after it */
  async join(room: string, acknowledged = true): Promise<void> {
    this.send({ action: 'join', room, data: { room } })
    if (!acknowledged) this.send({ action: 'ping' })
    await this.next(acknowledged ? 'system_info' : 'pong')
  }

  ping(): void {
    this.ws.ping()
  }

  /** Resolves with the next pong. */
  pong(): Promise<unknown> {
    return once(this.ws, 'pong')
  }

  close(): void {
    this.ws.terminate()
  }
}
