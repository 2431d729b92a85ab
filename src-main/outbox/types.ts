import type { AppError } from '../../src-shared/domain/errors'
import type { OutboxCommand, OutboxRow } from '../../src-shared/domain/outbox'
import type { QueueStatus } from '../../src-shared/domain/queue'
import type { EpisodeRef } from '../../src-shared/domain/series'
import type { ServerKind } from '../../src-shared/domain/server'
import type { Todo, TodoPatch } from '../../src-shared/domain/todo'
import type { Clock } from '../clock'
import type { Logger } from '../log'
import type { Db } from '../store/db'
import type { TodoStore } from '../store/todos'
import type { SeenTodo } from '../store/types'
import type { SocketEnd } from '../transport/closes'
import type { Guards } from './guards'
import type { SqliteOutbox } from './outbox'

export interface NewRow {
  readonly server: ServerKind
  readonly profileId: string
  readonly account: string
  readonly entity: string
  readonly command: OutboxCommand
  readonly base?: TodoPatch | null
  readonly label: string
  /** Undo window in milliseconds; the row is `held` that long. */
  readonly holdMs?: number
}

/** The durable list of what the user asked for. */
export interface Outbox {
  /**
   * Commits the row and answers it. Folds it into rows never sent (add + remove cancel: null, two
   * edits are one). Throws AppFailure `outbox.full`, `store.full`, `store.readOnly`.
   */
  enqueue(row: NewRow): OutboxRow | null
  /** All rows of an account, by seq. */
  rows(account: string): readonly OutboxRow[]
  /** All rows of all accounts, by seq. */
  all(): readonly OutboxRow[]
  /**
   * Takes back an answer within its window or a discard, or deletes a row that was never sent (undo window, or
   * still queued); false when it is too late.
   */
  undo(seq: number): boolean
  /** Deletes a row in any state but `sending`, and what depends on it. */
  discard(seq: number): void
  /** Puts a failed, parked or ambiguous row back to `queued`; what was ever sent is looked for before it goes. */
  retry(seq: number): void
  /** After any change of the rows, once per commit. Carries the accounts concerned. */
  onChange(listener: (accounts: ReadonlySet<string>) => void): () => void
}

/** Sends the todo rows of one account over the socket, one in flight, and settles them by evidence. */
export interface TodoLane {
  /** The confirmed list: what the server said. */
  readonly todos: readonly SeenTodo[]
  /** When the server last confirmed the list, epoch milliseconds; null: never. */
  readonly confirmedAt: number | null
  /** A connection is open; `write` puts a frame on it. Nothing is sent before the first list. */
  connected(write: (frame: string) => boolean): void
  /** It is gone: what was in flight becomes ambiguous. `end` says how the peer ended it; null: we did. */
  disconnected(end: SocketEnd | null): void
  /** Asks for the whole list; false when there is no connection. */
  refresh(): boolean
  list(todos: readonly Todo[]): void
  created(todo: Todo): void
  updated(todo: Todo): void
  deleted(todoId: number): void
  /** False when nothing is in flight that it could be about. */
  error(message: string): boolean
  /** Evidence that is ours or not: after each applied message. */
  onChange(listener: (change: LaneChange) => void): () => void
  dispose(): void
}

export interface TodoLaneOptions {
  readonly account: string
  readonly db: Db
  readonly outbox: SqliteOutbox
  readonly todos: TodoStore
  readonly clock: Clock
  readonly log?: Logger
  /** The server answers nothing on this connection, not even the list: dial anew. */
  readonly onStuck?: () => void
  /** Never more commands at once than this; 16 unless told, to a server that answers in order. */
  readonly mostInFlight?: number
  readonly guards?: Guards
}

/** What another client did to one todo; `done` is a change that completed it. */
export interface ForeignChange {
  readonly what: 'created' | 'updated' | 'done' | 'deleted'
  readonly title: string
}

/** What a message changed; `foreign` holds what another client did, for Activity. */
export interface LaneChange {
  readonly foreign: readonly ForeignChange[]
  /**
   * An edit of ours that met changes of others in other fields: both are kept. Told by itself and
   * within the unit of work that makes it so, for the listener's note to be kept with it or not at all.
   */
  readonly merged?: Merge
}

export interface Merge {
  readonly title: string
  readonly entity: string
  /** The values of our edit. */
  readonly mine: TodoPatch
  /** The values that it replaces: an update with them takes it back. */
  readonly undo: TodoPatch
}

/** How an HTTP command ended. */
export type SendOutcome =
  | { readonly is: 'answered' } // 2xx: settled with the next status
  | { readonly is: 'done' } // settled now (409 on rescan …)
  | { readonly is: 'refused'; readonly error: AppError } // names the row: failed
  | { readonly is: 'notSent'; readonly error: AppError } // queued again
  | { readonly is: 'unknown'; readonly error: AppError } // may have arrived: ambiguous

/** Sends the library server's rows over HTTP, in order, one in flight; run commands free the lane at once. */
export interface QueueLane {
  /** The link is up (signed in and reachable): start sending. */
  available(): void
  unavailable(): void
  /** A status was read or pushed; settles what it shows. Called before the service publishes it. */
  status(status: QueueStatus): void
  /** `queue_started` … `queue_resumed`: evidence for run commands. */
  run(event: 'started' | 'stopped' | 'paused' | 'resumed'): void
  dispose(): void
}

export interface QueueLaneOptions {
  /** Carries one row out (the queue service knows the paths and the present order). */
  send(row: OutboxRow): Promise<SendOutcome>
  /** Asks for a fresh `/api/queue/status`; its answer arrives through `status`. */
  refetch(): void
  /** Whether an episode (by the server's id of its series) is still missing; null: not known. */
  isMissing?(seriesId: string, episode: EpisodeRef): boolean | null
}
