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
  'server.configChange',
  'server.validate',
  'server.backups',
  'server.backupCreate',
  'server.backupRestore',
  'server.backupDelete',
  'server.logging',
  'server.logLevel',
  'server.logFiles',
  'server.logTail',
  'server.locks',
  'server.lockRelease',
  'server.health',
  'server.sockets',
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
  'server.logFiles',
  'server.locks',
  'server.lockRelease',
  'server.health',
  'server.sockets',
])

/** What belongs to something else: there with it until the server is known to lack this part. */
const PART_OF: Readonly<Partial<Record<Capability, Capability>>> = {
  'server.configChange': 'server.config',
  'server.validate': 'server.config',
  'server.backupCreate': 'server.backups',
  'server.backupRestore': 'server.backups',
  'server.backupDelete': 'server.backups',
  'server.logLevel': 'server.logging',
  'server.logTail': 'server.logFiles',
}

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
  const whole = PART_OF[what]
  if (whole) return has !== false && isOffered(view, whole)
  return NOT_EVERYWHERE.has(what) ? has === true : has !== false
}

/** What the page about the server shows; a server with none of it has no such page. */
const ON_SERVER_PAGE = [
  'server.health',
  'server.sockets',
  'server.config',
  'server.scheduler',
  'server.backups',
  'server.logging',
  'server.logFiles',
  'server.locks',
] as const satisfies readonly Capability[]

/** Whether there is anything on the page about the server. */
export function hasServerPage(view: CapabilityView | undefined): boolean {
  return ON_SERVER_PAGE.some((what) => isOffered(view, what))
}
