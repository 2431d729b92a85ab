import { describe, expect, it } from 'vitest'
import type { QueueItem, QueueStatus } from '../../src-shared/domain/queue'
import type { DownloadRef } from '../wire/library/event-types'
import { applyEvent, fromStatus } from './reduce'
import type { QueueEvent, QueueState } from './reduce'
import { item } from './testing'

const RUN = { running: true, paused: false }
const state = (...items: QueueItem[]): QueueState => fromStatus({ items, run: RUN })
const ref = (id: string | null, more: Partial<DownloadRef> = {}): DownloadRef => ({
  ...{ id, key: null, folder: null, retryCount: null, ...more },
})
const NONE = {
  percent: null,
  downloadedMb: null,
  totalMb: null,
  speedMbps: null,
  etaSeconds: null,
}
const progress = (id: string, percent: number, more: Partial<DownloadRef> = {}): QueueEvent => ({
  type: 'download.progress',
  item: ref(id, more),
  progress: { ...NONE, percent, speedMbps: 2 },
})
const complete = (id: string): QueueEvent => ({ type: 'download.complete', item: ref(id) })
const failed = (id: string, more: Partial<DownloadRef> = {}): QueueEvent => ({
  type: 'download.failed',
  item: ref(id, more),
  reason: 'no space left',
})
const ids = (status: QueueStatus) => status.items.map((one) => one.id)

describe('progress', () => {
  it('touches one item, keeps the others as they are and the order too', () => {
    const before = state(item('a', 'active'), item('b', 'active'), item('c'))
    const change = applyEvent(before, progress('b', 43), 0)
    expect(change).toMatchObject({ moved: false, ended: false, incomplete: false })
    expect(change.item?.progress?.percent).toBe(43)
    expect(change.state.items[0]).toBe(before.items[0])
    expect(ids(change.state)).toEqual(['a', 'b', 'c'])
    expect(before.items[1]?.progress).toBeNull()
  })

  it('makes a waiting item an active one', () => {
    const change = applyEvent(state(item('a', 'active'), item('b'), item('c')), progress('c', 1), 0)
    expect(change).toMatchObject({ moved: true, item: { state: 'downloading', group: 'active' } })
    expect(ids(change.state)).toEqual(['a', 'c', 'b'])
  })

  it('keeps sizes that an event leaves out, but not the speed', () => {
    const known = item('a', 'active', {
      progress: { ...NONE, percent: 10, totalMb: 700, speedMbps: 3 },
    })
    const event: QueueEvent = {
      ...{ type: 'download.progress', item: ref('a'), progress: { ...NONE, percent: 20 } },
    }
    expect(applyEvent(state(known), event, 0).item?.progress).toEqual({
      ...NONE,
      percent: 20,
      totalMb: 700,
    })
  })

  it('keeps a state it does not know', () => {
    const muxing = item('a', 'active', { state: 'muxing' })
    expect(applyEvent(state(muxing), progress('a', 99), 0).item?.state).toBe('muxing')
  })

  it('finds an item without an id by its series, when only one of it runs', () => {
    const one = state(item('a', 'active', { seriesId: 's' }), item('b', 'pending'))
    const event: QueueEvent = { ...progress('', 5), item: ref(null, { key: 's' }) } as QueueEvent
    expect(applyEvent(one, event, 0).item?.id).toBe('a')
    const two = state(
      item('a', 'active', { seriesId: 's' }),
      item('b', 'active', { seriesId: 's' }),
    )
    expect(applyEvent(two, event, 0)).toMatchObject({ item: null, incomplete: true })
  })

  it('asks for the whole when it is about an item nobody knows', () => {
    expect(applyEvent(state(item('a')), progress('x', 5), 0)).toMatchObject({
      item: null,
      incomplete: true,
    })
  })
})

describe('terminal states', () => {
  it('end an item with its reason and move it to its group', () => {
    const before = state(item('a', 'active'), item('b'), item('old', 'completed'))
    const done = applyEvent(before, complete('a'), 77)
    expect(done).toMatchObject({ moved: true, ended: true })
    expect(done.item).toMatchObject({ state: 'completed', completedAt: 77, error: null })
    expect(ids(done.state)).toEqual(['b', 'old', 'a'])
    expect(applyEvent(before, failed('a'), 0).item).toMatchObject({
      state: 'failed',
      error: 'no space left',
    })
  })

  it('are not left by late progress, nor by another end', () => {
    const done = applyEvent(state(item('a', 'active')), complete('a'), 0).state
    for (const late of [progress('a', 99), failed('a'), complete('a')]) {
      const change = applyEvent(done, late, 1)
      expect(change.item).toBeNull()
      expect(change.state).toBe(done)
    }
  })

  it('yield to a higher retry count', () => {
    const before = state(item('a', 'failed', { retryCount: 1 }))
    expect(applyEvent(before, progress('a', 3, { retryCount: 1 }), 0).item).toBeNull()
    expect(applyEvent(before, progress('a', 3, { retryCount: 2 }), 0).item).toMatchObject({
      state: 'downloading',
      retryCount: 2,
    })
  })

  it('of an earlier try do not end the present one', () => {
    const retried = state(item('a', 'active', { retryCount: 2 }))
    expect(applyEvent(retried, failed('a', { retryCount: 1 }), 0).item).toBeNull()
    expect(applyEvent(retried, failed('a', { retryCount: 2 }), 0).ended).toBe(true)
  })

  it('yield to a newer snapshot', () => {
    const again = fromStatus({ items: [item('a', 'active')], run: RUN })
    expect(again.items[0]?.state).toBe('downloading')
  })
})

describe('a snapshot over what is known', () => {
  const items = [item('a', 'active'), item('b'), item('c', 'completed')]

  it('is the known state itself when it says the same, in whatever order the groups come', () => {
    const known = state(...items)
    const again = { items: structuredClone(items).reverse(), run: { ...RUN } }
    expect(fromStatus(again, known)).toBe(known)
    const paused = fromStatus({ ...again, run: { running: true, paused: true } }, known)
    expect([paused.items === known.items, paused.run.paused]).toEqual([true, true])
  })

  it('keeps the objects of what did not change, and takes the server’s word for the rest', () => {
    const known = state(...items)
    const [a, b, c] = structuredClone(items)
    const moved = { ...a, state: 'failed', group: 'failed' } as QueueItem
    const now = fromStatus({ items: [item('new'), b, moved, c] as QueueItem[], run: RUN }, known)
    expect(ids(now)).toEqual(['new', 'b', 'a', 'c'])
    expect([now.items[1] === known.items[1], now.items[3] === known.items[2]]).toEqual([true, true])
    expect(now.items[2]).toBe(moved)
    expect(now.index.get('c')).toBe(3)
  })
})

describe('run events', () => {
  it.each([
    ['started', { running: true, paused: false }],
    ['stopped', { running: false, paused: false }],
    ['paused', { running: true, paused: true }],
    ['resumed', { running: true, paused: false }],
  ] as const)('%s sets the run state and asks for the items', (run, expected) => {
    const change = applyEvent(state(item('a')), { type: 'queue.run', run }, 0)
    expect(change.state.run).toEqual(expected)
    expect(change.incomplete).toBe(true)
  })
})
