import type { NextDownload } from '../../control/faults'
import { random } from '../../random'
import type { QueueItem } from './item'

/** How one download will go. Times are library milliseconds. */
export interface DownloadPlan {
  preparingMs: number
  transferMs: number
  totalMb: number
  /** The share after which it fails, with the reason; null: it completes. */
  failure: { at: number; reason: string } | null
}

const FAILURE_RATE = 0.08

const REASONS: readonly string[] = [
  'HTTP 403: the provider refused the file',
  'The hoster has removed the video',
  'Timed out after 30 s while reading from the hoster',
  'No space left on device',
  'No working provider found for this episode',
  'HTTP 503: the hoster is under maintenance',
  'Connection reset by the hoster',
  'The file ended early: the checksum does not match',
]

/**
 * Drawn from the item and its retry count, not from a stream: the same seed lets the same episode
 * fail whatever ran before it, and a retry is a new draw.
 */
export function planDownload(
  seed: number,
  item: QueueItem,
  exists: boolean,
  forced: NextDownload | null,
): DownloadPlan {
  const { season, episode } = item.episode
  const r = random(seed, 'download', item.serie_id, season, episode, item.retry_count)
  const plan: DownloadPlan = {
    preparingMs: r.between(1_500, 4_000),
    transferMs: r.between(20_000, 60_000),
    totalMb: Math.round(r.between(250, 900) * 10) / 10,
    failure: r.chance(FAILURE_RATE) ? { at: r.between(0.05, 0.95), reason: r.pick(REASONS) } : null,
  }
  if (!exists) {
    plan.failure = { at: 0, reason: `Episode S${season}E${episode} was not found at the provider` }
  }
  if (!forced) return plan
  if (forced.seconds !== undefined) plan.transferMs = forced.seconds * 1000
  if (forced.outcome === 'complete') return { ...plan, failure: null }
  return { ...plan, failure: { at: 0.5, reason: forced.reason ?? r.pick(REASONS) } }
}
