import type { ConnectionState, ConnectionView } from './connection'
import type { AppError } from './errors'
import type { ServerKind } from './server'

/** What became of the wish to join a room of events. */
export type RoomState = 'wanted' | 'joining' | 'joined' | 'refused'

/** Why a connection is in a state: the code has words in every language, the message is technical. */
export type Cause = Pick<AppError, 'code' | 'message'>

/** What Diagnostics shows. Holds no token and no URL with one. */
export interface Diagnostics {
  /** As they are this moment; the slice may be a few bytes older. */
  readonly connections: readonly ConnectionView[]
  /** How often what happened, by server; of these names some hold what the server said. */
  readonly counters: readonly {
    readonly kind: ServerKind
    readonly name: string
    readonly count: number
  }[]
  /** Newest last; at most 200 per server. */
  readonly timeline: readonly {
    readonly at: number
    readonly kind: ServerKind
    readonly state: ConnectionState
    readonly why: Cause | null
  }[]
  /** The rooms of the library server's socket, in the order they are joined. */
  readonly rooms: readonly { readonly room: string; readonly state: RoomState }[]
  readonly keyring: string
  readonly profileFolder: string
}
