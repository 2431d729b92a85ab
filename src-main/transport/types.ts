import type { AppError } from '../../src-shared/domain/errors'
import type { ConnectionState } from '../../src-shared/domain/connection'
import type { Clock } from '../clock'
import type { Logger } from '../log'
import type { Random } from './backoff'
import type { SocketEnd } from './closes'
import type { Network } from './network'
import type { TransportPolicy } from './policy'
import type { OpenSocket } from './socket'

/** Where to dial and with what; made afresh for each dial, so that a token is never older than the dial. */
export interface DialTarget {
  readonly url: string
  readonly headers?: Readonly<Record<string, string>>
  /** The user said yes to an unencrypted connection to a public address. */
  readonly allowInsecure?: boolean
}

/** What a connection shows of itself; see src-shared/domain/connection.ts. */
export interface ConnectionStatus {
  readonly state: ConnectionState
  readonly since: number
  readonly lastByteAt: number | null
  readonly attempt: number
  readonly nextAttemptAt: number | null
  readonly why: AppError | null
}

/** What the connection asks of its owner (a service's link). */
export interface ConnectionOwner {
  /**
   * Called in `authorising`, at most 15 s. An AppFailure with an `auth.*` code ends in `needsAuth`;
   * `net.insecure` and `net.certificate` in `blocked`; anything else in `backoff`.
   */
  target(signal: AbortSignal): Promise<DialTarget>
  /**
   * Called in `syncing`, after the handshake: join rooms, fetch, wait for the list. Resolves when
   * what is shown is confirmed; then the connection is `ready`. At most 10 s (asked again after 3 s
   * through `onSyncSlow`); the signal aborts when the epoch ends.
   */
  sync(epoch: number, signal: AbortSignal): Promise<void>
  /** After 3 s in `syncing` without an end: ask for the list by hand. */
  onSyncSlow?(epoch: number): void
  /** One text frame, in order. Frames arrive during `syncing` and `ready`. A throw is counted, never fatal. */
  onFrame(text: string, epoch: number): void
  /**
   * The socket is gone; called once per epoch that had opened, when the new state is entered.
   * `end` says how the peer or the line ended it; null when we did.
   */
  onDown?(epoch: number, end: SocketEnd | null): void
  /**
   * After a 401/403 on the upgrade: does the token still work over HTTP? `refused` only for a 401
   * there; `ok` means the socket path is not to be had (then `eventsUnavailable`).
   */
  checkToken(signal: AbortSignal): Promise<'ok' | 'refused' | 'unknown'>
  /** The server refused the token (1008, 4001, 4003, 4401, or checkToken said so). */
  onRefused(): void
  /** In `eventsUnavailable`: fetch by HTTP instead. Called every 10 s. */
  poll?(signal: AbortSignal): Promise<void>
}

/** The face of a connection towards its owner. */
export interface ConnectionPort {
  readonly status: ConnectionStatus
  readonly epoch: number
  onStatus(listener: (status: ConnectionStatus) => void): () => void
  /** Starts dialling (idempotent). */
  open(): void
  /** Ends it for good until `open` is called again; resolves when the socket is gone (bounded). */
  close(): Promise<void>
  /** The user's click, network regained: dial within 250 ms, at most every 5 s. */
  retryNow(): void
  /** After a sign-in: leaves `needsAuth`. */
  authChanged(): void
  /** The owner learnt from a message that the token is refused: go to needsAuth, drop the socket. */
  refuse(why: AppError): void
  /** The owner has evidence that an open connection is dead (answers do not come): dial anew. */
  giveUp(why: AppError): void
  /** Writes a text frame on the live connection; false when there is none. */
  send(text: string): boolean
  suspend(): void
  resume(): void
}

export interface ConnectionOptions {
  /** For the log: 'library' or 'todos'. */
  readonly name: string
  readonly owner: ConnectionOwner
  readonly clock: Clock
  readonly network: Network
  readonly log: Logger
  readonly policy?: TransportPolicy
  readonly random?: Random
  readonly openSocket?: OpenSocket
  /** Hears earlier epochs too: the simulation shows with it that they must not be heard. */
  readonly hearsStale?: boolean
}

/** How long a call may take: `start` has no answer time-out. */
export type CallKind = 'quick' | 'normal' | 'slow' | 'unbounded'

export interface HttpRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE'
  /** Path below the server's base URL, beginning with `/`. */
  readonly path: string
  readonly json?: unknown
  readonly form?: Readonly<Record<string, string>>
  readonly token?: string | null
  readonly kind?: CallKind
  readonly signal?: AbortSignal
}

export interface HttpAnswer {
  readonly status: number
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  /** Parsed JSON; null for 204 and for an empty 202. */
  readonly body: unknown
}

/**
 * HTTP against one server. Rejects with AppFailure: `net.*` when no (usable) answer came — of which
 * `net.unreachable` and `net.proxy` prove that nothing was sent — else by status (`auth.required`
 * for 401, `server.*`), with the server's words in `detail`.
 */
export interface HttpClient {
  request(request: HttpRequest): Promise<HttpAnswer>
}
