import { describe, expect, it } from 'vitest'
import type { ActivityEntry } from '../../src-shared/domain/activity'
import { silentLog } from '../log'
import { ActivityService } from './service'

function setUp(kept: ActivityEntry[] = []) {
  const store = { full: false, next: 1_000, unread: kept.length }
  const activity = new ActivityService({
    cache: {
      activity: (limit) => kept.slice(0, limit),
      addActivity: (entry) => {
        if (store.full) throw new Error('disk full')
        return { ...entry, id: String(store.next++) }
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
          reason: 'disk full',
        },
      ],
      ['scan.completed', { newMissing: 3, reason: null }],
    ])
  })
})
