import fc from 'fast-check'
import { describe, it } from 'vitest'
import { AppFailure } from '../../src-shared/domain/errors'
import { readErrorBody } from './error-body'
import { decodeLibraryMessage } from './library/event'
import { decodeQueueItem } from './library/queue-item'
import { decodeQueueStatus } from './library/queue-status'
import { decodeSearch } from './library/search'
import { decodeSeries, decodeSeriesList } from './library/series'
import { decodeSeriesDetail } from './library/series-detail'
import { decodeTodoMessage } from './todos/message'
import { decodeTodo } from './todos/todo'
import type { Json } from '../../src-shared/json'
import { parseFrame } from './frame'

/** Field names that decoders look for, so that arbitrary JSON reaches behind the first check. */
const NAMES = [
  ...['type', 'data', 'payload', 'status', 'timestamp', 'id', 'key', 'folder', 'link', 'title'],
  ...['episodes', 'episode', 'season', 'missing_episodes', 'seasons', 'progress', 'metadata'],
  ...['active_downloads', 'pending_queue', 'is_running', 'percent', 'error', 'detail', 'message'],
  ...['todos', 'todo', 'todo_id', 'completed', 'room', '__proto__'],
]
const TYPES = [
  ...['download_progress', 'download_failed', 'queue_status', 'scan_progress', 'system_info'],
  ...['series_updated', 'todos_list', 'todo_created', 'todo_deleted', 'error', 'auth_error'],
]

const { value: json } = fc.letrec<{ value: Json }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 5, withCrossShrink: true },
    fc.constantFrom(null, true, 0, -1, 7.5, '', '12', 'S01E02', ...TYPES),
    fc.jsonValue({ maxDepth: 1 }) as fc.Arbitrary<Json>,
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(fc.constantFrom(...NAMES), tie('value'), { maxKeys: 6 }),
  ),
}))

const DECODERS: Record<string, (value: Json) => unknown> = {
  series: (value) => decodeSeries(value, '/x'),
  seriesList: (value) => decodeSeriesList(value, '/x'),
  seriesDetail: (value) => decodeSeriesDetail(value, '/x'),
  search: (value) => decodeSearch(value, '/x'),
  queueItem: (value) => decodeQueueItem(value, 'active', '/x'),
  queueStatus: (value) => decodeQueueStatus(value, '/x'),
  libraryMessage: decodeLibraryMessage,
  todo: (value) => decodeTodo(value, '/x'),
  todoMessage: decodeTodoMessage,
  errorBody: readErrorBody,
}

describe('arbitrary JSON', () => {
  it.each(Object.entries(DECODERS))('%s fails only with an AppFailure', (_name, decode) => {
    fc.assert(
      fc.property(json, (value) => {
        try {
          decode(value)
        } catch (thrown) {
          if (!(thrown instanceof AppFailure) || thrown.error.code !== 'net.badAnswer') throw thrown
        }
      }),
      { numRuns: 400 },
    )
  })

  it('arbitrary text as a frame fails only with an AppFailure', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        try {
          parseFrame(text, '/x')
        } catch (thrown) {
          if (!(thrown instanceof AppFailure)) throw thrown
        }
      }),
    )
  })
})
