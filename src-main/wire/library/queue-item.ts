import { KNOWN_ITEM_STATES } from '../../../src-shared/domain/queue'
import type { ItemState, QueueGroup, QueueItem } from '../../../src-shared/domain/queue'
import type { JsonObject } from '../../../src-shared/json'
import { badAnswer, first, isObject, needObject, readInteger, readText, readTime } from '../read'
import { readEpisodeRef } from './missing'
import { readProgress } from './progress'

const DEFAULT_STATE: Readonly<Record<QueueGroup, ItemState>> = {
  active: 'downloading',
  pending: 'pending',
  failed: 'failed',
  completed: 'completed',
}

/**
 * One item of the list `group`. A state we do not know keeps its own name; the list decides where
 * the item is shown.
 * @throws AppFailure `net.badAnswer` without an id or an episode
 */
export function decodeQueueItem(value: unknown, group: QueueGroup, endpoint: string): QueueItem {
  const from = needObject(value, endpoint, 'a queue item')
  const id = readText(first(from, 'id', 'item_id', 'download_id'))
  const ref = readEpisodeRef(from.episode) ?? readEpisodeRef(from)
  if (id === null || ref === null) throw badAnswer(endpoint, 'a queue item without id or episode')
  const seriesId = readText(first(from, 'serie_id', 'series_id', 'serie_key', 'key'))
  const seriesFolder = readText(first(from, 'serie_folder', 'series_folder', 'folder'))
  const title = readText(first(from, 'serie_name', 'series_name', 'serie_title'))
  return {
    id,
    seriesId: seriesId ?? seriesFolder ?? title ?? '',
    seriesFolder,
    seriesTitle: title ?? seriesFolder ?? seriesId ?? id,
    season: ref.season,
    episode: ref.episode,
    episodeTitle: episodeTitle(from),
    state: readState(from.status ?? from.state) ?? DEFAULT_STATE[group],
    group,
    priority: readText(from.priority),
    addedAt: readTime(first(from, 'added_at', 'created_at')),
    startedAt: readTime(from.started_at),
    completedAt: readTime(from.completed_at),
    progress: isObject(from.progress) ? readProgress(from.progress) : readProgress(from),
    error: readText(first(from, 'error', 'error_message')),
    retryCount: readInteger(from.retry_count) ?? 0,
  }
}

function episodeTitle(from: JsonObject): string | null {
  const nested = isObject(from.episode) ? readText(from.episode.title) : null
  return nested ?? readText(from.episode_title)
}

/** Known states in lower case, whatever case the server writes; others as they came. */
function readState(value: unknown): ItemState | null {
  const text = readText(value)
  if (text === null) return null
  return KNOWN_ITEM_STATES.find((state) => state === text.toLowerCase()) ?? text
}
