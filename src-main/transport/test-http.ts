import { createServer } from 'node:http'
import type { IncomingMessage, RequestListener, Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { AppFailure } from '../../src-shared/domain/errors'
import type { AppError } from '../../src-shared/domain/errors'
import { ServerHttp } from './http'
import type { ServerHttpOptions } from './http'
import { Network } from './network'
import { ManualClock } from './test-support'
import type { HttpAnswer, HttpRequest } from './types'

/** A real HTTP server on port 0 whose handler a test sets, and a client for it on a manual clock. */
export class HttpTest {
  handler: RequestListener = answer(200, {})
  readonly seen: IncomingMessage[] = []
  readonly clock = new ManualClock()
  http: ServerHttp
  readonly port: number
  readonly #server: Server

  private constructor(server: Server) {
    this.#server = server
    this.port = (server.address() as AddressInfo).port
    this.http = this.client()
    server.on('request', (request, response) => {
      this.seen.push(request)
      this.handler(request, response)
    })
  }

  static async start(): Promise<HttpTest> {
    const server = createServer()
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    return new HttpTest(server)
  }

  client(more: Partial<ServerHttpOptions> = {}): ServerHttp {
    return new ServerHttp({
      baseUrl: `http://127.0.0.1:${this.port}`,
      allowInsecure: false,
      clock: this.clock,
      network: new Network(),
      ...more,
    })
  }

  get(path = '/x', more: Partial<HttpRequest> = {}): Promise<HttpAnswer> {
    return this.http.request({ method: 'GET', path, ...more })
  }

  post(more: Partial<HttpRequest> = {}): Promise<HttpAnswer> {
    return this.http.request({ method: 'POST', path: '/x', json: {}, ...more })
  }

  /** Also checks that no call left a timer behind. */
  async stop(): Promise<void> {
    this.http.close()
    this.#server.closeAllConnections()
    await new Promise((resolve) => this.#server.close(resolve))
    if (this.clock.pending > 0) throw new Error(`${this.clock.pending} timers left behind`)
  }
}

/** Answers with JSON, with HTML for text, or without a body. */
export function answer(
  status: number,
  body?: unknown,
  headers: Record<string, string> = {},
): RequestListener {
  return (_request, response) => {
    const type = typeof body === 'string' ? 'text/html' : 'application/json'
    response.writeHead(status, body === undefined ? headers : { 'Content-Type': type, ...headers })
    if (body === undefined) response.end()
    else response.end(typeof body === 'string' ? body : JSON.stringify(body))
  }
}

/** What a call failed with; fails itself when it did not, or not with an AppFailure. */
export async function errorOf(call: Promise<unknown>): Promise<AppError> {
  try {
    await call
  } catch (thrown) {
    if (thrown instanceof AppFailure) return thrown.error
    throw thrown
  }
  throw new Error('it did not fail')
}
