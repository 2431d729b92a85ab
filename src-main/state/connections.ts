import type { ConnectionView } from '../../src-shared/domain/connection'
import { SERVER_KINDS } from '../../src-shared/domain/server'
import type { ServerKind } from '../../src-shared/domain/server'
import type { ConnectionStatus } from '../transport/types'
import { Slice } from './slice'

export interface ConnectionSource {
  readonly status: ConnectionStatus
  onStatus(listener: (status: ConnectionStatus) => void): () => void
}

/**
 * The `connections` slice: one row per kind of server, kept up to date from its connection. A
 * change of state is urgent; only a later byte is not worth a patch of its own, so `lastByteAt`
 * travels with the next change.
 */
export function connectionsSlice(sources: Readonly<Record<ServerKind, ConnectionSource>>): {
  readonly slice: Slice<ConnectionView, null>
  dispose(): void
} {
  const slice = new Slice<ConnectionView, null>(null)
  slice.replace(SERVER_KINDS.map((kind) => ({ id: kind, ...sources[kind].status })))
  const offs = SERVER_KINDS.map((kind) =>
    sources[kind].onStatus((status) => {
      const urgent = slice.get(kind)?.state !== status.state
      slice.upsert({ id: kind, ...status }, urgent)
    }),
  )
  return { slice, dispose: () => offs.forEach((off) => off()) }
}
