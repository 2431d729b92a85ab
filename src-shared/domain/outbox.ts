import type { Answer, OutboxQuestion } from './decisions'
import type { AppError } from './errors'
import type { EpisodeRef } from './series'
import type { ServerKind } from './server'
import type { TodoPatch } from './todo'

/**
 * Every change the user makes is first a row in the outbox; then it is sent.
 * The states and their edges are drawn in src-main/outbox/outbox.ts.
 */
export type OutboxState =
  | 'held' // undo window
  | 'queued'
  | 'sending'
  | 'ambiguous' // may or may not have arrived
  | 'failed'
  | 'blocked'
  | 'parked'
  | 'conflict'
  | 'review'

/** What the user asked for. Discriminated by `kind`; plain JSON, stored as such. */
export type OutboxCommand =
  | { kind: 'todo.create'; fields: TodoPatch & { title: string } }
  | { kind: 'todo.update'; todoId: number | null; fields: TodoPatch }
  | { kind: 'todo.delete'; todoId: number | null }
  | {
      kind: 'queue.add'
      seriesId: string
      seriesFolder: string | null
      seriesTitle: string
      episodes: readonly (EpisodeRef & { title?: string })[]
    }
  | { kind: 'queue.remove'; itemIds: readonly string[] }
  | { kind: 'queue.run'; run: 'start' | 'stop' | 'pause' | 'resume' }
  | { kind: 'queue.retry'; itemIds: readonly string[] }
  | { kind: 'queue.clear'; itemIds: readonly string[] }
  /** The item stands directly after `after`, or first when that is null. */
  | { kind: 'queue.move'; itemId: string; after: string | null }
  | { kind: 'library.rescan' }
  /** A series the server does not have yet, by its page at the provider. */
  | { kind: 'library.add'; link: string; title: string }

export type OutboxKind = OutboxCommand['kind']

export interface OutboxRow {
  readonly seq: number
  readonly profileId: string
  /** Server profile plus user: another account never sees or sends this row. */
  readonly account: string
  readonly server: ServerKind
  /** Local uuid of what is changed; for a todo the id its row is shown under. */
  readonly entity: string
  readonly command: OutboxCommand
  /** The values the change was made on, for conflicts. */
  readonly base: TodoPatch | null
  /** A short name for sentences ("Delete ‘Buy milk’"). */
  readonly label: string
  readonly state: OutboxState
  /** Highest "first seen" number of the account when it was sent; null: never sent. */
  readonly baseline: number | null
  readonly attempts: number
  readonly lastError: AppError | null
  /** Epoch milliseconds. */
  readonly createdAt: number
  /** Not sent before this time (undo window, next try). Epoch milliseconds. */
  readonly notBefore: number | null
  /** The user's answer to its question, carried out when the undo window is over. */
  readonly answer: Answer | null
}

/** The glyph and words on a row that has an unconfirmed change. */
export interface OutboxMark {
  readonly seq: number
  readonly kind: OutboxKind
  readonly state: OutboxState
  readonly error: AppError | null
}

/** A row of the Outbox page. `id` is the seq as text. */
export interface OutboxView {
  readonly id: string
  readonly seq: number
  readonly server: ServerKind
  readonly entity: string
  readonly command: OutboxCommand
  readonly label: string
  readonly state: OutboxState
  readonly attempts: number
  readonly lastError: AppError | null
  readonly createdAt: number
  readonly notBefore: number | null
  /** What the user is asked while the row is in `conflict` or `review`. */
  readonly question: OutboxQuestion | null
  /** The answer given, while the row is `held`: `outbox.undo` brings the question back. */
  readonly answer: Answer['is'] | null
  /** `outbox.edit` takes other values: the server can't know of it, or it was stopped there. */
  readonly canEdit: boolean
  /** It was sent, and nobody can tell yet that it is not there: a discard does not take it back. */
  readonly inDoubt: boolean
}

export const OUTBOX_LIMIT = 10_000
/** How long what destroys can be undone before it is sent, in milliseconds. */
export const UNDO_WINDOW_MS = 8_000
