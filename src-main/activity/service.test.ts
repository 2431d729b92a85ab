import { describe, expect, it } from 'vitest'
import type { ActivityEntry } from '../../src-shared/domain/activity'
import { silentLog } from '../log'
import { ActivityService } from './service'

function setUp(kept: ActivityEntry[] = []) {
  const store = { full: false, next: 1_000, unread: kept.length, writes: 0 }
  const activity = new ActivityService({
    cache: {
      activity: (limit) => kept.slice(0, limit),
      addActivities: (entries) => {
        if (store.full) throw new Error('disk full')
        store.writes += 1
        return entries.map(({ at, kind, data }) => ({ id: String(store.next++), at, kind, data }))
      },
      unreadActivity: () => store.unread,
      markActivityRead: () => {
        store.unread = 0
      },
    },
    clock: { now: () => 7 },
    log: silentLog,
  })
  return { activity, store }
}

const entry = (n: number): ActivityEntry => ({
  id: String(n),
  at: n,
  kind: 'scan.completed',
  data: {},
})

describe('activity', () => {
  it('puts the newest first and keeps 500', () => {
    const { activity } = setUp(Array.from({ length: 600 }, (_, n) => entry(600 - n)))
    activity.open(null)
    expect(activity.slice.rows).toHaveLength(500)
    activity.add('scan.failed', { user: 'mia' })
    expect(activity.slice.rows).toHaveLength(500)
    expect(activity.slice.rows[0]).toMatchObject({ id: '1000', at: 7, kind: 'scan.failed' })
    expect(activity.slice.meta.unread).toBe(601)
    activity.markRead()
    expect(activity.slice.meta.unread).toBe(0)
  })

  it('shows an account only its own and what is for everybody', () => {
    const { activity } = setUp()
    activity.open('p:ben')
    activity.add('todo.remote', { title: 'of mia' }, 'p:mia')
    activity.add('todo.remote', { title: 'of ben' }, 'p:ben')
    activity.add('scan.completed', {})
    expect(activity.slice.rows.map(({ data }) => data)).toEqual([{}, { title: 'of ben' }])
    expect(activity.slice.meta.unread).toBe(2)
  })

  it('costs the caller nothing when the store cannot be written', () => {
    const { activity, store } = setUp()
    store.full = true
    activity.add('scan.completed', {})
    expect(activity.slice.rows).toEqual([])
  })

  it('writes what one turn brings in one transaction, in its order', async () => {
    const { activity, store } = setUp()
    for (let n = 0; n < 700; n++) activity.addSoon('todo.remote', { title: `t${n}` }, null)
    activity.addSoon('todo.remote', { title: 'of mia' }, 'p:mia')
    expect(activity.slice.rows).toEqual([])
    await Promise.resolve()
    expect(store.writes).toBe(1)
    expect(activity.slice.rows).toHaveLength(500)
    expect(activity.slice.rows[0]?.data).toEqual({ title: 't699' })
    expect(activity.slice.meta.unread).toBe(700)
    activity.addSoon('todo.remote', { title: 'before' }, null)
    activity.add('scan.failed', {})
    expect(activity.slice.rows.slice(0, 2).map(({ kind }) => kind)).toEqual([
      ...['scan.failed', 'todo.remote'],
    ])
  })

  it('puts a digest up until it was seen, dismissed, or another account is shown', () => {
    const { activity } = setUp()
    const digest = { since: 1, news: { finished: 2 } }
    const shown = () => activity.slice.meta.digest?.data ?? null
    for (const away of [
      () => activity.markRead(),
      () => activity.dismissDigest(),
      () => activity.open('p:ben'),
    ]) {
      activity.addDigest(digest, null)
      expect(shown()).toEqual(digest)
      away()
      expect(shown()).toBeNull()
    }
    activity.addDigest(digest, 'p:mia')
    expect(shown()).toBeNull()
  })

  it('knows which ends of downloads it has told', () => {
    const { activity } = setUp()
    const end = { outcome: 'failed', itemId: 'q', retryCount: 1 } as const
    activity.record({
      ...{ kind: 'download', seriesId: 's', seriesTitle: 'S', season: 1, episode: 2 },
      ...{ ...end, reason: null },
    })
    expect(activity.hasTold(end)).toBe(true)
    expect(activity.hasTold({ ...end, retryCount: 0 })).toBe(false)
    expect(activity.hasTold({ ...end, outcome: 'completed' })).toBe(false)
  })

  it('writes outcomes down', () => {
    const { activity } = setUp()
    activity.record({ kind: 'scan', outcome: 'completed', newMissing: 3, reason: null })
    activity.record({
      ...{ kind: 'download', outcome: 'failed', seriesId: 's', seriesTitle: 'S', season: 1 },
      ...{ episode: 2, itemId: 'q', retryCount: 0, reason: 'disk full' },
    })
    expect(activity.slice.rows.map((row) => [row.kind, row.data])).toEqual([
      [
        'download.failed',
        {
          ...{ seriesId: 's', seriesTitle: 'S', season: 1, episode: 2, itemId: 'q' },
          ...{ retryCount: 0, reason: 'disk full' },
        },
      ],
      ['scan.completed', { newMissing: 3, reason: null }],
    ])
  })
})
