/** A download that ended; told once for each item, outcome and try. */
export interface DownloadOutcome {
  readonly kind: 'download'
  readonly outcome: 'completed' | 'failed'
  readonly seriesId: string
  readonly seriesTitle: string
  readonly season: number
  readonly episode: number
  readonly itemId: string
  readonly retryCount: number
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
