import { expect, it } from 'vitest'
import { ANIME_PATHS } from '../../link/variant'
import { KnownVariants } from '../../link/testing'
import { QueueApi } from '../../queue/api'
import { readGrant } from '../../session/answers'
import { readAnswer } from '../../transport/answers'
import { afterFrame } from '../../transport/test-frames'
import type { Json } from '../../../src-shared/json'
import { parseFrame } from '../frame'
import { decodeLibraryMessage } from './event'
import { decodeQueueStatus } from './queue-status'
import { decodeSeries } from './series'
import { TwinFilter } from './twin-filter'

const event = (value: Json) => decodeLibraryMessage(value).event
const answer = (status: number, text = '', headers = {}, call = 'GET /x') =>
  readAnswer({ status, statusText: '', headers, text }, call, 0)
const refusal = (code: string, more = {}) => ({
  ok: false,
  error: expect.objectContaining({ code, ...more }),
})
const percent = (value: Json) =>
  event({ type: 'download_progress', data: { id: 'q', percent: value, speed_mbps: 1 } })
const item = { id: 'q1', serie_id: 's', episode: { season: 1, episode: 2 } }
const lists = { pending_queue: [item], is_running: true }

/** The protocol's list of what must be understood, in its own words, for the library server. */
const CASES: Readonly<Record<string, () => unknown>> = {
  'old and new event name for one event': () => {
    const twins = new TwinFilter({ monotonic: () => 0 })
    const messages = ['download_complete', 'download_completed'].map((type) =>
      decodeLibraryMessage({ type, timestamp: 't', data: { id: 'q' } }),
    )
    expect(messages[0]?.event).toEqual(messages[1]?.event)
    expect(messages.map((message) => twins.isTwin(message))).toEqual([false, true])
  },
  '`data` missing': () => {
    expect(event({ type: 'queue_started' })).toEqual({ type: 'queue.run', run: 'started' })
  },
  'payload at top level': () => {
    expect(event({ type: 'download_failed', id: 'q', error: 'no' })).toMatchObject({
      ...{ type: 'download.failed', item: { id: 'q' }, reason: 'no' },
    })
  },
  'token under `token`': () => {
    expect(readGrant({ token: 'abc', token_type: 'bearer' }, '/x').value).toBe('abc')
  },
  'percent as "45.2"': () => {
    expect(percent('45.2')).toMatchObject({ progress: { percent: 45.2 } })
  },
  'percent as 140': () => {
    expect(percent(140)).toMatchObject({ progress: { percent: 100 } })
  },
  'percent as null': () => {
    expect(percent(null)).toMatchObject({ progress: { percent: null, speedMbps: 1 } })
  },
  'series with only `folder`': () => {
    const folder = 'Frieren (2023)'
    expect(decodeSeries({ folder }, '/x')).toMatchObject({ id: folder, title: folder, folder })
  },
  '`missing_episodes` as map': () => {
    expect(decodeSeries({ key: 'a', missing_episodes: { 2: [1] } }, '/x')).toMatchObject({
      ...{ missingCount: 1, missing: [{ season: 2, episode: 1 }] },
    })
  },
  'queue under `status`': () => {
    const read = decodeQueueStatus({ status: lists }, '/x')
    expect(read).toMatchObject({ items: [{ id: 'q1' }], run: { running: true } })
  },
  'queue at top': () => {
    const read = decodeQueueStatus(lists, '/x')
    expect(read).toMatchObject({ items: [{ id: 'q1' }], run: { running: true } })
  },
  'an unknown item state': () => {
    const { items } = decodeQueueStatus({ active_downloads: [{ ...item, status: 'muxing' }] }, '/x')
    expect(items).toMatchObject([{ state: 'muxing', group: 'active' }])
  },
  'fewer ids back than asked': async () => {
    const http = {
      request: () =>
        Promise.resolve({ status: 200, headers: {}, body: { item_ids: ['only one'] } }),
    }
    const api = new QueueApi(http, new KnownVariants({ list: ANIME_PATHS[0] }))
    const episodes = [1, 2, 3].map((episode) => ({ season: 1, episode }))
    const series = { seriesId: 's', seriesFolder: null, seriesTitle: 'S' }
    // The status tells what came of it, not the answer.
    await api.add('p', { kind: 'queue.add', ...series, episodes }, 'NORMAL')
  },
  '202 without body': () => {
    expect(answer(202, '', {}, 'POST /x')).toEqual({ ok: true, body: null })
  },
  '204': () => {
    expect(answer(204)).toEqual({ ok: true, body: null })
  },
  'HTML instead of JSON': () => {
    expect(answer(200, '<html>', { 'content-type': 'text/html' })).toEqual(refusal('net.notJson'))
    expect(answer(200, '<html>', { 'content-type': 'application/json' })).toEqual(
      refusal('net.notJson'),
    )
  },
  'error shape `detail`': () => {
    for (const detail of [
      'No such series',
      [{ msg: 'No such series' }],
      { message: 'No such series' },
    ]) {
      const body = JSON.stringify({ detail })
      expect(answer(404, body)).toEqual(refusal('server.notFound', { detail: 'No such series' }))
    }
  },
  'error shape `success`, `error`, `message`': () => {
    const body = { success: false, error: 'SCAN_IN_PROGRESS', message: 'Runs already', details: {} }
    const words = { detail: 'Runs already' }
    expect(answer(409, JSON.stringify(body))).toEqual(refusal('server.conflict', words))
  },
  '429 with `Retry-After`': () => {
    expect(answer(429, '{}', { 'retry-after': '7' })).toEqual(
      refusal('server.busy', { retryAfter: 7 }),
    )
  },
  '429 without `Retry-After`': () => {
    expect(answer(429, '{}')).toEqual(refusal('server.busy', { retryAfter: undefined }))
  },
  '`server_shutdown` without `data`': () => {
    expect(event({ type: 'server_shutdown' })).toEqual({ type: 'server.shutdown' })
  },
  'join refused': () => {
    expect(event({ type: 'system_error', data: { message: 'Unknown room', room: 'x' } })).toEqual({
      ...{ type: 'room.refused', room: 'x', reason: 'Unknown room' },
    })
  },
  'message that is not JSON': () => {
    expect(() => parseFrame('pong', '/ws/connect')).toThrow(
      expect.objectContaining({ error: expect.objectContaining({ code: 'net.badAnswer' }) }),
    )
  },
  'binary frame': async () => {
    const { frames, counted, state } = await afterFrame(Buffer.from([1, 2]), { survives: true })
    expect([frames, state]).toEqual([['next'], 'ready'])
    expect(counted).toContainEqual({ name: 'frames.binary', count: 1 })
  },
  '20 MB frame': async () => {
    // Polled from then on; the socket is tried again later.
    const { frames, state, why } = await afterFrame('x'.repeat(20_000_000), { survives: false })
    expect({ frames, state, why }).toEqual({
      frames: [],
      state: 'eventsUnavailable',
      why: 'net.tooLarge',
    })
  },
}

it.each(Object.entries(CASES))('%s', async (_words, holds) => {
  await holds()
})
