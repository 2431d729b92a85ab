import type { JsonObject } from '../json'

/** What can stand in the activity list; the window words each by `activity.<kind>`. */
export const ACTIVITY_KINDS = [
  'download.completed',
  'download.failed',
  'scan.completed',
  'scan.failed',
  'todo.remote', // another client changed the list
  'todo.error', // the todo server complained, and about nothing that was under way
  'away.digest', // all that happened during one absence
  'server.event', // a legacy event without a better home
  'store.note', // what happened to the local file (moved aside, newer, full)
] as const
export type ActivityKind = (typeof ACTIVITY_KINDS)[number]

export interface ActivityEntry {
  /** Monotonic, as text. */
  readonly id: string
  /** Epoch milliseconds. */
  readonly at: number
  readonly kind: ActivityKind
  /** What the words are filled with (series, episode, reason, counts). */
  readonly data: JsonObject
}
