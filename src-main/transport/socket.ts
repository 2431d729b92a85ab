import type { IncomingMessage } from 'node:http'
import type { Socket } from 'node:net'
import WebSocket from 'ws'
import type { Clock, TimerHandle } from '../clock'
import { appError, fail } from '../../src-shared/domain/errors'
import { redact } from '../redact'
import type { SocketEnd } from './closes'
import { deadline } from './deadline'
import { codeOf, networkFailure } from './failures'
import { Inlet } from './inlet'
import type { Network } from './network'
import type { TransportPolicy } from './policy'
import { retryAfterOf } from './retry-after'
import type { DialTarget } from './types'

export interface SocketEvents {
  onOpen(): void
  /** A complete text frame. */
  onText(text: string): void
  /** A complete frame that is not text: refused, but a sign of life. */
  onRefusedFrame(kind: 'binary' | 'invalidUtf8'): void
  onPing(): void
  onPong(data: string): void
  /** The last event of this socket, exactly once, unless `drop` came first. */
  onEnd(end: SocketEnd): void
}

export interface SocketContext {
  readonly clock: Clock
  readonly policy: TransportPolicy
  readonly network: Network
}

/** One WebSocket, from dial to end. */
export interface SocketHandle {
  /** False when it is not open (any more). */
  send(text: string): boolean
  ping(data: string): void
  bytesRead(): number
  /** Closes it politely and forgets it: no event comes after this. Resolves when it is gone (bounded). */
  drop(code?: number): Promise<void>
  /** Tears it down and forgets it: for a peer that no longer answers. */
  terminate(): void
}

export type OpenSocket = (
  target: DialTarget,
  events: SocketEvents,
  context: SocketContext,
) => SocketHandle

/** Judges and decodes in one pass, which `isUtf8` and `toString` do in two. */
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** A frame of theirs beyond our limits, as ws names it. */
const LIMITS: ReadonlySet<string> = new Set([
  'WS_ERR_UNSUPPORTED_MESSAGE_LENGTH',
  'WS_ERR_UNSUPPORTED_DATA_PAYLOAD_LENGTH',
  'WS_ERR_TOO_MANY_BUFFERED_PARTS',
])

/**
 * Dials. The thin wrapper over `ws`: limits, text frames only, one end event, a handshake deadline
 * (our own, since the one of `ws` starts again with every byte).
 * @throws AppFailure `net.insecure`, or `input.url` for a URL that cannot be dialled
 */
export const openSocket: OpenSocket = (target, events, { clock, policy, network }) => {
  const ws = create(target, policy, network)
  let stream: Socket | null = null
  /** The first end counts; it is told once everything before it was handled. */
  let ending = false
  let ended = false
  let opened = false

  const inlet = new Inlet({
    take: (text) => events.onText(text),
    pause: () => ws.pause(),
    resume: () => ws.resume(),
  })
  const finish = (): boolean => {
    if (ended) return false
    ended = true
    inlet.clear()
    handshake.cancel()
    return true
  }
  const end = (how: SocketEnd): void => {
    if (ending) return
    ending = true
    handshake.cancel()
    inlet.end(() => {
      if (finish()) events.onEnd(how)
    })
  }
  const handshake: TimerHandle = deadline(clock, policy.handshakeMs, policy.lateGraceMs, () => {
    ws.terminate()
    end({ is: 'failed', error: appError('net.timeout', 'The server did not finish the handshake') })
  })

  ws.on('upgrade', (response: IncomingMessage) => {
    stream = response.socket
  })
  ws.on('open', () => {
    if (ended) return
    opened = true
    handshake.cancel()
    events.onOpen()
  })
  ws.on('message', (data: Buffer, isBinary: boolean) => {
    if (ended) return
    if (isBinary) return events.onRefusedFrame('binary')
    const text = decoded(data)
    if (text === null) events.onRefusedFrame('invalidUtf8')
    else inlet.put(text)
  })
  ws.on('ping', () => {
    if (!ended) events.onPing()
  })
  ws.on('pong', (data: Buffer) => {
    if (!ended) events.onPong(data.toString('latin1'))
  })
  ws.on('unexpected-response', (_request, response: IncomingMessage) => {
    const retryAfter = retryAfterOf(response.headers, clock.now())
    end({ is: 'refused', status: response.statusCode ?? 0, retryAfter })
    ws.terminate()
  })
  ws.on('error', (error: Error) => {
    if (LIMITS.has(codeOf(error))) {
      const detail = `${codeOf(error)}, limit ${policy.maxPayload} bytes`
      const words = 'The server sent a larger message than Engawa accepts'
      end({ is: 'limit', error: appError('net.tooLarge', words, { detail }) })
    } else if (!opened) {
      end({ is: 'failed', error: networkFailure(error, false) })
    }
    // Once open, `close` follows and tells the rest.
  })
  ws.on('close', (code: number) => end({ is: 'closed', code }))

  return {
    send(text) {
      if (ended || ws.readyState !== WebSocket.OPEN) return false
      ws.send(text)
      return true
    },
    ping(data) {
      if (!ended && ws.readyState === WebSocket.OPEN) ws.ping(data)
    },
    bytesRead: () => stream?.bytesRead ?? 0,
    drop(code = 1000) {
      finish()
      return closeWithin(ws, code, clock, policy.closeMs)
    },
    terminate() {
      finish()
      ws.terminate()
    },
  }
}

function create(target: DialTarget, policy: TransportPolicy, network: Network): WebSocket {
  try {
    const url = new URL(target.url)
    const options = {
      ...network.options(url, target.allowInsecure ?? false),
      // One connection, one use: the agent only finds the way (a proxy, the pin's lack of sessions).
      agent: network.agent(url.protocol === 'wss:'),
      headers: { ...target.headers },
      maxPayload: policy.maxPayload,
      perMessageDeflate: false,
      followRedirects: false,
      // A broken text frame is counted and left out; failing the connection would only repeat it.
      skipUTF8Validation: true,
      closeTimeout: policy.closeMs,
    }
    return new WebSocket(target.url, options)
  } catch (thrown) {
    const error = networkFailure(thrown, false)
    if (error.code === 'net.insecure') throw thrown
    // Whatever ws says about a URL repeats the URL, and that may hold a token.
    throw fail('input.url', 'This address cannot be dialled', {
      detail: redact(error.detail ?? ''),
    })
  }
}

/** Null for what is not UTF-8. */
function decoded(data: Buffer): string | null {
  try {
    return utf8.decode(data)
  } catch {
    return null
  }
}

function closeWithin(ws: WebSocket, code: number, clock: Clock, ms: number): Promise<void> {
  return new Promise((resolve) => {
    if (ws.readyState === WebSocket.CLOSED) return resolve()
    const timer = clock.after(ms, () => ws.terminate())
    ws.once('close', () => {
      timer.cancel()
      resolve()
    })
    if (ws.readyState === WebSocket.CONNECTING) ws.terminate()
    else ws.close(code)
  })
}
