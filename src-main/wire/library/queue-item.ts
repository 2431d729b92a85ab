import { KNOWN_ITEM_STATES } from '../../../src-shared/domain/queue'
import type { ItemState, QueueGroup, QueueItem } from '../../../src-shared/domain/queue'
import type { Json, JsonObject } from '../../../src-shared/json'
import { badAnswer, isObject, needObject, readId, readInteger, readText, readWords } from '../read'
import { readTime } from '../time'
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
  const item = readQueueItem(needObject(value, endpoint, 'a queue item'), group)
  if (item === null) throw badAnswer(endpoint, 'a queue item without id or episode')
  return item
}

/** As `decodeQueueItem`; null where nothing can be made of it. */
export function readQueueItem(from: Json, group: QueueGroup): QueueItem | null {
  if (!isObject(from)) return null
  const id = readId(from.id ?? from.item_id ?? from.download_id)
  if (id === null) return null
  const ref = readEpisodeRef(from.episode) ?? readEpisodeRef(from)
  if (ref === null) return null
  const seriesId = readId(from.serie_id ?? from.series_id ?? from.serie_key ?? from.key)
  const seriesFolder = readText(from.serie_folder ?? from.series_folder ?? from.folder)
  const title = readText(from.serie_name ?? from.series_name ?? from.serie_title)
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
    addedAt: readTime(from.added_at ?? from.created_at),
    startedAt: readTime(from.started_at),
    completedAt: readTime(from.completed_at),
    progress: isObject(from.progress) ? readProgress(from.progress) : readProgress(from),
    error: readWords(from.error ?? from.error_message),
    retryCount: readInteger(from.retry_count) ?? 0,
  }
}

function episodeTitle(from: JsonObject): string | null {
  const nested = isObject(from.episode) ? readText(from.episode.title) : null
  return nested ?? readText(from.episode_title)
}

const KNOWN: ReadonlySet<string> = new Set(KNOWN_ITEM_STATES)

/** Known states in lower case, whatever case the server writes; others as they came. */
function readState(value: unknown): ItemState | null {
  const text = readText(value)
  if (text === null || KNOWN.has(text)) return text
  const lower = text.toLowerCase()
  return KNOWN.has(lower) ? lower : text
}
