import type { Diagnostics } from '../../src-shared/domain/diagnostics'
import { SERVER_KINDS } from '../../src-shared/domain/server'
import type { Vault } from '../session/vault'
import type { Client } from './client'

/** What Diagnostics shows: what the connections know, counted and went through, and the vault's state. */
export function diagnosticsOf(client: Client, vault: Pick<Vault, 'state'>): Diagnostics {
  const all = SERVER_KINDS.map((kind) => ({ kind, port: client.links[kind].port }))
  return {
    connections: all.map(({ kind, port }) => ({ id: kind, ...port.status })),
    counters: all.flatMap(({ kind, port }) =>
      port.counters.all.map((counter) => ({ kind, ...counter })),
    ),
    timeline: all
      .flatMap(({ kind, port }) => port.timeline.map((entry) => ({ kind, ...entry })))
      .sort((a, b) => a.at - b.at),
    rooms: [...client.links.library.rooms].map(([room, state]) => ({ room, state })),
    keyring: vault.state,
    profileFolder: client.folder,
  }
}
