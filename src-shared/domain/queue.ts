import type { OutboxMark } from './outbox'

export const KNOWN_ITEM_STATES = [
  'pending',
  'downloading',
  'paused',
  'completed',
  'failed',
  'cancelled',
  'permanently_failed',
] as const
export type KnownItemState = (typeof KNOWN_ITEM_STATES)[number]
/** A state we do not know is shown by its own name, so this is text. */
export type ItemState = KnownItemState | (string & {})

export type QueueGroup = 'active' | 'pending' | 'failed' | 'completed'

export interface ItemProgress {
  /** 0 … 100, null when unknown. */
  readonly percent: number | null
  /** Megabytes (10⁶ bytes), as the server counts them. */
  readonly downloadedMb: number | null
  readonly totalMb: number | null
  /** Megabytes per second. */
  readonly speedMbps: number | null
  readonly etaSeconds: number | null
}

export interface QueueItem {
  readonly id: string
  readonly seriesId: string
  readonly seriesFolder: string | null
  readonly seriesTitle: string
  readonly season: number
  readonly episode: number
  readonly episodeTitle: string | null
  readonly state: ItemState
  /** Which list of the server's answer it stood in; decides where it is shown. */
  readonly group: QueueGroup
  readonly priority: string | null
  /** Epoch milliseconds. */
  readonly addedAt: number | null
  readonly startedAt: number | null
  readonly completedAt: number | null
  readonly progress: ItemProgress | null
  readonly error: string | null
  readonly retryCount: number
}

/** What is known of the run; null: the server did not say. */
export interface RunState {
  readonly running: boolean | null
  readonly paused: boolean | null
}

/** One decoded `/api/queue/status`: items in the server's order, group by group. */
export interface QueueStatus {
  readonly items: readonly QueueItem[]
  readonly run: RunState
}

/** A row of the queue as shown: what the server said, under what the user has asked since. */
export interface QueueRow extends QueueItem {
  /** The user's change to this row that the server has not confirmed. */
  readonly pending: OutboxMark | null
}

export function groupOf(state: ItemState): QueueGroup {
  switch (state) {
    case 'downloading':
    case 'paused':
      return 'active'
    case 'completed':
      return 'completed'
    case 'failed':
    case 'cancelled':
    case 'permanently_failed':
      return 'failed'
    default:
      return 'pending'
  }
}

/** Whether the server can be asked to try it again: it has given up on `permanently_failed`. */
export function canRetry(item: Pick<QueueItem, 'group' | 'state'>): boolean {
  return item.group === 'failed' && item.state !== 'permanently_failed'
}

/** States an item does not leave by progress, only by a newer snapshot or a retry. */
export function isTerminal(state: ItemState): boolean {
  return groupOf(state) === 'completed' || groupOf(state) === 'failed'
}
