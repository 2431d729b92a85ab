import { describe, expect, it } from 'vitest'
import { appError } from '../../src-shared/domain/errors'
import type { OutboxRow } from '../../src-shared/domain/outbox'
import { outboxRow } from '../queue/testing'
import type { SeenTodo } from '../store/types'
import { canonicalFields, changedFields } from './fields'
import { foldTodos, plainRow, ShownTodos } from './fold'

const seen = (id: number, title = `Todo ${id}`, entity = `t${id}`): SeenTodo => ({
  todo: {
    id,
    title,
    ...{ description: null, completed: false, priority: null, dueDate: null },
    ...{ createdAt: null, updatedAt: null, doneField: 'completed', extra: {} },
  },
  firstSeen: id,
  entity,
})
const LIST = [seen(1), seen(2), seen(3)]
const show = (...rows: OutboxRow[]) => foldTodos(LIST, rows)

describe('the todos as shown', () => {
  it('are what the server said, as the same objects, while nothing is pending', () => {
    expect(show().map((row) => row.id)).toEqual(['t1', 't2', 't3'])
    expect(show()[0]).toBe(show()[0])
  })

  it('have created ones at the end under their local id', () => {
    const create = outboxRow(
      5,
      { kind: 'todo.create', fields: { title: 'New', completed: true } },
      { entity: 'uuid' },
    )
    expect(show(create)[3]).toMatchObject({
      ...{ id: 'uuid', serverId: null, title: 'New', completed: true },
      pending: { seq: 5, state: 'queued' },
    })
    const edit = outboxRow(
      6,
      { kind: 'todo.update', todoId: null, fields: { title: 'Newer' } },
      { entity: 'uuid' },
    )
    expect(show(create, edit)[3]).toMatchObject({ title: 'Newer', completed: true })
  })

  it('have edits laid over, absent fields kept, null ones emptied', () => {
    const edit = outboxRow(
      5,
      { kind: 'todo.update', todoId: 2, fields: { completed: true, title: undefined } },
      { entity: 't2' },
    )
    expect(show(edit)[1]).toMatchObject({ title: 'Todo 2', completed: true, serverId: 2 })
  })

  it('keeps what was typed for a todo that is gone, and lays nothing over one that was given its id', () => {
    const edit = outboxRow(
      5,
      { kind: 'todo.update', todoId: 2, fields: { title: 'x' } },
      { entity: 't9', state: 'conflict' },
    )
    expect(show(edit).map((row) => row.title)).toEqual(['Todo 1', 'Todo 2', 'Todo 3', 'x'])
    expect(show(edit)[3]).toMatchObject({ serverId: null, pending: { state: 'conflict' } })
  })

  it('shows what an answer to a conflict makes of it, before it is sent', () => {
    const edit = { kind: 'todo.update', todoId: 2, fields: { title: 'mine' } } as const
    const held = { state: 'held', notBefore: 9 } as const
    const restored = show(
      outboxRow(5, edit, {
        ...{ ...held, entity: 't9', base: { title: 'old', priority: 'high' } },
        answer: { is: 'restore' },
      }),
    ).at(-1)
    expect(restored).toMatchObject({ id: 't9', title: 'mine', priority: 'high', serverId: null })
    const given = show(outboxRow(5, edit, { ...held, entity: 't2', answer: { is: 'theirs' } }))
    expect(given[1]).toMatchObject({ title: 'Todo 2', pending: { state: 'held' } })
  })

  it('are the same objects as long as the same changes lie over the same todos', () => {
    const create = outboxRow(5, { kind: 'todo.create', fields: { title: 'x' } }, { entity: 'uuid' })
    const first = outboxRow(6, { kind: 'todo.update', todoId: 2, fields: { title: 'y' } })
    const edit = { ...first, entity: 't2' }
    const shown = new ShownTodos()
    const again = (list: SeenTodo[], ...rows: OutboxRow[]) => shown.fold(list, rows)
    const before = again(LIST, create, edit)
    const same = again(LIST, create, edit, outboxRow(9, { kind: 'library.rescan' }))
    expect(same.map((row, at) => row === before[at])).toEqual([true, true, true, true])
    const renamed = again([seen(2, 'renamed'), seen(3)], create, edit)
    expect(renamed).toEqual([{ ...before[1], title: 'y' }, before[2], before[3]])
    expect([renamed[0] === before[1], renamed[2] === before[3]]).toEqual([false, true])
    const refused = again(LIST, create, { ...edit, state: 'failed' })
    expect(refused.map((row) => row.pending?.state)).toEqual([
      undefined,
      'failed',
      undefined,
      'queued',
    ])
    expect(
      again(LIST, { ...edit, seq: 7 }, { ...create, entity: 't2', seq: 8 })[1]?.pending?.seq,
    ).toBe(7)
    const changes = [create]
    expect(shown.fold(LIST, changes)).toBe(shown.fold(LIST, changes))
  })

  it('hide what is being deleted and show again what could not be', () => {
    const remove = (state: OutboxRow['state']) =>
      outboxRow(
        5,
        { kind: 'todo.delete', todoId: 2 },
        { entity: 't2', state, lastError: appError('server.failed', 'no') },
      )
    expect(show(remove('held')).map((row) => row.id)).toEqual(['t1', 't3'])
    expect(show(remove('failed'))[1]?.pending).toMatchObject({
      ...{ state: 'failed', error: { code: 'server.failed' } },
    })
  })

  it('keep the mark that needs the user', () => {
    const edit = (seq: number, state: OutboxRow['state']) =>
      outboxRow(
        seq,
        { kind: 'todo.update', todoId: 2, fields: { title: `v${seq}` } },
        { entity: 't2', state },
      )
    const row = show(edit(5, 'conflict'), edit(6, 'queued'))[1]
    expect(row).toMatchObject({ title: 'v6', pending: { seq: 5, state: 'conflict' } })
  })
})

describe('fields', () => {
  it('are canonical before they are queued', () => {
    expect(
      canonicalFields({ title: '  Buy\n milk ', description: ' a\r\nb ', dueDate: '' }),
    ).toEqual({ title: 'Buy milk', description: 'a\nb', dueDate: null })
    expect(() => canonicalFields({ title: ' \t ' })).toThrow(
      expect.objectContaining({ error: expect.objectContaining({ code: 'todo.titleMissing' }) }),
    )
  })

  it('are only sent when they differ from what is shown', () => {
    const shown = { ...plainRow(seen(1)), dueDate: '2026-01-01T00:00:00Z' }
    expect(changedFields({ title: 'Todo 1', completed: false }, shown)).toBeNull()
    expect(changedFields({ dueDate: '2026-01-01T01:00:00+01:00' }, shown)).toBeNull()
    expect(changedFields({ title: 'Todo 1', completed: true }, shown)).toEqual({ completed: true })
  })
})
