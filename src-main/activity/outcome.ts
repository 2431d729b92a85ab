/** One end of a download: told once for each item, outcome and try. */
export interface DownloadEnd {
  readonly itemId: string
  readonly outcome: 'completed' | 'failed'
  readonly retryCount: number
}

/** A download that ended. */
export interface DownloadOutcome extends DownloadEnd {
  readonly kind: 'download'
  readonly seriesId: string
  readonly seriesTitle: string
  readonly season: number
  readonly episode: number
  /** The server's words; null when it completed or said none. */
  readonly reason: string | null
}

/** A scan that ended. */
export interface ScanOutcome {
  readonly kind: 'scan'
  readonly outcome: 'completed' | 'failed'
  /** Missing episodes that were not there before; null where that cannot be told. */
  readonly newMissing: number | null
  readonly reason: string | null
}

export type Outcome = DownloadOutcome | ScanOutcome
