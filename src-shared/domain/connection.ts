import type { AppError } from './errors'
import type { ServerKind } from './server'

/**
 * States of a connection; every edge is drawn in src-main/transport/connection.ts.
 */
export type ConnectionState =
  | 'idle' // no profile, or nobody signed in yet
  | 'authorising'
  | 'connecting'
  | 'syncing'
  | 'ready'
  | 'probing'
  | 'backoff'
  | 'needsAuth'
  | 'eventsUnavailable' // polling instead of events
  | 'blocked' // waits for a decision of the user (certificate, insecure address)
  | 'suspended'
  | 'closed'

/** What a connection knows about itself. Times are epoch milliseconds by the wall clock. */
export interface ConnectionView {
  readonly id: ServerKind
  readonly state: ConnectionState
  readonly since: number
  readonly lastByteAt: number | null
  /** Dials since the last time it was ready. */
  readonly attempt: number
  readonly nextAttemptAt: number | null
  /** Why it is not ready; null when it is. */
  readonly why: AppError | null
}

/** How fresh a pane is, from evidence (the last event or snapshot), not from the socket's state. */
export interface Freshness {
  /** When the server last confirmed what is shown; null: never seen. Epoch milliseconds. */
  readonly confirmedAt: number | null
  /** True while events flow and the last snapshot is in. */
  readonly live: boolean
}

export const NEVER_SEEN: Freshness = { confirmedAt: null, live: false }
