/** What the requirements' table of events has, by meaning; a dialect says under which names they go out. */
const SEED_EVENTS = [
  'connected',
  'server_shutdown',
  'scan_started',
  'scan_progress',
  'scan_complete',
  'scan_failed',
  'download_progress',
  'download_complete',
  'download_failed',
  'download_added',
  'download_removed',
  'queue_status',
  'queue_started',
  'queue_stopped',
  'queue_paused',
  'queue_resumed',
  'series_updated',
] as const

/** Events that only servers with a scheduler, with added series, or of the oldest kind send. */
const OTHER_EVENTS = [
  'series_loading_update',
  'scheduled_rescan_started',
  'scheduled_rescan_completed',
  'scheduled_rescan_error',
  'scheduled_rescan_skipped',
  'auto_download_started',
  'auto_download_completed',
  'auto_download_error',
  'download_episode_update',
  'download_series_completed',
] as const

export type LibraryEvent = (typeof SEED_EVENTS)[number] | (typeof OTHER_EVENTS)[number]

/** Names each event goes out under; several are sent one after the other, none is silence. */
export type EventNames = Readonly<Record<LibraryEvent, readonly string[]>>

/** The seed's names: each of its events under its own, the others not at all. */
export const SEED_NAMES = named(SEED_EVENTS, OTHER_EVENTS)

export const SCHEDULER_EVENTS: Partial<EventNames> = own(
  OTHER_EVENTS.filter((name) => name.startsWith('scheduled_') || name.startsWith('auto_')),
)

/** Each of these events under its own name. */
export function own(events: readonly LibraryEvent[]): Partial<EventNames> {
  return Object.fromEntries(events.map((name) => [name, [name]]))
}

/** These events are never sent. */
export function silent(events: readonly LibraryEvent[]): Partial<EventNames> {
  return Object.fromEntries(events.map((name) => [name, []]))
}

function named(spoken: readonly LibraryEvent[], unspoken: readonly LibraryEvent[]): EventNames {
  return { ...own(spoken), ...silent(unspoken) } as EventNames
}
