/** The events of the library server by their meaning; a dialect says under which names they go out. */
export const LIBRARY_EVENTS = [
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
export type LibraryEvent = (typeof LIBRARY_EVENTS)[number]

/**
 * How one version of the two servers differs from the next, as data. The code asks these traits
 * and never a version name, so a further version is one more entry in `DIALECTS`.
 */
export interface Dialect {
  readonly name: string
  /** Shown by `--help` and in `/openapi.json`. */
  readonly about: string
  readonly http: {
    readonly animeBase: '/api/v1/anime' | '/api/anime'
    /** The field the token comes under. */
    readonly tokenField: 'access_token' | 'token'
    /** Where the queue's lists and run state stand: at the top, or under `status`. */
    readonly queueShape: 'top' | 'status'
    /** `start` answers when the queue runs, or only when it has run dry. */
    readonly startAnswers: 'at-once' | 'after-run'
    /** What `stop` does with running downloads. */
    readonly stop: 'requeue' | 'finish'
  }
  readonly events: {
    /** `{type, timestamp, data}`, or the payload bare beside `type`. */
    readonly envelope: 'data' | 'bare'
    /** Names each event goes out under; several are sent one after the other, none is silence. */
    readonly names: Readonly<Record<LibraryEvent, readonly string[]>>
    /** Any room may be joined, or the known ones only. */
    readonly rooms: 'any' | 'known'
  }
  readonly todos: {
    /** Under which field lists and todos are sent. */
    readonly payloadField: 'payload' | 'data'
  }
}

const SAME_NAMES = Object.fromEntries(
  LIBRARY_EVENTS.map((name): [LibraryEvent, readonly string[]] => [name, [name]]),
) as Record<LibraryEvent, readonly string[]>

const seed: Dialect = {
  name: 'seed',
  about: 'exactly the endpoints and event names that the requirements fix',
  http: {
    animeBase: '/api/v1/anime',
    tokenField: 'access_token',
    queueShape: 'status',
    startAnswers: 'at-once',
    stop: 'requeue',
  },
  events: { envelope: 'data', names: SAME_NAMES, rooms: 'any' },
  todos: { payloadField: 'payload' },
}

export const DIALECTS: readonly Dialect[] = [seed]
export const DEFAULT_DIALECT = seed

/** @throws RangeError that lists the names there are. */
export function findDialect(name: string): Dialect {
  const found = DIALECTS.find((dialect) => dialect.name === name)
  if (found) return found
  const names = DIALECTS.map((dialect) => dialect.name).join(', ')
  throw new RangeError(`unknown dialect "${name}"; there are: ${names}`)
}
