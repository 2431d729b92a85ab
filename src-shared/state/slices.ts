import type { ActivityEntry } from '../domain/activity'
import type { CapabilityView } from '../domain/capabilities'
import type { ConnectionView, Freshness } from '../domain/connection'
import type { TwinOffer } from '../domain/decisions'
import type { OutboxView } from '../domain/outbox'
import type { QueueRow, RunState } from '../domain/queue'
import type { ScanState } from '../domain/scan'
import type { Series } from '../domain/series'
import type { SessionView } from '../domain/server'
import type { SettingsView } from '../domain/settings'
import type { TodoRow } from '../domain/todo'
import type { OutboxMark } from '../domain/outbox'

/** Sums over the queue that every pane needs, computed once in the main process. */
export interface QueueTotals {
  readonly active: number
  readonly pending: number
  readonly failed: number
  readonly completed: number
  /** Megabytes per second over all active items; null when none says. */
  readonly speedMbps: number | null
  /** 0 … 100 over the items of the present run; null when nothing runs. */
  readonly percent: number | null
  /** Seconds to the end of all active and pending items; null while unknown. */
  readonly etaSeconds: number | null
}

export interface QueueMeta {
  readonly freshness: Freshness
  readonly run: RunState
  /** A start/stop/pause/resume of the user that the server has not confirmed. */
  readonly runPending: OutboxMark | null
  readonly totals: QueueTotals
}

/** A series on its way into the library. */
export interface SeriesAdding {
  /** What the series is called in the library once it is there. */
  readonly id: string
  readonly title: string
  /** The page it was added by; null: somebody else added it. */
  readonly link: string | null
  /** The user's wish, which the server has not confirmed yet. */
  readonly pending: OutboxMark | null
  /** How far the server is, by its own name (`loading_episodes`, `failed` …); null: it has not said. */
  readonly loading: string | null
  /** Why loading failed, in the server's words. */
  readonly error: string | null
}

export interface LibraryMeta {
  readonly freshness: Freshness
  readonly rescanPending: OutboxMark | null
  readonly adding: readonly SeriesAdding[]
}

export interface OutboxMeta {
  readonly limit: number
  /** Todos that are there twice because of us: each can be removed with one click, or kept. */
  readonly twins: readonly TwinOffer[]
}

export interface ActivityMeta {
  readonly unread: number
  /** What happened during the last absence, until the user has seen it; its entry is among the rows. */
  readonly digest: ActivityEntry | null
}

/**
 * Every slice of state: its entity (by `id`, in order) and what belongs to the whole (`meta`).
 * The main process owns them; the window holds a mirror.
 */
export interface Slices {
  connections: { entity: ConnectionView; meta: null }
  session: { entity: SessionView; meta: null }
  library: { entity: Series; meta: LibraryMeta }
  queue: { entity: QueueRow; meta: QueueMeta }
  todos: { entity: TodoRow; meta: { freshness: Freshness } }
  outbox: { entity: OutboxView; meta: OutboxMeta }
  activity: { entity: ActivityEntry; meta: ActivityMeta }
  settings: { entity: { readonly id: string }; meta: SettingsView }
  scan: { entity: { readonly id: string }; meta: ScanState }
  capabilities: { entity: CapabilityView; meta: null }
}

export const SLICE_NAMES = [
  'connections',
  'session',
  'library',
  'queue',
  'todos',
  'outbox',
  'activity',
  'settings',
  'scan',
  'capabilities',
] as const satisfies readonly (keyof Slices)[]

export type SliceName = (typeof SLICE_NAMES)[number]
export type EntityOf<N extends SliceName> = Slices[N]['entity']
export type MetaOf<N extends SliceName> = Slices[N]['meta']
