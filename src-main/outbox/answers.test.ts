import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Answer } from '../../src-shared/domain/decisions'
import type { OutboxCommand } from '../../src-shared/domain/outbox'
import type { TodoPatch } from '../../src-shared/domain/todo'
import { questionOf } from './conflicts'
import { allValues } from './fingerprint'
import { ANN, Bench, create, todo } from './testing'

let b: Bench
beforeEach(() => {
  b = new Bench()
})
afterEach(() => b.end())

const made = (id: number, title: string, more = {}) =>
  todo(id, title, { createdAt: '2026-01-01T10:00:00Z', ...more })

/** A row in conflict on todo 1 as it was when the change was made. */
function conflict(command: OutboxCommand, was: TodoPatch = allValues(made(1, 'old'))): number {
  const row = b.ask(command, { entity: 't1', base: was, label: 'old' })
  const seq = row?.seq ?? 0
  b.outbox.patch(seq, { state: 'conflict', baseline: 1 })
  return seq
}
const edit = (fields: TodoPatch) => ({ kind: 'todo.update', todoId: 1, fields }) as const
const ask = (seq: number) => {
  const row = b.outbox.get(seq)
  return row && questionOf(row, ANN, b.todos)
}
/** Answers and lets the undo window pass. */
function answer(seq: number, given: Answer) {
  b.decisions.answer(seq, given)
  expect(b.outbox.get(seq)?.state).toBe('held')
  b.clock.advance(8_000)
  return b.outbox.get(seq)
}

describe('an edit whose todo is gone', () => {
  it('asks, and makes a new todo of it on restore, with what was asked after it', () => {
    b.todos.replaceAll(ANN, [made(1, 'old')], 1)
    const seq = conflict(edit({ completed: true }), { title: 'old', priority: 'high' })
    b.ask(edit({ description: 'more' }), { entity: 't1' })
    b.todos.replaceAll(ANN, [], 2)
    expect(ask(seq)).toEqual({
      is: 'goneUnderEdit',
      last: { title: 'old', priority: 'high' },
      mine: { completed: true },
    })
    expect(() => b.decisions.answer(seq, { is: 'mine' })).toThrow('does not fit')
    const row = answer(seq, { is: 'restore' })
    const entity = `again-${seq}`
    expect(row).toMatchObject({
      ...{ state: 'queued', entity, baseline: null, answer: null },
      command: {
        kind: 'todo.create',
        fields: { title: 'old', priority: 'high', completed: true },
      },
    })
    expect(b.outbox.of(ANN)[1]).toMatchObject({ entity, command: { todoId: null } })
  })

  it('takes what was asked after it along when it is let go', () => {
    b.todos.replaceAll(ANN, [made(1, 'old')], 1)
    const seq = conflict(edit({ completed: true }))
    b.ask(edit({ description: 'more' }), { entity: 't1' })
    b.todos.replaceAll(ANN, [], 2)
    expect(answer(seq, { is: 'letGo' })).toBeNull()
    expect(b.states()).toEqual([])
  })

  it('is the same question where the id stands for another todo', () => {
    b.todos.replaceAll(ANN, [made(1, 'old')], 1)
    const seq = conflict(edit({ completed: true }))
    b.todos.replaceAll(ANN, [made(1, 'old', { createdAt: '2026-02-02T10:00:00Z' })], 2)
    expect(ask(seq)?.is).toBe('goneUnderEdit')
  })
})

describe('the same field changed on both sides', () => {
  let seq: number
  beforeEach(() => {
    b.todos.replaceAll(ANN, [made(1, 'old')], 1)
    seq = conflict(edit({ title: 'mine', priority: 'high' }))
    b.todos.replaceAll(ANN, [made(1, 'theirs', { description: 'also theirs' })], 2)
  })

  it('shows base, mine and theirs of that field only', () => {
    expect(ask(seq)).toEqual({
      is: 'sameField',
      sure: true,
      fields: [{ field: 'title', base: 'old', mine: 'mine', theirs: 'theirs' }],
    })
  })

  it('goes on with mine, made on what the server had', () => {
    expect(answer(seq, { is: 'mine' })).toMatchObject({
      ...{ state: 'queued', targetSeen: 1 },
      command: edit({ title: 'mine', priority: 'high' }),
      base: { title: 'theirs', description: 'also theirs' },
    })
  })

  it('drops only what clashes for theirs, and everything that is as theirs when chosen', () => {
    b.decisions.answer(seq, { is: 'theirs' })
    expect(b.outbox.undo(seq)).toBe(true)
    expect(b.outbox.get(seq)).toMatchObject({ state: 'conflict', answer: null, notBefore: null })
    expect(answer(seq, { is: 'theirs' })?.command).toEqual(edit({ priority: 'high' }))
    b.outbox.patch(seq, {
      command: edit({ title: 'mine' }),
      state: 'conflict',
      base: { title: 'o' },
    })
    expect(answer(seq, { is: 'chosen', fields: { title: 'theirs' } })).toBeNull()
  })

  it('keeps the answer over a kill', () => {
    b.decisions.answer(seq, { is: 'mine' })
    b.reopen()
    expect(b.outbox.get(seq)).toMatchObject({ state: 'held', answer: { is: 'mine' } })
    b.clock.advance(8_000)
    expect(b.outbox.get(seq)?.base?.title).toBe('theirs')
  })
})

it('asks about everything that differs where nothing tells the todo from another', () => {
  b.todos.replaceAll(ANN, [todo(1, 'old')], 1)
  const seq = conflict(edit({ completed: true }), allValues(todo(1, 'old')))
  b.todos.replaceAll(ANN, [todo(1, 'quite another', { description: 'x' })], 2)
  expect(ask(seq)).toMatchObject({
    sure: false,
    fields: [{ field: 'title' }, { field: 'description' }, { field: 'completed', mine: true }],
  })
  expect(answer(seq, { is: 'restore' })?.command.kind).toBe('todo.create')
})

it('asks before it deletes what others have changed', () => {
  b.todos.replaceAll(ANN, [made(1, 'old')], 1)
  const seq = conflict({ kind: 'todo.delete', todoId: 1 })
  b.todos.replaceAll(ANN, [made(1, 'newer')], 2)
  expect(ask(seq)).toEqual({
    is: 'changedUnderDelete',
    fields: [{ field: 'title', base: 'old', mine: 'old', theirs: 'newer' }],
  })
  expect(answer(seq, { is: 'deleteAnyway' })).toMatchObject({
    ...{ state: 'queued', base: { title: 'newer' } },
  })
  b.outbox.patch(seq, { state: 'conflict', base: { title: 'x' } })
  expect(answer(seq, { is: 'keep' })).toBeNull()
})

describe('a creation under review', () => {
  let seq: number
  beforeEach(() => {
    const row = b.ask(create('short'), { entity: 'a' })
    seq = row?.seq ?? 0
    b.todos.replaceAll(ANN, [made(7, 'SHORT!')], 1)
    b.outbox.patch(seq, { state: 'review', baseline: 0, suspects: [1], doubtful: true })
    b.ask(edit({ completed: true }), { entity: 'a' })
  })

  it('becomes the todo that the user names; what waits for it gets its id', () => {
    expect(ask(seq)).toMatchObject({ is: 'review', candidates: [{ todoId: 7, title: 'SHORT!' }] })
    expect(() => b.decisions.answer(seq, { is: 'itIsMine', todoId: 8 })).toThrow('no longer')
    expect(answer(seq, { is: 'itIsMine', todoId: 7 })).toBeNull()
    expect(b.todos.byEntity(ANN, 'a')?.todo.id).toBe(7)
    expect(b.outbox.of(ANN)[0]?.command).toMatchObject({ kind: 'todo.update', todoId: 7 })
  })

  it('is sent again, and only what comes from then on may be it', () => {
    expect(answer(seq, { is: 'sendAgain' })).toMatchObject({
      ...{ state: 'queued', baseline: 1, suspects: [] },
    })
  })
})

describe('editing and retrying', () => {
  it('changes what the server does not know of, and sends it', () => {
    const seq = b.ask(create('bad'))?.seq ?? 0
    b.decisions.edit(seq, { title: 'better', priority: 'high' })
    expect(b.outbox.get(seq)?.command).toMatchObject({ fields: { title: 'better' } })
    b.outbox.patch(seq, { state: 'failed', attempts: 1, baseline: 3 })
    b.decisions.edit(seq, { title: ' good ' })
    expect(b.outbox.get(seq)).toMatchObject({
      ...{ state: 'queued', baseline: 3 },
      command: { fields: { title: 'good', priority: 'high' } },
    })
    b.outbox.patch(seq, { state: 'sending' })
    expect(() => b.decisions.edit(seq, { title: 'late' })).toThrow('cannot be edited')
  })

  it('retries all that failed or waits, and nothing that asks', () => {
    const seqs = ['failed', 'parked', 'ambiguous', 'conflict', 'review'].map((state, at) => {
      const seq = b.ask(create(`todo ${at}`), { entity: `e${at}` })?.seq ?? 0
      b.outbox.patch(seq, { state: state as 'failed', baseline: 0 })
      return seq
    })
    expect(b.decisions.retryAll(ANN)).toBe(3)
    expect(seqs.map((seq) => b.outbox.get(seq)?.state)).toEqual([
      ...['queued', 'queued', 'queued', 'conflict', 'review'],
    ])
  })
})

it('keeps a todo also when its deletion was asked for a second time before the answer', () => {
  b.todos.replaceAll(ANN, [made(1, 'old')], 1)
  const seq = conflict({ kind: 'todo.delete', todoId: 1 })
  b.todos.replaceAll(ANN, [made(1, 'newer')], 2)
  const again = { entity: 't1', base: allValues(made(1, 'newer')), label: 'newer', holdMs: 8_000 }
  b.ask({ kind: 'todo.delete', todoId: 1 }, again)
  expect(b.outbox.of(ANN)).toHaveLength(2)
  expect(answer(seq, { is: 'keep' })).toBeNull()
  expect(b.outbox.of(ANN)).toEqual([])
})

it('gives up what was asked until the answer, and nothing that was asked since', () => {
  b.todos.replaceAll(ANN, [made(1, 'old')], 1)
  const seq = conflict(edit({ completed: true }))
  b.ask(edit({ description: 'before' }), { entity: 't1' })
  b.todos.replaceAll(ANN, [], 2)
  b.clock.advance(1)
  b.decisions.answer(seq, { is: 'letGo' })
  // By seq: the clock may be set back in the window.
  const now = vi.spyOn(b.clock, 'now').mockReturnValue(b.clock.now() - 60_000)
  b.ask(edit({ description: 'since' }), { entity: 't1' })
  now.mockRestore()
  b.clock.advance(8_000)
  expect(b.outbox.of(ANN).map(({ command }) => command)).toEqual([edit({ description: 'since' })])
})

it('gives up the row alone by an answer of an earlier version, which does not say how far it went', () => {
  b.todos.replaceAll(ANN, [made(1, 'old')], 1)
  const seq = conflict(edit({ completed: true }))
  b.ask(edit({ description: 'after' }), { entity: 't1' })
  b.todos.replaceAll(ANN, [], 2)
  b.decisions.answer(seq, { is: 'letGo' })
  b.db.run("UPDATE outbox SET answered_on = json_remove(answered_on, '$.upTo') WHERE seq = :seq", {
    seq,
  })
  b.reopen()
  b.clock.advance(8_000)
  expect(b.outbox.of(ANN).map(({ command }) => command)).toEqual([edit({ description: 'after' })])
})

it('takes back an answer, and nothing else once it is carried out', () => {
  b.todos.replaceAll(ANN, [made(1, 'old')], 1)
  const seq = conflict(edit({ completed: true }), { title: 'old' })
  b.outbox.patch(seq, { baseline: null })
  b.todos.replaceAll(ANN, [], 2)
  b.decisions.answer(seq, { is: 'restore' })
  expect([b.decisions.takeBack(seq), b.outbox.get(seq)?.state]).toEqual([true, 'conflict'])
  answer(seq, { is: 'restore' })
  expect([b.decisions.takeBack(seq), b.outbox.get(seq)?.state]).toEqual([false, 'queued'])
})
