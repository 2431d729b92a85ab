import type { ServerKind } from './server'

/** What a server can do. Null where it is not known yet: then shown, and learnt from 404/405. */
export const CAPABILITIES = [
  'library.list',
  'library.rescan',
  'library.search',
  'library.add',
  'queue.pause',
  'queue.reorder',
  'queue.retry',
  'queue.clear',
  'todos.register',
] as const
export type Capability = (typeof CAPABILITIES)[number]

/** One per server kind; `id` is the kind. */
export interface CapabilityView {
  readonly id: ServerKind
  /** Where the knowledge comes from. */
  readonly source: 'schema' | 'learnt' | 'none'
  readonly has: Readonly<Record<Capability, boolean | null>>
}
