import type { Where } from '../link/where'

/** What a link tells of how it stands with its server. */
export interface Presence {
  /** Another account (null: none) is shown, from its cache. */
  opened(where: Where | null): void
  /** Out of reach, or asleep; said again it changes nothing. The time is that of the last byte, epoch milliseconds. */
  lost(lastByteAt: number | null): void
  /** It has been out of reach long enough for its lists to be read anew, also where the line survived. */
  readonly isLong: boolean
  /** In reach, and every list has come in since. */
  back(): void
}
