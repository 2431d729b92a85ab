import type { ActivityEntry } from '../../src-shared/domain/activity'
import type { QueueStatus } from '../../src-shared/domain/queue'
import type { Series } from '../../src-shared/domain/series'
import type { Todo } from '../../src-shared/domain/todo'

/** A cached value and when the server confirmed it (epoch milliseconds). */
export interface Cached<T> {
  readonly value: T
  readonly confirmedAt: number
}

/** A todo with its "first seen" number, which only ever grows within an account. */
export interface SeenTodo {
  readonly todo: Todo
  readonly firstSeen: number
  /** The id its row is shown under: the local uuid it was created with here, else `t<firstSeen>`. */
  readonly entity: string
}

export interface NewActivity extends Omit<ActivityEntry, 'id'> {
  /** Who alone may see it; null: everybody. */
  readonly account: string | null
}

/** The last known state, per profile or account. Synchronous: SQLite in the main process. */
export interface Cache {
  library(profileId: string): Cached<readonly Series[]> | null
  putLibrary(profileId: string, series: readonly Series[], confirmedAt: number): void
  /** Progress is not stored: items come back with `progress: null`. */
  queue(profileId: string): Cached<QueueStatus> | null
  putQueue(profileId: string, status: QueueStatus, confirmedAt: number): void
  todos(account: string): Cached<readonly SeenTodo[]> | null
  /** Entries for everybody and those of this account (null: nobody's), newest first; so below. */
  activity(limit: number, account: string | null): readonly ActivityEntry[]
  /** Adds entries in their order, in one transaction. */
  addActivities(entries: readonly NewActivity[]): readonly ActivityEntry[]
  unreadActivity(account: string | null): number
  markActivityRead(account: string | null): void
  /** Forgets everything of a profile (all its accounts), outbox rows included. */
  forgetProfile(profileId: string): void
}
