import { appError } from '../../src-shared/domain/errors'
import type { AppError } from '../../src-shared/domain/errors'

/** How a socket ended, told once per dial. */
export type SocketEnd =
  /** It was open; the peer closed it with a code, or the line broke (1006). */
  | { readonly is: 'closed'; readonly code: number }
  /** The upgrade was answered with an HTTP status. */
  | { readonly is: 'refused'; readonly status: number; readonly retryAfter?: number }
  /** No handshake came about: unreachable, certificate, not HTTP. */
  | { readonly is: 'failed'; readonly error: AppError }
  /** It was open; a frame of theirs was beyond our limit. Says nothing about what we sent. */
  | { readonly is: 'limit'; readonly error: AppError }

/** What the connection does about it. */
export interface Next {
  readonly to:
    | 'backoff'
    /** Leave it alone for longer; `why.retryAfter` where the server said how long. */
    | 'busy'
    /** The token is refused: sign in. */
    | 'needsAuth'
    /** The refusal proves nothing by itself: ask over HTTP whether the token still works. */
    | 'checkToken'
    /** Poll, and try the socket again later. */
    | 'eventsUnavailable'
    | 'blocked'
  readonly why: AppError
}

/** Close codes that say "this token is not accepted". */
const AUTH_CLOSES: ReadonlySet<number> = new Set([1008, 4001, 4003, 4401])
/** "Service restart" and "try again later". */
const BUSY_CLOSES: ReadonlySet<number> = new Set([1012, 1013])
/** Ends that servers have reasons of their own for: done, going away, restart, overload. */
const BLAMELESS_CLOSES: ReadonlySet<number> = new Set([1000, 1001, ...BUSY_CLOSES])

/** The policy for every close code and handshake status; table-tested. */
export function afterEnd(end: SocketEnd): Next {
  switch (end.is) {
    case 'closed':
      return afterClose(end.code)
    case 'refused':
      return afterStatus(end.status, end.retryAfter)
    case 'failed':
      return { to: afterFailure(end.error), why: end.error }
    case 'limit':
      return { to: 'eventsUnavailable', why: end.error }
  }
}

function afterClose(code: number): Next {
  if (AUTH_CLOSES.has(code)) {
    return {
      to: 'needsAuth',
      why: appError('auth.required', `The server refused the sign-in (close ${code})`),
    }
  }
  if (BUSY_CLOSES.has(code)) {
    return { to: 'busy', why: appError('server.busy', `The server is restarting (close ${code})`) }
  }
  const words = code === 1001 ? 'The server is shutting down' : 'The connection was closed'
  return { to: 'backoff', why: appError('net.reset', `${words} (close ${code})`) }
}

function afterStatus(status: number, retryAfter: number | undefined): Next {
  const said = `The socket was refused with HTTP ${status}`
  if (status === 429 || status === 503) {
    return { to: 'busy', why: appError('server.busy', said, { retryAfter }) }
  }
  if (status >= 500 && status !== 501) {
    return { to: 'backoff', why: appError('server.failed', said) }
  }
  if (status === 408) return { to: 'backoff', why: appError('net.timeout', said) }
  // FastAPI answers 403 to an unknown path and to a bad token alike; a proxy answers 404 while the
  // server behind it is down; a page for every path answers 200. Only HTTP can tell them apart.
  const code = status === 401 || status === 403 ? 'server.forbidden' : 'server.unsupported'
  return { to: 'checkToken', why: appError(code, said) }
}

/**
 * Whether this end, right after a write, may have been caused by what was written (a crash in a
 * FastAPI handler ends as 1006). A refused sign-in may, too: a row that the server answers with 1008
 * would otherwise ask for a new sign-in for ever. Not so when we ended it, or when a frame of theirs
 * was beyond our limit.
 */
export function mayBlameWrite(end: SocketEnd | null): boolean {
  return end?.is === 'closed' && !BLAMELESS_CLOSES.has(end.code)
}

/** For a failure before there was a socket: finding the token, the dial. */
export function afterFailure(error: AppError): Next['to'] {
  if (error.code === 'net.certificate' || error.code === 'net.insecure') return 'blocked'
  if (error.code === 'auth.throttled' || error.code === 'server.busy') return 'busy'
  if (error.code.startsWith('auth.')) return 'needsAuth'
  return 'backoff'
}

/** For the counters. */
export function nameOfEnd(end: SocketEnd): string {
  switch (end.is) {
    case 'closed':
      return `closed.${end.code}`
    case 'refused':
      return `refused.${end.status}`
    case 'failed':
      return `failed.${end.error.code}`
    case 'limit':
      return 'frames.tooLarge'
  }
}
