/**
 * Every delay and limit of the connections in one place, injected, so that nothing else holds a
 * number. Times are milliseconds as the injected Clock counts them: tests scale the clock, never
 * the policy.
 */
export interface TransportPolicy {
  /** To find a token and an address, or to check a token over HTTP. */
  readonly authorisingMs: number
  /** From the dial to the end of the WebSocket handshake, name look-up and TLS included. */
  readonly handshakeMs: number
  /** For the owner to confirm what is shown; after `syncSlowMs` it is asked to request it by hand. */
  readonly syncingMs: number
  readonly syncSlowMs: number
  /** A single frame may take this long while its bytes keep coming. */
  readonly frameMs: number

  /** Silence before a ping, and how long its answer may take. */
  readonly pingAfterMs: number
  readonly pongWithinMs: number
  /** Granted for data already queued when a deadline itself fires late (blocked event loop). */
  readonly lateGraceMs: number
  /** How long a connection may take to prove itself after a sleep. */
  readonly wakeProbeMs: number
  /** The wall clock ran this much further than the monotonic one: the machine slept. */
  readonly wakeJumpMs: number
  /** How often that is looked at. */
  readonly wakeCheckMs: number
  /** Suspended and yet awake for this long: the `resume` was missed. */
  readonly suspendMaxMs: number

  /** `U(0.25,1) · min(backoffMaxMs, backoffBaseMs · 2ⁿ)`. */
  readonly backoffBaseMs: number
  readonly backoffMaxMs: number
  /** `n` starts again after this long in `ready`: an accept-then-drop server is not "back". */
  readonly backoffResetMs: number
  /** "At once" means within this, and at most so often. */
  readonly nowWithinMs: number
  readonly nowEveryMs: number
  /** 1012, 1013, 429 and 503 without `Retry-After`. */
  readonly busyMinMs: number
  readonly busyMaxMs: number
  readonly retryAfterMaxMs: number

  /** In `eventsUnavailable`: the socket is tried again, HTTP is polled. */
  readonly eventsRetryMs: number
  readonly pollEveryMs: number
  readonly pollTimeoutMs: number

  /** Joins wait this long for their acknowledgements before the fetch goes out anyway. */
  readonly roomsAckMs: number
  /** Servers limit client messages: so many joins at once, then one per pace. */
  readonly roomsBurst: number
  readonly roomsPaceMs: number

  /** For a peer to answer our close frame before the socket is torn down. */
  readonly closeMs: number
  /** Largest frame read, bytes. */
  readonly maxPayload: number
  /** `emit` while disconnected keeps at most so many messages and so many bytes of them. */
  readonly emitQueueCount: number
  readonly emitQueueBytes: number

  readonly http: HttpPolicy
}

export interface HttpPolicy {
  /** Look-up, TCP and TLS; holds for every kind of call. */
  readonly connectMs: number
  /** To the end of the answer, by kind of call; `unbounded` has none. */
  readonly quickMs: number
  readonly normalMs: number
  readonly slowMs: number
  /** For the body of an `unbounded` call once its head is there. */
  readonly bodyMs: number
  /** An idle connection is given up after this (real milliseconds): uvicorn closes after 5 s, a request must not meet that. */
  readonly idleMs: number
  readonly maxSockets: number
  /** Largest body read, bytes. */
  readonly maxBody: number
}

const MB = 1024 * 1024

export const DEFAULT_POLICY: TransportPolicy = {
  authorisingMs: 15_000,
  handshakeMs: 10_000,
  syncingMs: 10_000,
  syncSlowMs: 3_000,
  frameMs: 60_000,
  pingAfterMs: 15_000,
  pongWithinMs: 5_000,
  lateGraceMs: 1_000,
  wakeProbeMs: 2_000,
  wakeJumpMs: 5_000,
  wakeCheckMs: 5_000,
  suspendMaxMs: 60_000,
  backoffBaseMs: 500,
  backoffMaxMs: 10_000,
  backoffResetMs: 10_000,
  nowWithinMs: 250,
  nowEveryMs: 5_000,
  busyMinMs: 5_000,
  busyMaxMs: 30_000,
  retryAfterMaxMs: 15 * 60_000,
  eventsRetryMs: 5 * 60_000,
  pollEveryMs: 10_000,
  pollTimeoutMs: 30_000,
  roomsAckMs: 500,
  roomsBurst: 5,
  roomsPaceMs: 100,
  closeMs: 1_000,
  maxPayload: 16 * MB,
  emitQueueCount: 1_000,
  emitQueueBytes: MB,
  http: {
    connectMs: 10_000,
    quickMs: 5_000,
    normalMs: 15_000,
    slowMs: 60_000,
    bodyMs: 60_000,
    idleMs: 4_000,
    maxSockets: 8,
    maxBody: 64 * MB,
  },
}
