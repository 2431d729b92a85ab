import type { ServerKind } from './server'

/** What a server can do. Null where it is not known yet; see `isOffered`. */
export const CAPABILITIES = [
  'library.list',
  'library.rescan',
  'library.search',
  'library.add',
  'queue.pause',
  'queue.reorder',
  'queue.retry',
  'queue.clear',
  'server.scheduler',
  'server.config',
  'server.backups',
  'server.logging',
  'server.locks',
  'server.health',
  'todos.register',
] as const
export type Capability = (typeof CAPABILITIES)[number]

/** What only some versions have: assumed of no server that has not shown it. */
const NOT_EVERYWHERE: ReadonlySet<Capability> = new Set<Capability>([
  'library.add',
  'server.scheduler',
  'server.config',
  'server.backups',
  'server.logging',
  'server.locks',
  'server.health',
])

/** One per server kind; `id` is the kind. */
export interface CapabilityView {
  readonly id: ServerKind
  /** Where the knowledge comes from. */
  readonly source: 'schema' | 'learnt' | 'none'
  readonly has: Readonly<Record<Capability, boolean | null>>
}

/**
 * Whether the window offers it. What every known version began with is there until a server is
 * known to lack it; what came later only once a server is known to have it.
 */
export function isOffered(view: CapabilityView | undefined, what: Capability): boolean {
  const has = view?.has[what] ?? null
  return NOT_EVERYWHERE.has(what) ? has === true : has !== false
}
