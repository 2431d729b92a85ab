import type { Json, JsonObject } from '../../../src-shared/json'
import { readAnswer } from '../../transport/answers'
import { parseJson } from '../../transport/json'
import { retryAfterOf } from '../../transport/retry-after'
import { readErrorBody } from '../error-body'
import { parseFrame } from '../frame'
import { readIssues } from '../issues'
import { decodeConfig, decodeValidation } from '../library/config'
import { decodeFiles, readMadeFile } from '../library/files'
import { decodeHealth, decodeSocketState } from '../library/health'
import { decodeLocks } from '../library/locks'
import { decodeLogging, decodeLogTail } from '../library/logging'
import { readMoment } from '../moment'
import {
  isObject,
  readAmount,
  readFlag,
  readId,
  readInteger,
  readNumber,
  readPercent,
  readText,
  readWords,
} from '../read'
import { readTime } from '../time'
import { decodeLibraryMessage, decodeLoading } from '../library/event'
import { readEpisodeRef, readMissing } from '../library/missing'
import { readProgress } from '../library/progress'
import { decodeQueueItem } from '../library/queue-item'
import { decodeQueueStatus, holdsQueue } from '../library/queue-status'
import { decodeScheduler } from '../library/scheduler'
import { decodeSearch } from '../library/search'
import { decodeSeries, decodeSeriesList } from '../library/series'
import { decodeSeriesDetail } from '../library/series-detail'
import { decodeTodoMessage } from '../todos/message'
import { decodeTodo, decodeTodoList } from '../todos/todo'

/** A decoder under test, and messages that it understands. */
export interface Specimen {
  readonly decode: (value: Json) => unknown
  readonly samples: readonly Json[]
}

const EPISODE = { season: 1, episode: 5, title: 'Phantoms of the Dead', missing: true }
const PROGRESS = { percent: '45.2', downloaded_mb: 312, total_mb: 725.5, speed_mbps: 3.1, eta: 9 }
const ITEM = {
  ...{ id: 'q1', serie_id: 'frieren', serie_folder: 'Frieren (2023)', serie_name: 'Frieren' },
  ...{ episode: EPISODE, status: 'downloading', priority: 'NORMAL', retry_count: 0, error: 'no' },
  ...{ added_at: '2026-01-02T12:00:00Z', started_at: '2026-01-02 12:00:01.5', completed_at: null },
  ...{ progress: PROGRESS, source_url: 'https://x.example/1' },
}
const QUEUE = {
  status: { is_running: true, is_paused: false, active_downloads: [ITEM], pending_queue: [ITEM] },
  ...{ completed_downloads: [ITEM], failed_downloads: [ITEM], statistics: { total: 3 } },
}
const SERIES = {
  ...{ key: 'frieren', id: 12, folder: 'Frieren (2023)', name: 'Frieren', year: 2023 },
  ...{ link: 'https://aniworld.example/anime/stream/frieren', site: 'aniworld', has_missing: true },
  ...{ missing_episodes: { 1: [1, 2], 'Season 2': [{ episode: 3 }] }, loading_status: 'completed' },
}
const DETAIL = {
  ...SERIES,
  ...{ description: 'An elf.', seasons: [{ season: 1, episodes: [EPISODE] }] },
  episodes: [EPISODE, 'S01E02', '1-5'],
}
const TODO = {
  ...{ id: 7, title: 'Milk', description: null, is_completed: false, priority: 'high' },
  ...{ due_date: '2026-01-02', created_at: '2026-01-01T00:00:00', owner_id: 3 },
}
const REFUSAL = {
  ...{ success: false, error: 'SCAN_IN_PROGRESS', message: 'runs already', details: {} },
  detail: [{ loc: ['body'], msg: 'field required', type: 'missing' }],
}
const DOWNLOAD = {
  ...{ download_id: 'q1', key: 'frieren', folder: 'Frieren (2023)', retry_count: '1' },
  ...{ ...PROGRESS, progress: PROGRESS, metadata: { item_id: 'q1' }, error: { message: 'no' } },
}
const CONFIG = {
  ...{ success: true, config: { name: 'A', logging: { level: 'INFO', file: null } } },
  other: { proxy: 'http://me:abc@proxy.example', providers: [{ api_key: 'abc' }] },
}
const message = (type: string, data: JsonObject): Json => ({ type, timestamp: 't1', data })
const HTTP = { statusText: '', headers: { 'content-type': 'application/json' } }

/** Every decoder of what a server may send, each behind the same face. */
export const DECODERS: Readonly<Record<string, Specimen>> = {
  decodeLibraryMessage: {
    decode: decodeLibraryMessage,
    samples: [
      message('download_progress', DOWNLOAD),
      { type: 'download_error', ...DOWNLOAD },
      DOWNLOAD,
      message('queue_status', QUEUE),
      message('scan_progress', { current: 3, total_items: '12', percent: 25, message: 'Frieren' }),
      message('scan_failed', REFUSAL),
      message('series_loading_update', { key: 'a', status: 'failed', message: 'No page' }),
      message('system_error', { message: 'Unknown room', room: 'downloads' }),
      message('download_episode_update', { ...ITEM, status: 'completed' }),
    ],
  },
  decodeLoading: {
    decode: (value) => decodeLoading(value, '/x'),
    samples: [{ key: 'frieren', loading_status: 'failed', error: 'No page' }],
  },
  decodeQueueStatus: { decode: (value) => decodeQueueStatus(value, '/x'), samples: [QUEUE] },
  decodeQueueItem: { decode: (value) => decodeQueueItem(value, 'active', '/x'), samples: [ITEM] },
  holdsQueue: { decode: holdsQueue, samples: [QUEUE] },
  decodeSeries: { decode: (value) => decodeSeries(value, '/x'), samples: [SERIES] },
  decodeSeriesList: {
    decode: (value) => decodeSeriesList(value, '/x'),
    samples: [[SERIES], { data: { items: [SERIES] } }],
  },
  decodeSeriesDetail: {
    decode: (value) => decodeSeriesDetail(value, '/x'),
    samples: [DETAIL, { data: { ...DETAIL, episodes: { 1: [EPISODE] } } }],
  },
  decodeSearch: {
    decode: (value) => decodeSearch(value, '/x'),
    samples: [{ results: [{ name: 'A', link: 'https://x.example/a', in_library: 'true' }] }],
  },
  decodeScheduler: {
    decode: (value) => decodeScheduler(value, '/x'),
    samples: [
      { enabled: true, interval_minutes: '90' },
      { config: { enabled: 1, schedule_time: '3:05', schedule_days: ['Sunday', 'mon'] } },
    ],
  },
  decodeTodo: { decode: (value) => decodeTodo(value, '/x'), samples: [TODO] },
  decodeTodoList: {
    decode: (value) => decodeTodoList(Array.isArray(value) ? value : [value], '/x'),
    samples: [[TODO]],
  },
  decodeTodoMessage: {
    decode: decodeTodoMessage,
    samples: [
      { type: 'todos_list', todos: [TODO] },
      { type: 'todo_created', payload: { todo: TODO } },
      { type: 'todo_updated', data: TODO },
      { type: 'todo_deleted', payload: { todo_id: '7' } },
      { type: 'error', data: REFUSAL, code: 4001 },
      { type: 'auth_error', payload: 'Token has expired' },
    ],
  },
  decodeConfig: { decode: (value) => decodeConfig(value, '/x'), samples: [CONFIG] },
  decodeValidation: {
    decode: (value) => decodeValidation(value, '/x'),
    samples: [{ valid: 'false', errors: [{ field: 'a.b', message: 'no' }] }, { success: true }],
  },
  decodeFiles: {
    decode: (value) => decodeFiles(value, '/x'),
    samples: [['a.json'], { backups: [{ filename: 'a.json', size: '12', mtime: 1.7e9 }] }],
  },
  readMadeFile: { decode: readMadeFile, samples: [{ backup: { filename: 'a' } }] },
  decodeHealth: {
    decode: (value) => decodeHealth(value, '/x'),
    samples: [{ status: 'ok', system: { disk: { free_mb: 7 } }, dependencies: { list: ['a'] } }],
  },
  decodeSocketState: {
    decode: (value) => decodeSocketState(value, '/x'),
    samples: [{ status: 'up', rooms: { downloads: [1] } }, { rooms: [{ room: 'x', members: 3 }] }],
  },
  decodeLocks: {
    decode: (value) => decodeLocks(value, '/x'),
    samples: [{ locks: { rescan: { is_locked: true, locked_by: { pid: 3 } } } }, [{ name: 'a' }]],
  },
  decodeLogging: {
    decode: (value) => decodeLogging(value, '/x'),
    samples: [{ config: { level: 'TRACE', levels: ['INFO'], file: null } }],
  },
  decodeLogTail: {
    decode: (value) => decodeLogTail(value, '/x'),
    samples: [{ lines: ['one', { message: 'two' }] }, 'one\ntwo'],
  },
  readIssues: {
    decode: readIssues,
    samples: [REFUSAL, { errors: { 'a.b': ['no'] } }, { details: { errors: [{ loc: ['a'] }] } }],
  },
  readErrorBody: { decode: readErrorBody, samples: [REFUSAL, { detail: { message: 'no' } }] },
  readMissing: { decode: readMissing, samples: [3, ['1-2', EPISODE], { 1: [1, '2'] }] },
  readProgress: {
    decode: (value) => readProgress(isObject(value) ? value : {}),
    samples: [DOWNLOAD],
  },
  readEpisodeRef: { decode: readEpisodeRef, samples: ['S01E02', EPISODE] },
  readText: { decode: readText, samples: ['a', 1] },
  readWords: { decode: readWords, samples: ['a', 1] },
  readId: { decode: readId, samples: ['a', 1] },
  readNumber: { decode: readNumber, samples: ['45,2 %', 1] },
  readInteger: { decode: readInteger, samples: ['7', 1] },
  readAmount: { decode: readAmount, samples: ['7', 1] },
  readPercent: { decode: readPercent, samples: ['140', 1] },
  readFlag: { decode: readFlag, samples: ['true', 1] },
  readTime: { decode: readTime, samples: ['2026-01-02T12:00:00.5+01:00', '2026-01-02'] },
  readMoment: { decode: readMoment, samples: ['2026-01-02 12:00:00', 1.7e9] },
}

/** Decoders of text that need not be JSON. */
export const TEXT_DECODERS: Readonly<Record<string, (text: string) => unknown>> = {
  parseJson: (text) => parseJson(text),
  parseFrame: (text) => parseFrame(text, '/x'),
  readAnswer: (text) => readAnswer({ ...HTTP, status: 200, text }, 'GET /x', 0),
  'readAnswer of a refusal': (text) => readAnswer({ ...HTTP, status: 500, text }, 'GET /x', 0),
  'readAnswer of a redirect': (text) =>
    readAnswer({ ...HTTP, status: 302, text: '', headers: { location: text } }, 'GET /x', 0),
  retryAfterOf: (text) => retryAfterOf({ 'retry-after': text, date: text }, 0),
}
