export type ScanPhase = 'idle' | 'running' | 'unknown' | 'failed'

export interface ScanState {
  readonly phase: ScanPhase
  /** 0 … 100, null when unknown. */
  readonly percent: number | null
  readonly current: number | null
  readonly total: number | null
  readonly message: string | null
  /** The server's reason, when the phase is `failed`. */
  readonly error: string | null
  /** End of the last scan we saw, epoch milliseconds. */
  readonly finishedAt: number | null
}

export const NO_SCAN: ScanState = {
  phase: 'idle',
  percent: null,
  current: null,
  total: null,
  message: null,
  error: null,
  finishedAt: null,
}
