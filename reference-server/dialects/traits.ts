import type { EventNames } from './events'

/**
 * How one version of the two servers differs from the next, as data. The code asks these traits
 * and never a version name, so a further version is one more entry in `DIALECTS`.
 */
export interface Dialect {
  readonly name: string
  /** Shown by `--help` and in the published schema. */
  readonly about: string
  readonly http: HttpTraits
  readonly series: SeriesTraits
  readonly queue: QueueTraits
  readonly events: EventTraits
  readonly extras: ExtraTraits
  readonly todos: TodoTraits
}

export interface HttpTraits {
  readonly animeBase: '/api/v1/anime' | '/api/anime'
  /** Where the schema is published; null: nowhere, clients learn from 404 and 405. */
  readonly schemaPath: '/openapi.json' | '/api/openapi.json' | null
  readonly health: readonly ('/api/health' | '/health')[]
  /** Health tells of the machine and of what the server needs, nested; else version and uptime alone. */
  readonly healthDetails: boolean
  /** The field the token comes under. */
  readonly tokenField: 'access_token' | 'token'
  /** Whether a sign-in says when the token ends. */
  readonly expiresAt: boolean
  /**
   * How refusals are written. `mixed`: framework errors `{detail}`, the application's own as an
   * envelope with a code; `detail-object`: those as `{detail: {message, code}}`; the other two use
   * one shape for everything.
   */
  readonly errors: 'mixed' | 'detail' | 'detail-object' | 'envelope'
  /** Whether a 429 says when to come back. */
  readonly retryAfter: boolean
  /** `/api/auth/refresh` trades a token for a new one: while it is valid, or also once it has ended; null: not there. */
  readonly refresh: 'valid' | 'ended' | null
  /** Calls that need a token, before the set-up: a 401, or a redirect to an HTML page. */
  readonly beforeSetup: 'refuse' | 'redirect'
}

export interface SeriesTraits {
  /** What names a series; `both` says the same under two names. */
  readonly identity: 'both' | 'id' | 'key'
  readonly title: 'name' | 'title'
  /** The list is an array, or stands under this field. */
  readonly listUnder: 'anime' | 'series' | 'items' | 'data' | null
  readonly missing: {
    readonly field: 'missing_episodes' | 'episodeDict'
    /** How many, `[{season, episode}]`, or `{season: [episodes]}`. */
    readonly as: 'count' | 'list' | 'map'
  }
  /** The details: all episodes by season, all in one list, or no more than the missing ones. */
  readonly details: 'seasons' | 'flat' | 'missing'
}

export interface QueueTraits {
  /** Where lists and run state stand: at the top, or under `status`. */
  readonly shape: 'top' | 'status'
  /** `start` answers when the queue runs, or only when it has run dry. */
  readonly startAnswers: 'at-once' | 'after-run'
  /** What `stop` does with running downloads. */
  readonly stop: 'requeue' | 'finish'
  readonly pause: boolean
  /** By the whole order, by one item's new position, or not at all. */
  readonly reorder: 'order' | 'position' | null
  /** An item that fails after so many retries is `permanently_failed` and stays so; null: never. */
  readonly retries: number | null
}

export interface EventTraits {
  /** `{type, timestamp, data}`, or the payload bare beside `type`. */
  readonly envelope: 'data' | 'bare'
  readonly names: EventNames
  /** Any room may be joined, or the known ones only. */
  readonly rooms: 'any' | 'known'
  /** Whether joins and leaves are answered. */
  readonly acknowledges: boolean
  /** What one socket may send: so many messages within so many milliseconds; null: anything. */
  readonly limit: MessageLimit | null
  /** A queue event holds the whole queue, or is a hint to fetch it. */
  readonly queue: 'whole' | 'hint'
  readonly download: {
    /** The fields the item's id comes under. */
    readonly id: readonly ('download_id' | 'item_id' | 'progress_id' | 'id')[]
    readonly series: 'key' | 'serie_id'
    readonly retryCount: boolean
    /** Numbers beside the id, a percent that is text, or numbers inside of `progress` or `metadata`. */
    readonly progress: 'flat' | 'text' | 'progress' | 'metadata'
  }
}

export interface MessageLimit {
  readonly messages: number
  readonly windowMs: number
}

/** Endpoints that not every version has. */
export interface ExtraTraits {
  /** `interval`: `{enabled, interval_minutes}`; `daily`: the envelope with times and days. */
  readonly scheduler: 'interval' | 'daily' | null
  readonly config: ConfigTraits | null
  /** The field that backups are listed under, with names of its own for what it says; null: an array. */
  readonly backups: { readonly listUnder: 'backups' | null } | null
  /** `{log_level}`, or `{success, config: {level, …}}`. */
  readonly logging: 'flat' | 'envelope' | null
  /** By name or as a list; some let a lock be released that nobody holds any more. */
  readonly processLocks: { readonly as: 'map' | 'list'; readonly release: boolean } | null
  /** How an added series is answered, and one that is there already; 202 is followed by loading events. */
  readonly addSeries: { readonly status: 200 | 202; readonly existing: 200 | 409 } | null
}

export interface ConfigTraits {
  /** Wins over what was stored, by dotted path: seen only when the settings are read back. */
  readonly environment: Readonly<Record<string, string | number | boolean>>
  /** A change names fields, or whole sections: there, what it leaves out falls back to its default. */
  readonly changes: 'fields' | 'sections'
  /** What a check finds wrong: texts in a good answer, or a refusal that names the fields. */
  readonly problems: 'listed' | 'refused'
}

export interface TodoTraits extends TodoHabits {
  readonly tokenPath: string
  readonly registerPath: string
  /** Where the refresh token that comes with each sign-in is traded, once, for a new pair; null: there is none. */
  readonly refreshPath: string | null
  /** Under which field lists and todos are sent; `own`: `todos` and `todo`. */
  readonly payload: 'payload' | 'data' | 'own'
  /** Where `todo_deleted` holds its id: beside `type`, or inside of the payload. */
  readonly deletedId: 'top' | 'inside'
  readonly done: 'completed' | 'is_completed' | 'done'
  readonly errorField: 'message' | 'detail' | 'error'
}

/** What a todo server makes of what it is told; tests can change these while it runs. */
export interface TodoHabits {
  readonly trims: boolean
  /** A title that is too long is refused, or cut without a word. */
  readonly titles: 'refuse' | 'cut'
  /** Characters. */
  readonly titleMax: number
  /** Stands in for what a new todo leaves out; a server with a default title refuses no empty one. */
  readonly defaults: {
    readonly title?: string
    readonly description?: string
    readonly priority?: string
  }
  /** Dates as they came, as UTC in Python's notation, or cut to the day. */
  readonly dates: 'as-sent' | 'utc' | 'day'
  /** Who hears of a change: all sockets of the user, or all but the sender's. */
  readonly confirms: 'all' | 'others'
  /** Ids come back: the highest deleted one (SQLite), the lowest free one, or none. */
  readonly ids: 'highest' | 'lowest' | 'never'
  /** Errors say what was wrong, or only that something was. */
  readonly errors: 'exact' | 'general'
}
