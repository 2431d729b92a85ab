import type { Diagnostics } from '../../src-shared/domain/diagnostics'
import { SERVER_KINDS } from '../../src-shared/domain/server'
import type { Vault } from '../session/vault'
import type { Client } from './client'

/** What Diagnostics shows: what the connections counted and went through, and the vault's state. */
export function diagnosticsOf(client: Client, vault: Pick<Vault, 'state'>): Diagnostics {
  const all = SERVER_KINDS.map((kind) => ({ kind, port: client.links[kind].port }))
  return {
    counters: all.flatMap(({ kind, port }) =>
      port.counters.all.map(({ name, count }) => ({ name: `${kind}: ${name}`, count })),
    ),
    timeline: all
      .flatMap(({ kind, port }) => port.timeline.map((entry) => ({ kind, ...entry })))
      .sort((a, b) => a.at - b.at),
    keyring: vault.state,
    profileFolder: client.folder,
  }
}
