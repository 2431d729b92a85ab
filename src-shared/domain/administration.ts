import type { Json } from '../json'
import type { AppError, FieldIssue } from './errors'

/** Something a server says of itself that we have no words for: under its own name, as it says it. */
export interface Fact {
  /** Dotted where it stood inside of something: `dependencies.database.status`. */
  readonly name: string
  readonly value: null | boolean | number | string
  /** Its value never leaves the main process; null stands for it. */
  readonly secret?: true
}

export interface ServerHealth {
  /** In the server's own word: `healthy`, `ok`, `degraded` … */
  readonly status: string | null
  readonly version: string | null
  readonly uptimeSeconds: number | null
  readonly disk: DiskSpace | null
  readonly facts: readonly Fact[]
}

/** Megabytes (10⁶ bytes), and how full it is; what the server leaves out is null. */
export interface DiskSpace {
  readonly freeMb: number | null
  readonly totalMb: number | null
  readonly usedPercent: number | null
}

/** The server's side of its socket: who is connected, to which rooms. */
export interface SocketState {
  readonly status: string | null
  readonly connections: number | null
  readonly rooms: readonly { readonly name: string; readonly members: number | null }[]
  readonly facts: readonly Fact[]
}

/** Where a setting stands in the server's configuration: `['logging', 'level']`. */
export type FieldPath = readonly string[]

/** One setting: what stands at the end of a path. A list, or an object that holds nothing, is one. */
export interface ConfigField {
  readonly path: FieldPath
  /** Null where it is secret: its value never leaves the main process. */
  readonly value: Json
  readonly secret: boolean
}

/** The configuration as the server returned it, in its order. */
export interface ServerConfig {
  readonly fields: readonly ConfigField[]
  /** There are more settings than these: no section may be taken for complete. */
  readonly truncated: boolean
}

/** A setting the user changed, and what it was when they began. */
export interface ConfigChange {
  readonly path: FieldPath
  readonly from: Json
  readonly to: Json
}

/** What came of saving; only what was changed is ever sent. */
export type ConfigOutcome =
  /** The server finds something wrong. Nothing was stored. */
  | { readonly is: 'invalid'; readonly issues: readonly FieldIssue[] }
  /** Somebody else changed the same settings since they were read. Nothing was sent. */
  | { readonly is: 'stale'; readonly config: ServerConfig; readonly paths: readonly FieldPath[] }
  /** Taken, and read back. */
  | {
      readonly is: 'saved'
      readonly config: ServerConfig
      /** What was sent, but has another value now: the server's environment decides it. */
      readonly overruled: readonly FieldPath[]
      /** What was not sent and has another value now, with the one it had. */
      readonly reset: readonly ConfigField[]
      /** What was not sent and is gone, and secrets with another value: nobody here can put them back. */
      readonly lost: readonly FieldPath[]
    }
  /** Taken, but it could not be read back. */
  | { readonly is: 'unread'; readonly error: AppError }

/** A file that the server keeps: a backup of its configuration, a log. */
export interface ServerFile {
  readonly name: string
  readonly sizeBytes: number | null
  /** When it was made or written last, in epoch milliseconds. */
  readonly at: number | null
}

export interface ServerLogging {
  readonly level: string | null
  /** What the level can be. */
  readonly levels: readonly string[]
  readonly facts: readonly Fact[]
}

/** Something of which the server runs one at a time. */
export interface ProcessLock {
  readonly name: string
  /** Null: the server does not say. */
  readonly held: boolean | null
  /** Who holds it, in the server's words. */
  readonly holder: string | null
  /** Epoch milliseconds. */
  readonly since: number | null
}

/** One word for a path, the same for equal paths alone. */
export function fieldKey(path: FieldPath): string {
  return path.map((name) => name.replace(/[~.]/g, (sign) => `~${sign === '~' ? 0 : 1}`)).join('.')
}
