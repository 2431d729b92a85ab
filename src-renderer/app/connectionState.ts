import { computed, onScopeDispose, shallowReactive, watch } from 'vue'
import { SERVER_KINDS, type ServerKind } from '../../src-shared/domain/server'
import type { ConnectionState } from '../../src-shared/domain/connection'
import { useConnections, useSession } from '../stores'

/** Worst last: what the top bar tells of two connections. */
const SEVERITY: readonly ConnectionState[] = [
  'ready',
  'probing',
  'syncing',
  'connecting',
  'authorising',
  'eventsUnavailable',
  'suspended',
  'idle',
  'closed',
  'backoff',
  'needsAuth',
  'blocked',
]

/** States in which what is shown is not being kept up to date, though the user wants it to be. */
const AWAY: ReadonlySet<ConnectionState> = new Set<ConnectionState>([
  'authorising',
  'connecting',
  'syncing',
  'backoff',
  'eventsUnavailable',
  'blocked',
])
/** States in which the library server answers over HTTP, and those in which a todo server can be written to. */
const THERE: Readonly<Record<ServerKind, ReadonlySet<ConnectionState>>> = {
  library: new Set<ConnectionState>(['syncing', 'ready', 'probing', 'eventsUnavailable']),
  todos: new Set<ConnectionState>(['syncing', 'ready', 'probing']),
}
/** A blip this short is not worth a banner. */
const BANNER_AFTER_MS = 2_000

/** Both connections as the shell shows them. */
export function useConnectionSummary() {
  const connections = useConnections()
  const session = useSession()

  /** The kinds that have a server, with their session and connection. */
  const used = computed(() =>
    SERVER_KINDS.flatMap((kind) => {
      const who = session.of(kind)
      if (!who || who.state === 'none') return []
      return [{ kind, session: who, connection: connections.of(kind) }]
    }),
  )
  const worst = computed(() =>
    used.value.reduce<(typeof used.value)[number] | null>(
      (found, one) => (!found || rank(one) > rank(found) ? one : found),
      null,
    ),
  )
  return { used, worst }
}

function rank({ connection }: { connection: { state: ConnectionState } | undefined }): number {
  return SEVERITY.indexOf(connection?.state ?? 'idle')
}

/** Whether a server can be asked for something now. What is not queued needs that, and says so. */
export function useReachable(kind: ServerKind) {
  const connections = useConnections()
  const session = useSession()
  return computed(
    () =>
      session.of(kind)?.state === 'signedIn' &&
      THERE[kind].has(connections.of(kind)?.state ?? 'idle'),
  )
}

/** The kinds whose server has been away for two seconds by now. */
export function useAway() {
  const connections = useConnections()
  const late = shallowReactive(new Set<ServerKind>())
  const timers = new Map<ServerKind, ReturnType<typeof setTimeout>>()
  const awayNow = (kind: ServerKind) => AWAY.has(connections.of(kind)?.state ?? 'idle')

  for (const kind of SERVER_KINDS) {
    watch(
      () => awayNow(kind),
      (away) => {
        clearTimeout(timers.get(kind))
        if (away)
          timers.set(
            kind,
            setTimeout(() => late.add(kind), BANNER_AFTER_MS),
          )
        else late.delete(kind)
      },
      { immediate: true },
    )
  }
  onScopeDispose(() => timers.forEach((timer) => clearTimeout(timer)))
  return computed(() => SERVER_KINDS.filter((kind) => late.has(kind)))
}
