export type ItemStatus =
  'pending' | 'downloading' | 'paused' | 'completed' | 'failed' | 'permanently_failed'
export type Priority = 'low' | 'normal' | 'high'

/** Megabytes are 10⁶ bytes; `speed_mbps` is megabytes per second, whatever its name says. */
export interface Progress {
  percent: number
  downloaded_mb: number
  /** Null while the hoster is asked for the file. */
  total_mb: number | null
  speed_mbps: number | null
  eta_seconds: number | null
}

/** An item as the server answers and stores it. */
export interface QueueItem {
  id: string
  serie_id: string
  serie_folder: string
  serie_name: string
  episode: { season: number; episode: number; title: string | null }
  status: ItemStatus
  priority: Priority
  /** ISO 8601, as all times here. */
  added_at: string
  started_at: string | null
  completed_at: string | null
  progress: Progress | null
  error: string | null
  retry_count: number
  source_url: string | null
}

export interface AddRequest {
  serie_id: string
  serie_folder: string
  serie_name: string
  episodes: { season: number; episode: number; title?: string | null }[]
  priority?: string
}

export function isTerminal(status: ItemStatus): boolean {
  return status === 'completed' || isFailed(status)
}

export function isFailed(status: ItemStatus): boolean {
  return status === 'failed' || status === 'permanently_failed'
}

/** Anything that is no priority counts as normal. */
export function toPriority(value: string | undefined): Priority {
  const lower = value?.toLowerCase()
  return lower === 'low' || lower === 'high' ? lower : 'normal'
}

/** Which episode an item stands for. */
export function episodeKey(item: Pick<QueueItem, 'serie_id' | 'episode'>): string {
  return `${item.serie_id}\u0000${item.episode.season}\u0000${item.episode.episode}`
}

/** Times of the same millisecond keep the order in which the items stand. */
export function newestFirst(items: readonly QueueItem[]): QueueItem[] {
  return [...items].sort((a, b) => (b.completed_at ?? '').localeCompare(a.completed_at ?? ''))
}

export function isActive(item: QueueItem): boolean {
  return item.status === 'downloading' || item.status === 'paused'
}

/** Back in the queue, as if it had never run. */
export function toPending(item: QueueItem): void {
  item.status = 'pending'
  item.started_at = null
  item.progress = null
}
