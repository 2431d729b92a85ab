import type { Connection } from '../transport/connection'
import type { ConnectionPort } from '../transport/types'

/** A connection as the link that owns it holds it: with its counts and past states, for Diagnostics. */
export type OwnedConnection = ConnectionPort & Pick<Connection, 'counters' | 'timeline'>
