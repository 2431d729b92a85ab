import type { Agent, RequestOptions } from 'node:http'
import { AppFailure, fail } from '../../src-shared/domain/errors'
import type { Clock } from '../clock'
import { readAnswer } from './answers'
import { exchange } from './exchange'
import type { Network } from './network'
import { DEFAULT_POLICY } from './policy'
import type { HttpPolicy } from './policy'
import type { CallKind, HttpAnswer, HttpClient, HttpRequest } from './types'

export interface ServerHttpOptions {
  /** Normalised address of the server; see `normaliseServerUrl`. */
  readonly baseUrl: string
  /** The user said yes to plain http on a public address. */
  readonly allowInsecure: boolean
  readonly clock: Clock
  readonly network: Network
  readonly policy?: HttpPolicy
}

/** HTTP against one server; see HttpClient. Make a new one when its address changes. */
export class ServerHttp implements HttpClient {
  readonly #options: ServerHttpOptions
  readonly #base: URL
  readonly #policy: HttpPolicy
  readonly #pool: Agent
  /** A call that may take minutes has a connection of its own, so that Stop is never behind Start. */
  readonly #alone: Agent

  constructor(options: ServerHttpOptions) {
    this.#options = options
    this.#base = new URL(options.baseUrl)
    this.#policy = options.policy ?? DEFAULT_POLICY.http
    const secure = this.#base.protocol === 'https:'
    const { idleMs: timeout, maxSockets } = this.#policy
    const pool = { keepAlive: true, timeout, maxSockets, scheduling: 'lifo' } as const
    this.#pool = options.network.agent(secure, pool)
    this.#alone = options.network.agent(secure, { keepAlive: false })
  }

  async request(request: HttpRequest): Promise<HttpAnswer> {
    const { clock, network, allowInsecure } = this.#options
    const url = this.#urlOf(request.path)
    const body = bodyOf(request)
    const kind = request.kind ?? 'normal'
    const input = {
      url,
      options: {
        ...network.options(url, allowInsecure),
        method: request.method,
        headers: headersOf(request, body),
      } satisfies RequestOptions,
      body: body?.text ?? null,
      clock,
      policy: this.#policy,
      answerMs: answerMs(kind, this.#policy),
      signal: request.signal,
    }
    let end = await exchange({ ...input, agent: kind === 'unbounded' ? this.#alone : this.#pool })
    // Only a read may be sent twice; anything else may have been done already.
    if (!end.ok && end.stale && request.method === 'GET' && end.error.code === 'net.reset') {
      end = await exchange({ ...input, agent: this.#alone })
    }
    if (!end.ok) throw new AppFailure(end.error)
    const call = `${request.method} ${url.pathname}`
    const read = readAnswer(end.answer, call, clock.now())
    if (!read.ok) throw new AppFailure(read.error)
    return { status: end.answer.status, headers: end.answer.headers, body: read.body }
  }

  /** Closes idle connections and breaks those in use. */
  close(): void {
    this.#pool.destroy()
    this.#alone.destroy()
  }

  #urlOf(path: string): URL {
    const whole = this.#options.baseUrl + path
    const url = URL.canParse(whole) ? new URL(whole) : null
    // The token must not reach another host, whatever a path (found in a schema, say) contains.
    if (!path.startsWith('/') || url?.origin !== this.#base.origin || url.username !== '') {
      throw fail('input.invalid', 'This path does not lie on the server')
    }
    // `.` and `..` in a name, however spelt, would be folded away and call something else.
    const asked = this.#base.pathname.replace(/\/$/, '') + path.replace(/[?#].*$/s, '')
    if (url.pathname !== asked) throw fail('input.invalid', 'This name cannot stand in a path')
    return url
  }
}

function bodyOf(request: HttpRequest): { text: string; type: string } | null {
  if (request.form) {
    const text = new URLSearchParams({ ...request.form }).toString()
    return { text, type: 'application/x-www-form-urlencoded' }
  }
  if (request.json === undefined) return null
  return { text: JSON.stringify(request.json), type: 'application/json' }
}

function headersOf(
  request: HttpRequest,
  body: { text: string; type: string } | null,
): Record<string, string> {
  const headers: Record<string, string> = {
    Accept: 'application/json',
    'Accept-Encoding': 'identity',
    'User-Agent': 'Engawa',
  }
  if (request.token) headers.Authorization = `Bearer ${request.token}`
  if (body) headers['Content-Type'] = body.type
  if (body || request.method !== 'GET') {
    headers['Content-Length'] = String(Buffer.byteLength(body?.text ?? ''))
  }
  return headers
}

function answerMs(kind: CallKind, policy: HttpPolicy): number | null {
  switch (kind) {
    case 'quick':
      return policy.quickMs
    case 'normal':
      return policy.normalMs
    case 'slow':
      return policy.slowMs
    case 'unbounded':
      return null
  }
}
