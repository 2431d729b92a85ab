import { describe, expect, it } from 'vitest'
import { AppFailure } from '../../../src-shared/domain/errors'
import type { Json } from '../../../src-shared/json'
import { decodeLibraryMessage } from './event'
import { TwinFilter } from './twin-filter'

const JWT = 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJtaW8ifQ.c2lnbmF0dXJl_-x'
const read = (value: Json) => decodeLibraryMessage(value).event

describe('library events', () => {
  it.each([
    ['scan_complete', 'scan_completed'],
    ['scan_failed', 'scan_error'],
    ['download_progress', 'download_progress_update'],
    ['download_complete', 'download_completed'],
    ['download_failed', 'download_error'],
    ['queue_status', 'queue_updated'],
    ['queue_status', 'download_queue_update'],
  ])('%s and %s mean the same', (now, old) => {
    const data = { download_id: 'q1', percent: 3, error: 'no' }
    expect(read({ type: old, data })).toEqual(read({ type: now, data }))
    expect(read({ type: old, data }).type).not.toBe('unknown')
  })

  it('reads the payload from data, from the top, and bare', () => {
    const payload = { download_id: 'q1', percent: '45.2', speed_mbps: 2 }
    const expected = {
      type: 'download.progress',
      item: { id: 'q1', key: null, folder: null, retryCount: null },
      progress: { percent: 45.2, speedMbps: 2 },
    }
    expect(read({ type: 'download_progress', data: payload })).toMatchObject(expected)
    expect(read({ type: 'download_progress', ...payload })).toMatchObject(expected)
    expect(read(payload)).toMatchObject(expected)
    expect(read({ pending_queue: [], is_running: false }).type).toBe('queue.status')
  })

  it('finds the percent nested and under each id name', () => {
    for (const name of ['download_id', 'id', 'item_id', 'progress_id']) {
      for (const nest of ['progress', 'metadata']) {
        expect(
          read({ type: 'download_progress', data: { [name]: 'q', [nest]: { percent: 140 } } }),
        ).toMatchObject({ item: { id: 'q' }, progress: { percent: 100 } })
      }
    }
    expect(read({ type: 'download_progress', data: { id: 'q' } })).toMatchObject({ progress: null })
  })

  it('understands every event without data', () => {
    expect(read({ type: 'server_shutdown' })).toEqual({ type: 'server.shutdown' })
    expect(read({ type: 'queue_paused' })).toEqual({ type: 'queue.run', run: 'paused' })
    expect(read({ type: 'scan_complete' })).toEqual({ type: 'scan.complete', message: null })
    expect(read({ type: 'queue_status' })).toEqual({ type: 'queue.status', status: null })
  })

  it('tells a whole queue from a hint', () => {
    const hint = read({ type: 'queue_updated', data: { message: 'added' } })
    expect(hint).toEqual({ type: 'queue.status', status: null })
    const whole = read({ type: 'queue_status', data: { status: { pending_queue: [] } } })
    expect(whole).toMatchObject({ status: { items: [] } })
  })

  it('counts scan progress where the server gives no percent', () => {
    expect(read({ type: 'scan_progress', data: { current: 3, total_items: 12 } })).toMatchObject({
      percent: 25,
      total: 12,
    })
  })

  it('knows a refused join from an acknowledged one', () => {
    const joined = { type: 'system_info', data: { action: 'join', room: 'downloads' } }
    expect(read(joined)).toEqual({ type: 'room.joined', room: 'downloads' })
    const refused = { type: 'system_error', data: { message: 'Unknown room', room: 'x' } }
    expect(read(refused)).toEqual({ type: 'room.refused', room: 'x', reason: 'Unknown room' })
  })

  it.each([
    'download_failed',
    'download_episode_update',
    'scan_failed',
    'scan_complete',
    'scan_progress',
    'system_error',
    'auto_download_error',
  ])('keeps no token that %s repeats', (type) => {
    const message = { type, data: { message: `Bearer ${JWT}`, status: 'failed', id: 'q1' } }
    expect(JSON.stringify(read(message))).toContain('Bearer [redacted]')
    expect(JSON.stringify(read(message))).not.toContain(JWT)
  })

  it('names what it does not know, and refuses what says nothing', () => {
    expect(read({ type: 'brand_new' })).toEqual({ type: 'unknown', name: 'brand_new' })
    expect(read({ type: 'constructor' })).toEqual({ type: 'unknown', name: 'constructor' })
    expect(read({ type: 'auto_download_error', data: { error: 'x' } })).toEqual({
      type: 'server.event',
      name: 'auto_download_error',
      title: null,
      message: 'x',
    })
    expect(() => read({ message: 'hello' })).toThrow(AppFailure)
    expect(() => read('pong')).toThrow(AppFailure)
  })
})

describe('twins', () => {
  function filter() {
    const clock = { at: 10_000, monotonic: () => clock.at }
    const twins = new TwinFilter(clock)
    const sees = (type: string, more: { [key: string]: Json }, timestamp?: string) =>
      twins.isTwin(decodeLibraryMessage({ type, data: more, ...(timestamp ? { timestamp } : {}) }))
    return { clock, sees }
  }

  it('drops the other name with an equal time stamp or payload, once', () => {
    const { sees } = filter()
    expect(sees('download_complete', { id: 'a' }, 't1')).toBe(false)
    expect(sees('download_completed', { id: 'a', extra: 1 }, 't1')).toBe(true)
    expect(sees('download_completed', { id: 'a', extra: 1 }, 't1')).toBe(false)
    expect(sees('download_failed', { id: 'b' }, 't1')).toBe(false)
    expect(sees('download_error', { id: 'b' }, 't2')).toBe(true)
  })

  it('never drops the same name twice in a row', () => {
    const { sees } = filter()
    expect(sees('download_failed', { id: 'a' }, 't1')).toBe(false)
    expect(sees('download_failed', { id: 'a' }, 't1')).toBe(false)
    expect(sees('download_error', { id: 'a' }, 't1')).toBe(true)
    expect(sees('download_error', { id: 'a' }, 't1')).toBe(true)
    expect(sees('download_error', { id: 'a' }, 't1')).toBe(false)
  })

  it('takes three names of one event for one', () => {
    const { sees } = filter()
    expect(sees('queue_status', {})).toBe(false)
    expect(sees('queue_updated', {})).toBe(true)
    expect(sees('download_queue_update', {})).toBe(true)
  })

  it('keeps items, kinds, differing events and late ones apart', () => {
    const { clock, sees } = filter()
    expect(sees('download_complete', { id: 'a' }, 't1')).toBe(false)
    expect(sees('download_completed', { id: 'b' }, 't1')).toBe(false)
    expect(sees('download_error', { id: 'a' }, 't1')).toBe(false)
    expect(sees('download_progress', { id: 'a', percent: 1 }, 't1')).toBe(false)
    expect(sees('download_progress_update', { id: 'a', percent: 2 }, 't2')).toBe(false)
    clock.at += 2_001
    expect(sees('download_completed', { id: 'a' }, 't1')).toBe(false)
  })

  it('still sees the twin across the change of generations', () => {
    const { clock, sees } = filter()
    sees('scan_started', {})
    clock.at += 1_900
    expect(sees('scan_complete', {}, 't1')).toBe(false)
    clock.at += 1_000
    expect(sees('scan_completed', {}, 't1')).toBe(true)
  })
})
