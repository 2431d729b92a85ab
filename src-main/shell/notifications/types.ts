import type { Navigation } from '../../../src-shared/ipc/events'

/** Something ended that the user may want to hear of. */
export type Outcome =
  | {
      readonly kind: 'download'
      readonly outcome: 'completed' | 'failed'
      readonly itemId: string
      readonly retryCount: number
      readonly seriesTitle: string
      /** Opens the series when clicked; without it the queue is opened. */
      readonly seriesId?: string | null
      readonly season: number
      readonly episode: number
      /** Why it failed, in the server's words. */
      readonly reason: string | null
      /** Which server: item ids of two servers may be the same. */
      readonly profileId?: string
    }
  | {
      readonly kind: 'scan'
      readonly outcome: 'completed' | 'failed'
      /** Missing episodes that were not missing before; null when that is not known. */
      readonly newMissing: number | null
      readonly reason: string | null
    }

/** The queue as a whole, for the progress notification. */
export interface DownloadProgress {
  readonly running: boolean
  readonly paused: boolean
  /** 0 … 100; null while unknown. */
  readonly percent: number | null
  /** Episodes active or pending. */
  readonly remaining: number
  readonly failed: number
  /** Megabytes per second; null while unknown. */
  readonly speedMbps: number | null
}

/** One system notification, worded. */
export interface Notice {
  /** A notice with the tag of an earlier one takes its place. */
  readonly tag: string
  readonly kind: 'finished' | 'failed' | 'scan' | 'away' | 'progress'
  readonly title: string
  readonly body: string
  /** Where a click leads. */
  readonly open: Navigation
  /** 0 … 100 for the bar of a progress notice; null: none. */
  readonly percent: number | null
  /** True when it only brings an earlier notice up to date: not worth a second popup. */
  readonly updates: boolean
}

/** Shows notices; the outcome of a call is never awaited, failures are logged and swallowed. */
export interface Notifier {
  show(notice: Notice): void
  /** Takes a notice back that is no longer true. */
  withdraw(tag: string): void
  onClick(listener: (notice: Notice) => void): () => void
  /** The user closed it himself (not: it ran out). */
  onDismiss(listener: (notice: Notice) => void): () => void
  close(): Promise<void>
}

/** Which outcomes have been told already; survives restarts. */
export interface SeenStore {
  has(key: string): boolean
  add(key: string): void
}
