import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { Bench, item, todo } from '../outbox/testing'
import { SqliteCache } from './cache'
import { ManualClock } from './testing'
import { throttledWriter } from './throttle'
import { TodoStore } from './todos'

let b: Bench
beforeEach(() => {
  b = new Bench()
})
afterEach(() => b.end())

const rows = (account = 'p:ann') =>
  b.todos.read(account).todos.map(({ todo: { id }, firstSeen, entity }) => [id, firstSeen, entity])
const list = (...ids: number[]) =>
  b.todos.replaceAll(
    'p:ann',
    ids.map((id) => todo(id, `todo ${id}`)),
    5,
  )

describe('TodoStore', () => {
  it('numbers what is new, in the order of the ids, and keeps the server’s order', () => {
    list(3, 1)
    list(2, 3, 1)
    const wanted = [
      [2, 3, 't3'],
      [3, 2, 't2'],
      [1, 1, 't1'],
    ]
    expect(rows()).toEqual(wanted)
    b.reopen()
    expect(rows()).toEqual(wanted)
    expect([b.todos.highestSeen('p:ann'), b.todos.highestSeen('p:bob')]).toEqual([3, 0])
  })

  it('never gives a number twice; an absent id loses its number and its local name', () => {
    list(1, 2)
    b.todos.bind('p:ann', 'uuid', 2)
    list(1)
    list(1, 2)
    expect(rows()).toEqual([
      [1, 1, 't1'],
      [2, 3, 't3'],
    ])
    b.todos.remove('p:ann', 2, 6)
    b.todos.put('p:ann', todo(2, 'again'), 7)
    b.reopen()
    expect(b.todos.get('p:ann', 2)?.firstSeen).toBe(4)
    expect(b.todos.byEntity('p:ann', 'uuid')).toBeNull()
  })

  it('takes an id with another time of creation for another todo', () => {
    const made = (createdAt: string) => todo(1, 'x', { createdAt })
    b.todos.replaceAll('p:ann', [made('2026-01-01T10:00:00Z')], 1)
    b.todos.replaceAll('p:ann', [made('2026-01-01T12:00:00.400+02:00')], 2)
    expect(rows()).toEqual([[1, 1, 't1']])
    b.todos.put('p:ann', made('2026-01-02T10:00:00Z'), 3)
    expect(rows()).toEqual([[1, 2, 't2']])
  })

  it('keeps order and names over removals, additions and a new start', () => {
    list(1, 2, 3)
    b.todos.bind('p:ann', 'uuid', 3)
    b.todos.remove('p:ann', 1, 6)
    b.todos.put('p:ann', todo(4, 'new'), 7)
    b.todos.put('p:ann', todo(3, 'changed'), 8)
    const wanted = [
      [2, 2, 't2'],
      [3, 3, 'uuid'],
      [4, 4, 't4'],
    ]
    expect(rows()).toEqual(wanted)
    b.reopen()
    expect(rows()).toEqual(wanted)
    expect(b.todos.read('p:ann').confirmedAt).toBe(8)
  })

  it('forgets in memory what was rolled back', () => {
    list(1)
    const work = () =>
      b.db.unitOfWork(() => {
        list(1, 2)
        throw new Error('crash')
      })
    expect(work).toThrow('crash')
    expect([rows(), b.todos.highestSeen('p:ann')]).toEqual([[[1, 1, 't1']], 1])
  })

  it('writes only what changed', () => {
    list(1, 2, 3)
    const changes = () => Number(b.db.get('SELECT total_changes() AS n')?.n)
    const before = changes()
    list(1, 2, 3)
    expect(changes() - before).toBe(1)
    expect(new TodoStore(b.db).read('p:ann')).toEqual(b.todos.read('p:ann'))
  })
})

describe('SqliteCache', () => {
  it('gives back what was put, per profile, without progress', () => {
    const cache = new SqliteCache(b.db, b.todos)
    expect([cache.library('p'), cache.queue('p'), cache.todos('p:ann')]).toEqual([null, null, null])
    const progress = { percent: 4, downloadedMb: 1, totalMb: 2, speedMbps: 3, etaSeconds: 5 }
    const run = { running: true, paused: null }
    cache.putQueue('p', { items: [item('1', { progress })], run }, 7)
    expect(cache.queue('p')).toEqual({ value: { items: [item('1')], run }, confirmedAt: 7 })
    expect(JSON.stringify(b.db.all('SELECT * FROM cache_body'))).not.toContain('percent')
    cache.putLibrary('p', [], 8)
    cache.putLibrary('p', [], 9)
    expect([cache.library('p'), cache.library('q')]).toEqual([{ value: [], confirmedAt: 9 }, null])
    list(1)
    expect(cache.todos('p:ann')).toEqual({ value: b.todos.read('p:ann').todos, confirmedAt: 5 })
  })

  it('does not write out again what did not change, but when it was confirmed', () => {
    const cache = new SqliteCache(b.db, b.todos)
    let looks = 0
    const looked = (id: string) => ({
      ...item(id),
      get seriesTitle() {
        looks += 1
        return 'S'
      },
    })
    const items = [looked('1'), looked('2')]
    const run = { running: true, paused: null }
    cache.putQueue('p', { items, run }, 7)
    looks = 0
    cache.putQueue('p', { items: [...items], run: { ...run } }, 8)
    expect([looks, cache.queue('p')?.confirmedAt]).toEqual([0, 8])
    cache.putQueue('p', { items, run: { running: false, paused: null } }, 9)
    expect(cache.queue('p')?.value.run.running).toBe(false)
    cache.forgetProfile('p')
    expect(cache.queue('p')).toBeNull()
    cache.putQueue('p', { items, run: { running: false, paused: null } }, 10)
    expect(cache.queue('p')?.value.items).toHaveLength(2)
  })

  it('keeps the last 1,000 activities, newest first, and counts the unread', () => {
    const cache = new SqliteCache(b.db, b.todos)
    b.db.unitOfWork(() => {
      for (let at = 1; at <= 1_005; at += 1) {
        cache.addActivities([{ at, kind: 'store.note', data: { text: 'a\0b' }, account: null }])
      }
    })
    expect(cache.activity(2, null)).toEqual([
      { id: '1005', at: 1_005, kind: 'store.note', data: { text: 'a\0b' } },
      { id: '1004', at: 1_004, kind: 'store.note', data: { text: 'a\0b' } },
    ])
    expect([cache.activity(5_000, null).length, cache.unreadActivity(null)]).toEqual([1_000, 1_000])
    cache.markActivityRead(null)
    cache.addActivities([{ at: 1, kind: 'scan.completed', data: {}, account: null }])
    expect(cache.unreadActivity(null)).toBe(1)
  })

  it('shows an account what is for everybody and its own, and forgets that with the profile', () => {
    const cache = new SqliteCache(b.db, b.todos)
    const kind = 'todo.remote'
    cache.addActivities([
      { at: 1, kind: 'scan.completed', data: {}, account: null },
      { at: 2, kind, data: {}, account: 'p:ann' },
      { at: 3, kind, data: {}, account: 'p:ben' },
    ])
    const seen = (account: string | null) => cache.activity(9, account).map(({ at }) => at)
    expect([seen(null), seen('p:ann'), seen('p:ben')]).toEqual([[1], [2, 1], [3, 1]])
    cache.markActivityRead('p:ann')
    expect([cache.unreadActivity('p:ann'), cache.unreadActivity('p:ben')]).toEqual([0, 1])
    cache.forgetProfile('p')
    expect(seen('p:ben')).toEqual([1])
  })
})

it('forgets which creations of a profile were watched, and of no other', () => {
  for (const account of ['p:ann', 'p:ben', 'pp:ann']) {
    b.db.run(
      `INSERT INTO todo_watch (account, entity, fields, baseline, until, twins, kept)
       VALUES (:account, 'e', '{"title":"a secret"}', 0, 1, '[]', '[]')`,
      { account },
    )
  }
  new SqliteCache(b.db, b.todos).forgetProfile('p')
  expect(b.db.all('SELECT account FROM todo_watch')).toEqual([{ account: 'pp:ann' }])
})

it.each([`'{'`, `CAST(x'7BFF7D' AS TEXT)`])('does without what reads %s now', (spoilt) => {
  const cache = new SqliteCache(b.db, b.todos)
  cache.putLibrary('p', [], 5)
  for (const at of [1, 2]) {
    cache.addActivities([{ at, kind: 'store.note', data: {}, account: null }])
  }
  b.db.exec(
    `UPDATE cache_body SET body = ${spoilt}; UPDATE activity SET data = ${spoilt} WHERE at = 1`,
  )
  expect(cache.library('p')).toBeNull()
  expect(cache.activity(9, null).map(({ at }) => at)).toEqual([2])
})

describe('throttledWriter', () => {
  it('writes at once, then at most once a second, the newest value', () => {
    const clock = new ManualClock()
    const written: number[] = []
    const writer = throttledWriter<number>({ clock, write: (value) => written.push(value) })
    writer.put(1)
    writer.put(2)
    clock.advance(999)
    writer.put(3)
    expect(written).toEqual([1])
    clock.advance(1)
    expect(written).toEqual([1, 3])
    writer.put(4)
    writer.flush()
    writer.put(5)
    writer.cancel()
    clock.advance(5_000)
    expect([written, clock.pending]).toEqual([[1, 3, 4], 0])
  })

  it('goes on after a write that failed', () => {
    const clock = new ManualClock()
    const written: number[] = []
    const writer = throttledWriter<number>({
      clock,
      write: (value) => {
        if (value === 1) throw new Error('disk full')
        written.push(value)
      },
    })
    writer.put(1)
    clock.advance(1_000)
    writer.put(2)
    expect(written).toEqual([2])
  })
})
