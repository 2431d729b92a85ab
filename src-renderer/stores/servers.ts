import { defineStore } from 'pinia'
import { computed } from 'vue'
import { call } from '../bridge/bridge'
import {
  isOffered,
  type Capability,
  type CapabilityView,
} from '../../src-shared/domain/capabilities'
import type { ConnectionView } from '../../src-shared/domain/connection'
import type { ServerKind, SessionState, SessionView } from '../../src-shared/domain/server'
import { mirrors } from './mirrors'

/** How the servers are reached. */
export const useConnections = defineStore('connections', () => {
  const { ready, rows, row } = mirrors.connections
  return {
    ready,
    rows,
    of: (kind: ServerKind): ConnectionView | undefined => row(kind),
    retry: (kind: ServerKind) => call('connection.retry', { kind }),
  }
})

const OUT: ReadonlySet<SessionState> = new Set<SessionState>(['needsSetup', 'signedOut', 'expired'])

/** Who is signed in where. */
export const useSession = defineStore('session', () => {
  const { ready, rows, row } = mirrors.session
  return {
    ready,
    rows,
    library: computed((): SessionView | undefined => row('library')),
    todos: computed((): SessionView | undefined => row('todos')),
    of: (kind: ServerKind): SessionView | undefined => row(kind),
    /**
     * Somebody has to sign in there before anything moves. The sample server signs in by itself:
     * it counts only once that has ended.
     */
    isOut: (kind: ServerKind): boolean => {
      const view = row(kind)
      if (!view || !OUT.has(view.state)) return false
      const sample = mirrors.settings.meta.value?.sample.state
      return !view.sample || sample === 'running' || sample === 'failed'
    },
    signOut: (kind: ServerKind, unsent: 'ask' | 'keep' | 'discard') =>
      call('session.signOut', { kind, unsent }),
  }
})

/** What the servers can do. */
export const useCapabilities = defineStore('capabilities', () => {
  const { ready, row } = mirrors.capabilities
  return {
    ready,
    of: (kind: ServerKind): CapabilityView | undefined => row(kind),
    has: (kind: ServerKind, what: Capability): boolean | null => row(kind)?.has[what] ?? null,
    offers: (kind: ServerKind, what: Capability): boolean => isOffered(row(kind), what),
  }
})
