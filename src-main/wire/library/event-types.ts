import type { ItemProgress, QueueStatus } from '../../../src-shared/domain/queue'
import type { EpisodeRef } from '../../../src-shared/domain/series'
import type { JsonObject } from '../../../src-shared/json'

/** What an event calls the item it is about; any of these may be missing. */
export interface DownloadRef {
  readonly id: string | null
  readonly key: string | null
  readonly folder: string | null
  /** Null where the event does not say; then it is about the item's present try. */
  readonly retryCount: number | null
}

/** How far the server is with a series that was added. */
export interface SeriesLoading {
  readonly key: string | null
  /** By the server's own name; the last ones are `completed` and `failed`. */
  readonly state: string | null
  /** Why it failed. */
  readonly error: string | null
}

export type RunEvent = 'started' | 'stopped' | 'paused' | 'resumed'

/** The events of the library server, under one name for each meaning. */
export type LibraryEvent =
  | { readonly type: 'connected' }
  | { readonly type: 'server.shutdown' }
  | { readonly type: 'room.joined'; readonly room: string }
  | { readonly type: 'room.refused'; readonly room: string | null; readonly reason: string | null }
  | { readonly type: 'scan.started'; readonly total: number | null }
  | {
      readonly type: 'scan.progress'
      readonly percent: number | null
      readonly current: number | null
      readonly total: number | null
      readonly message: string | null
    }
  | { readonly type: 'scan.complete'; readonly message: string | null }
  | { readonly type: 'scan.failed'; readonly reason: string | null }
  | {
      readonly type: 'download.progress'
      readonly item: DownloadRef
      readonly progress: ItemProgress | null
    }
  | { readonly type: 'download.complete'; readonly item: DownloadRef }
  | { readonly type: 'download.failed'; readonly item: DownloadRef; readonly reason: string | null }
  /** The whole queue, or (null) a hint to fetch it. */
  | { readonly type: 'queue.status'; readonly status: QueueStatus | null }
  | { readonly type: 'queue.run'; readonly run: RunEvent }
  /** Something was added or removed: a hint to fetch. */
  | { readonly type: 'queue.changed' }
  | { readonly type: 'series.updated'; readonly key: string | null }
  | ({ readonly type: 'series.loading' } & SeriesLoading)
  /** What an old server says of one episode on its way. */
  | {
      readonly type: 'episode.update'
      readonly item: DownloadRef
      readonly title: string | null
      readonly episode: EpisodeRef | null
      /** Null while it has not ended. */
      readonly outcome: 'completed' | 'failed' | null
      /** Why it failed. */
      readonly reason: string | null
      readonly message: string | null
    }
  /** Old names for what the server does by itself: shown as activity. */
  | {
      readonly type: 'server.event'
      readonly name: string
      /** The series it is about. */
      readonly title: string | null
      readonly message: string | null
    }
  /** A name we do not know: counted, shown in Diagnostics. */
  | { readonly type: 'unknown'; readonly name: string }

/** A decoded event with what tells whether it is the twin of another. */
export interface LibraryMessage {
  readonly event: LibraryEvent
  /** The name the server used. */
  readonly name: string
  /** The server's time stamp as it came; null where there is none. */
  readonly stamp: string | null
  readonly payload: JsonObject
}
