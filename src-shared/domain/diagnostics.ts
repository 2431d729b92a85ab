import type { ConnectionState } from './connection'
import type { ServerKind } from './server'

/** What Diagnostics shows. Holds no token and no URL with one. */
export interface Diagnostics {
  readonly counters: readonly { readonly name: string; readonly count: number }[]
  /** Newest last; at most 200 per server. */
  readonly timeline: readonly {
    readonly at: number
    readonly kind: ServerKind
    readonly state: ConnectionState
    readonly why: string | null
  }[]
  readonly keyring: string
  readonly profileFolder: string
}
