import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { AppFailure } from '../../src-shared/domain/errors'
import { OUTBOX_LIMIT, type OutboxCommand } from '../../src-shared/domain/outbox'
import { SqliteCache } from '../store/cache'
import { ANN, Bench, create, todo } from './testing'

let b: Bench
beforeEach(() => {
  b = new Bench()
})
afterEach(() => b.end())

const edit = (fields: { title?: string; completed?: boolean }, todoId: number | null = null) =>
  ({ kind: 'todo.update', todoId, fields }) as const
const remove = (todoId: number | null = null) => ({ kind: 'todo.delete', todoId }) as const

function codeOf(call: () => unknown): string {
  try {
    call()
  } catch (thrown) {
    return thrown instanceof AppFailure ? thrown.error.code : String(thrown)
  }
  return 'nothing thrown'
}

describe('enqueue', () => {
  it('answers the row, keeps it over a new start, and gives no seq twice', () => {
    const row = b.ask(create(' Buy  milk '), { base: null, label: 'Buy milk' })
    expect(row).toEqual({
      seq: 1,
      profileId: 'p',
      account: ANN,
      server: 'todos',
      entity: 'e1',
      command: create('Buy milk'),
      base: null,
      label: 'Buy milk',
      state: 'queued',
      baseline: null,
      targetSeen: null,
      attempts: 0,
      lastError: null,
      createdAt: b.clock.now(),
      notBefore: null,
      answer: null,
      answeredOn: null,
      strikes: 0,
      doubtful: false,
      suspects: [],
      standing: null,
    })
    b.reopen()
    expect(b.outbox.rows(ANN)).toEqual([row])
    b.outbox.undo(1)
    b.reopen()
    expect(b.ask(create('next'))?.seq).toBe(2)
  })

  it('tells once per commit which accounts changed, after it', () => {
    const told: unknown[] = []
    b.outbox.onChange((accounts) => told.push([...accounts].sort(), b.outbox.all().length))
    b.db.unitOfWork(() => {
      b.ask(create('a'), { entity: 'a' })
      b.ask(create('b'), { entity: 'b', account: 'p:bob' })
      expect(told).toEqual([])
    })
    expect(told).toEqual([[ANN, 'p:bob'], 2])
  })

  it('shows nothing of a unit that was taken back', () => {
    b.ask(create('kept'), { entity: 'a' })
    const told: unknown[] = []
    b.outbox.onChange((accounts) => told.push(accounts))
    const work = () =>
      b.db.unitOfWork(() => {
        b.ask(create('lost'), { entity: 'b' })
        throw new Error('crash')
      })
    expect(work).toThrow('crash')
    expect([b.outbox.rows(ANN).length, told]).toEqual([1, []])
  })

  it('refuses the 10,001st row, but still folds', () => {
    b.db.run(
      `WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n WHERE x < :most)
       INSERT INTO outbox (profile, account, server, entity, kind, command, label, state, attempts, created_at)
       SELECT 'p', 'p:ann', 'todos', 'e' || x, 'todo.create', :command, 'x', 'queued', 0, 1 FROM n`,
      { most: OUTBOX_LIMIT, command: JSON.stringify(create('x')) },
    )
    b.db.markStale()
    expect(codeOf(() => b.ask(create('one more'), { entity: 'new' }))).toBe('outbox.full')
    expect(b.ask(edit({ completed: true }), { entity: 'e5' })?.seq).toBe(5)
    expect(b.ask(remove(), { entity: 'e6' })).toBeNull()
    expect(b.ask(create('one more'), { entity: 'new' })?.state).toBe('queued')
  })

  it('refuses on a full disk and on a store that keeps nothing; reads go on', () => {
    b.ask(create('kept'), { entity: 'a' })
    const pages = Number(b.db.get('PRAGMA page_count')?.page_count)
    b.db.exec(`PRAGMA max_page_count = ${pages}`)
    const much = {
      kind: 'todo.create',
      fields: { title: 'x', description: 'y'.repeat(200_000) },
    } as const
    expect(codeOf(() => b.ask(much, { entity: 'b' }))).toBe('store.full')
    expect(b.states()).toEqual(['todo.create queued'])
    Object.defineProperty(b.db, 'refuses', { value: { code: 'store.newer', message: '' } })
    expect(codeOf(() => b.ask(create('x'), { entity: 'c' }))).toBe('store.newer')
  })
})

describe('folding in the table', () => {
  it('makes two edits one and keeps the first base', () => {
    const first = b.ask(edit({ title: 'a' }, 7), { base: { title: 'server' } })
    const second = b.ask(edit({ title: 'b', completed: true }, 7), {
      base: { title: 'a', completed: false },
    })
    expect(second).toMatchObject({
      seq: first?.seq,
      command: edit({ title: 'b', completed: true }, 7),
      base: { title: 'server', completed: false },
    })
    b.reopen()
    expect(b.outbox.rows(ANN)).toEqual([second])
  })

  it('cancels a creation by its delete, but not one that may have been sent', () => {
    const row = b.ask(create('a'))
    b.ask(edit({ title: 'b' }))
    expect(b.ask(remove())).toBeNull()
    expect(b.states()).toEqual([])
    expect(row?.seq).toBe(1)
    const sent = b.ask(create('a'))
    b.outbox.patch(sent?.seq ?? 0, { state: 'ambiguous', baseline: 3 })
    b.ask(edit({ title: 'b' }))
    expect(b.ask(remove())).not.toBeNull()
    expect(b.states()).toEqual(['todo.create ambiguous', 'todo.delete queued'])
  })
})

describe('the undo window', () => {
  it('holds a delete for its time, then folds it', () => {
    b.ask(edit({ title: 'b' }, 7), { entity: 't7' })
    b.ask(remove(7), { entity: 't7', holdMs: 8_000 })
    b.clock.advance(7_999)
    expect(b.states()).toEqual(['todo.update queued', 'todo.delete held'])
    b.clock.advance(1)
    expect(b.states()).toEqual(['todo.delete queued'])
  })

  it('brings back everything when it is undone, and only in time', () => {
    b.ask(edit({ title: 'b' }, 7), { entity: 't7' })
    const held = b.ask(remove(7), { entity: 't7', holdMs: 8_000 })
    expect(b.ask(remove(7), { entity: 't7', holdMs: 8_000 })).toEqual(held)
    expect(b.outbox.undo(held?.seq ?? 0)).toBe(true)
    expect([b.states(), b.clock.pending]).toEqual([['todo.update queued'], 0])
    b.outbox.patch(1, { state: 'sending', baseline: 0 })
    expect([b.outbox.undo(1), b.outbox.undo(99)]).toEqual([false, false])
  })

  it('outlives a kill and goes out after the next start', () => {
    b.ask(remove(7), { entity: 't7', holdMs: 8_000 })
    b.clock.advance(3_000)
    b.reopen()
    b.clock.advance(4_999)
    expect(b.states()).toEqual(['todo.delete held'])
    b.clock.advance(1)
    expect(b.states()).toEqual(['todo.delete queued'])
  })

  it('is not made longer by a clock that was set back', () => {
    b.ask(remove(7), { entity: 't7', holdMs: 8_000 })
    b.db.run('UPDATE outbox SET not_before = not_before + 86400000')
    b.reopen()
    b.clock.advance(8_000)
    expect(b.states()).toEqual(['todo.delete queued'])
  })
})

describe('undo, discard and retry', () => {
  it('takes what depends on a creation with it', () => {
    const row = b.ask(create('a'), { entity: 'a' })
    b.outbox.patch(row?.seq ?? 0, { state: 'failed', attempts: 1, baseline: 0 })
    b.ask(edit({ title: 'b' }), { entity: 'a' })
    b.ask(create('other'), { entity: 'b' })
    b.outbox.discard(row?.seq ?? 0)
    expect(b.outbox.rows(ANN).map((each) => each.entity)).toEqual(['b'])
  })

  it('takes removals and moves that name rows of an adding', () => {
    const add: OutboxCommand = {
      kind: 'queue.add',
      seriesId: 's',
      seriesFolder: null,
      seriesTitle: 'S',
      episodes: [{ season: 1, episode: 1 }],
    }
    const row = b.ask(add, { entity: 'a' })
    const local = `local:${row?.seq}:1:1:s`
    b.ask({ kind: 'queue.remove', itemIds: [local, 'x'] }, { entity: 'b', holdMs: 8_000 })
    b.ask({ kind: 'queue.move', itemId: 'x', after: local }, { entity: 'c' })
    expect(b.outbox.undo(row?.seq ?? 0)).toBe(true)
    expect(b.outbox.rows(ANN).map((each) => each.command)).toEqual([
      { kind: 'queue.remove', itemIds: ['x'] },
    ])
  })

  it('refuses to discard what is being sent, and does not mind what is gone', () => {
    const row = b.ask(create('a'))
    b.outbox.patch(row?.seq ?? 0, { state: 'sending', baseline: 0 })
    expect(codeOf(() => b.outbox.discard(row?.seq ?? 0))).toBe('input.invalid')
    b.outbox.discard(99)
    expect(b.states()).toEqual(['todo.create sending'])
  })

  it('puts failed, parked, ambiguous and conflicting rows back, nothing else', () => {
    const row = b.ask(create('a'))
    const seq = row?.seq ?? 0
    for (const state of ['failed', 'parked', 'ambiguous', 'conflict'] as const) {
      b.outbox.patch(seq, { state, baseline: 4, attempts: 1 })
      b.outbox.retry(seq)
      expect(b.outbox.get(seq)).toMatchObject({ state: 'queued', lastError: null, baseline: 4 })
    }
    b.outbox.patch(seq, { state: 'sending' })
    b.outbox.retry(seq)
    expect(b.states()).toEqual(['todo.create sending'])
    expect(codeOf(() => b.outbox.retry(99))).toBe('outbox.notFound')
  })
})

it('makes rows of a process that died while sending ambiguous', () => {
  const row = b.ask(create('a'))
  b.outbox.patch(row?.seq ?? 0, { state: 'sending', baseline: 0 })
  b.reopen()
  expect(b.states()).toEqual(['todo.create ambiguous'])
  // Its bytes may come late: a twin of it is watched for.
  expect(b.db.get('SELECT state, doubtful FROM outbox')).toEqual({
    state: 'ambiguous',
    doubtful: 1,
  })
})

it('forgets a profile with all its accounts, and nothing of another', () => {
  const cache = new SqliteCache(b.db, b.todos)
  b.todos.replaceAll(ANN, [todo(1, 'a')], 1)
  b.todos.replaceAll('pp:ann', [todo(1, 'b')], 1)
  b.ask(create('a'), { entity: 'a' })
  b.ask(create('b'), { entity: 'b', profileId: 'pp', account: 'pp:ann' })
  const told: string[] = []
  b.outbox.onChange((accounts) => told.push(...accounts))
  cache.forgetProfile('p')
  expect([b.states(), b.states('pp:ann')]).toEqual([[], ['todo.create queued']])
  expect([cache.todos(ANN), cache.todos('pp:ann')?.value.length]).toEqual([null, 1])
  expect(told).toContain(ANN)
})
