import type { Json, JsonObject } from '../../../src-shared/json'
import {
  badAnswer,
  extraOf,
  isObject,
  needObject,
  readAmount,
  readId,
  readInteger,
  readPercent,
  readText,
  readWords,
} from '../read'
import type {
  DownloadRef,
  LibraryEvent,
  LibraryMessage,
  RunEvent,
  SeriesLoading,
} from './event-types'
import { readEpisodeRef } from './missing'
import { readProgress } from './progress'
import { decodeQueueStatus, holdsQueue } from './queue-status'

const ENDPOINT = '/ws/connect'
const ENVELOPE = new Set(['type', 'timestamp', 'data'])

type Decode = (payload: JsonObject, name: string) => LibraryEvent

/** Every name a server may use, old or new, and what it means. */
const BY_NAME: Readonly<Record<string, Decode>> = {
  connected: () => ({ type: 'connected' }),
  server_shutdown: () => ({ type: 'server.shutdown' }),
  ...all(['system_info', 'joined', 'room_joined'], (from, name) => roomAnswer(from, name)),
  ...all(['system_error', 'error', 'join_refused'], (from) => ({
    type: 'room.refused',
    room: readText(from.room),
    reason: readReason(from),
  })),
  scan_started: (from) => ({ type: 'scan.started', total: readTotal(from) }),
  scan_progress: scanProgress,
  ...all(['scan_complete', 'scan_completed'], (from) => ({
    type: 'scan.complete',
    message: readWords(from.message),
  })),
  ...all(['scan_failed', 'scan_error'], (from) => ({
    type: 'scan.failed',
    reason: readReason(from),
  })),
  ...all(['download_progress', 'download_progress_update'], (from) => ({
    type: 'download.progress',
    item: readRef(from),
    progress: readProgress(from),
  })),
  ...all(['download_complete', 'download_completed'], (from) => ({
    type: 'download.complete',
    item: readRef(from),
  })),
  ...all(['download_failed', 'download_error'], (from) => ({
    type: 'download.failed',
    item: readRef(from),
    reason: readReason(from),
  })),
  ...all(['queue_status', 'queue_updated', 'download_queue_update'], (from) => ({
    type: 'queue.status',
    status: holdsQueue(from) ? decodeQueueStatus(from, ENDPOINT) : null,
  })),
  ...all(['queue_started', 'queue_stopped', 'queue_paused', 'queue_resumed'], (_from, name) => ({
    type: 'queue.run',
    run: name.slice('queue_'.length) as RunEvent,
  })),
  ...all(['download_added', 'download_removed'], () => ({ type: 'queue.changed' })),
  series_updated: (from) => ({ type: 'series.updated', key: readKey(from) }),
  series_loading_update: (from) => ({ type: 'series.loading', ...readLoading(from) }),
  ...all(
    [
      'scheduled_rescan_started',
      'scheduled_rescan_completed',
      'scheduled_rescan_error',
      'scheduled_rescan_skipped',
      'auto_download_started',
      'auto_download_completed',
      'auto_download_error',
    ],
    (from, name) => ({ type: 'server.event', name, title: null, message: readReason(from) }),
  ),
  download_series_completed: (from, name) => ({
    ...{ type: 'server.event', name, title: readTitle(from), message: readReason(from) },
  }),
  download_episode_update: episodeUpdate,
}

/**
 * One message of the library server's socket, decoded once. The payload is read from `data`, else
 * from the top; a message without a type is understood only where its fields leave no doubt.
 * @throws AppFailure `net.badAnswer`
 */
export function decodeLibraryMessage(value: Json): LibraryMessage {
  const top = needObject(value, ENDPOINT, 'a message')
  const payload = isObject(top.data) ? top.data : extraOf(top, ENVELOPE)
  const name = readWords(top.type) ?? bareName(top)
  if (name === null) throw badAnswer(ENDPOINT, 'a message without a type')
  const decode = Object.hasOwn(BY_NAME, name) ? BY_NAME[name] : undefined
  return {
    event: decode ? decode(payload, name) : { type: 'unknown', name },
    name,
    stamp: readText(top.timestamp),
    payload,
  }
}

/**
 * The answer of a series' loading status: the same as the event's payload.
 * @throws AppFailure `net.badAnswer`
 */
export function decodeLoading(body: unknown, endpoint: string): SeriesLoading {
  return readLoading(needObject(body, endpoint, 'a loading status'))
}

function readLoading(from: JsonObject): SeriesLoading {
  const state = readText(from.loading_status ?? from.status)
  return { key: readKey(from), state, error: state === 'failed' ? readReason(from) : null }
}

/** Very old servers send the payload alone; these two cannot be mistaken for anything else. */
function bareName(top: JsonObject): string | null {
  if (holdsQueue(top)) return 'queue_status'
  const known = readText(top.download_id ?? top.progress_id) !== null
  return known && (readProgress(top)?.percent ?? null) !== null ? 'download_progress' : null
}

function all(names: readonly string[], decode: Decode): Record<string, Decode> {
  return Object.fromEntries(names.map((name) => [name, decode]))
}

function roomAnswer(from: JsonObject, name: string): LibraryEvent {
  const room = readText(from.room)
  const left = readText(from.action) === 'leave'
  return room !== null && !left ? { type: 'room.joined', room } : { type: 'unknown', name }
}

function scanProgress(from: JsonObject): LibraryEvent {
  const current = readAmount(from.current ?? from.processed)
  const total = readTotal(from)
  const told = readPercent(from.percent ?? from.percentage ?? from.progress)
  const counted = current !== null && total ? readPercent((100 * current) / total) : null
  return {
    type: 'scan.progress',
    percent: told ?? counted,
    current,
    total,
    message: readWords(from.message ?? from.current_series ?? from.folder),
  }
}

const COMPLETED: ReadonlySet<string> = new Set(['completed', 'complete', 'finished', 'done'])
const FAILED: ReadonlySet<string> = new Set(['failed', 'permanently_failed', 'error'])

/** Says how it ended by a state, by an error, or by nothing being left to do. */
function episodeUpdate(from: JsonObject): LibraryEvent {
  const state = (readText(from.status ?? from.state) ?? '').toLowerCase()
  const error = readText(isObject(from.error) ? from.error.message : from.error)
  const failed = FAILED.has(state) || error !== null
  const done = COMPLETED.has(state) || readProgress(from)?.percent === 100
  return {
    type: 'episode.update',
    item: readRef(from),
    title: readTitle(from),
    episode: readEpisodeRef(from.episode) ?? readEpisodeRef(from),
    outcome: failed ? 'failed' : done ? 'completed' : null,
    reason: failed ? readReason(from) : null,
    message: readWords(from.message),
  }
}

function readTitle(from: JsonObject): string | null {
  return readText(from.serie_name ?? from.series_name ?? from.serie_title ?? from.series_title)
}

function readTotal(from: JsonObject): number | null {
  return readAmount(from.total ?? from.total_items ?? from.total_series)
}

function readRef(from: JsonObject): DownloadRef {
  const inner = [from.item, from.download, from.metadata].find(isObject) ?? {}
  return {
    id: readId(idOf(from) ?? idOf(inner)),
    key: readId(seriesOf(from) ?? seriesOf(inner)),
    folder: readId(from.folder ?? from.serie_folder ?? inner.folder ?? inner.serie_folder),
    retryCount: readInteger(from.retry_count ?? inner.retry_count),
  }
}

function idOf(from: JsonObject): Json | undefined {
  return from.download_id ?? from.id ?? from.item_id ?? from.progress_id
}

function seriesOf(from: JsonObject): Json | undefined {
  return from.key ?? from.serie_id ?? from.series_id
}

function readKey(from: JsonObject): string | null {
  return readText(from.key ?? from.series_key ?? from.series_id ?? from.id ?? from.folder)
}

/** A reason in words: text, or an object that holds it. */
function readReason(from: JsonObject): string | null {
  const found = from.error ?? from.reason ?? from.error_message ?? from.message ?? from.detail
  return isObject(found) ? readWords(found.message ?? found.detail) : readWords(found)
}
