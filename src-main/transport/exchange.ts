import { request as httpRequest } from 'node:http'
import type { Agent, ClientRequest, IncomingMessage, RequestOptions } from 'node:http'
import { request as httpsRequest } from 'node:https'
import type { Socket } from 'node:net'
import { appError } from '../../src-shared/domain/errors'
import type { AppError } from '../../src-shared/domain/errors'
import type { Clock, TimerHandle } from '../clock'
import type { RawAnswer } from './answers'
import { networkFailure } from './failures'
import type { HttpPolicy } from './policy'

export interface ExchangeOptions {
  readonly url: URL
  readonly options: RequestOptions
  readonly body: string | null
  readonly agent: Agent
  readonly clock: Clock
  readonly policy: HttpPolicy
  /** To the end of the answer, milliseconds; null for none (`bodyMs` still holds for its body). */
  readonly answerMs: number | null
  readonly signal?: AbortSignal
}

export type ExchangeEnd =
  | { readonly ok: true; readonly answer: RawAnswer }
  | {
      readonly ok: false
      readonly error: AppError
      /** It broke without a byte of answer on a connection kept from an earlier call: that one was stale. */
      readonly stale: boolean
    }

/** A server that is asked to wait for minutes may vanish meanwhile; TCP then finds out. */
const TCP_KEEPALIVE_MS = 30_000

const NO_WAY = 'No connection to the server could be made in time'

/** One HTTP request and its answer. Never rejects, follows nothing, ends once. */
export function exchange(input: ExchangeOptions): Promise<ExchangeEnd> {
  return new Promise((resolve) => {
    new Exchange(input, resolve).start()
  })
}

class Exchange {
  readonly #input: ExchangeOptions
  readonly #resolve: (end: ExchangeEnd) => void
  #timers: TimerHandle[] = []
  #request: ClientRequest | null = null
  #way: TimerHandle | null = null
  /** From the moment there is a connection, bytes of ours may have arrived. */
  #sent = false
  #answered = false
  #ended = false

  constructor(input: ExchangeOptions, resolve: (end: ExchangeEnd) => void) {
    this.#input = input
    this.#resolve = resolve
  }

  start(): void {
    const { url, options, agent, body, signal, answerMs } = this.#input
    if (signal?.aborted) return this.#cancelled()
    signal?.addEventListener('abort', this.#cancelled)
    if (answerMs !== null) this.#limit(answerMs, 'net.timeout', 'The server did not answer in time')
    // Finding the way (a proxy) comes before there is a socket to watch; only this call has no other end.
    else this.#way = this.#limit(this.#input.policy.connectMs, 'net.unreachable', NO_WAY)
    const open = url.protocol === 'https:' ? httpsRequest : httpRequest
    try {
      const request = open(url, { ...options, agent })
      this.#request = request
      request.on('socket', (socket) => {
        this.#way?.cancel()
        this.#connecting(socket, request)
      })
      request.on('response', (response) => this.#read(response))
      request.on('error', (thrown) => this.#broke(thrown))
      request.end(body ?? undefined)
    } catch (thrown) {
      // Node refuses characters in a header; its message does not repeat them.
      const detail = thrown instanceof Error ? thrown.message : undefined
      this.#fail(appError('input.invalid', 'This request cannot be sent', { detail }))
    }
  }

  #connecting(socket: Socket, request: ClientRequest): void {
    // Refused already (a name that was not to be had): the error is on its way, nothing was sent.
    if (socket.destroyed && !request.reusedSocket) return
    if (!socket.connecting) {
      this.#sent = true
      return
    }
    const limit = this.#limit(this.#input.policy.connectMs, 'net.unreachable', NO_WAY)
    socket.once(this.#input.url.protocol === 'https:' ? 'secureConnect' : 'connect', () => {
      this.#sent = true
      limit.cancel()
      socket.setKeepAlive(true, TCP_KEEPALIVE_MS)
    })
  }

  #read(response: IncomingMessage): void {
    this.#answered = true
    const { policy, answerMs } = this.#input
    if (answerMs === null) {
      this.#limit(policy.bodyMs, 'net.timeout', 'The answer of the server did not end')
    }
    const chunks: Buffer[] = []
    let size = 0
    response.on('data', (chunk: Buffer) => {
      size += chunk.length
      if (size <= policy.maxBody) chunks.push(chunk)
      else this.#fail(appError('net.tooLarge', 'The answer of the server is too large'))
    })
    response.on('error', (thrown) => this.#broke(thrown))
    response.on('end', () => {
      if (!response.complete) return this.#broke(new Error('the answer was cut off'))
      const { statusCode: status = 0, statusMessage: statusText = '', headers } = response
      const text = Buffer.concat(chunks).toString('utf8')
      this.#end({ ok: true, answer: { status, statusText, headers, text } })
    })
  }

  #broke(thrown: unknown): void {
    const stale = this.#request?.reusedSocket === true && !this.#answered
    this.#fail(networkFailure(thrown, this.#sent), stale)
  }

  readonly #cancelled = (): void => {
    this.#fail(appError('net.cancelled', 'The call was cancelled'))
  }

  #limit(ms: number, code: 'net.timeout' | 'net.unreachable', words: string): TimerHandle {
    const timer = this.#input.clock.after(ms, () => this.#fail(appError(code, words)))
    this.#timers.push(timer)
    return timer
  }

  #fail(error: AppError, stale = false): void {
    this.#end({ ok: false, error, stale })
    this.#request?.destroy()
  }

  #end(end: ExchangeEnd): void {
    if (this.#ended) return
    this.#ended = true
    for (const timer of this.#timers) timer.cancel()
    this.#timers = []
    this.#input.signal?.removeEventListener('abort', this.#cancelled)
    this.#resolve(end)
  }
}
