import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { ANN, create, LaneBench, todo } from './testing'

let b: LaneBench

beforeEach(() => {
  b = new LaneBench()
})
afterEach(() => b.end())

const shown = () => b.lane.todos.map((seen) => `${seen.entity}=${seen.todo.id} ${seen.todo.title}`)
const edit = (todoId: number | null, title: string) =>
  ({ kind: 'todo.update', todoId, fields: { title } }) as const
const remove = (todoId: number | null) => ({ kind: 'todo.delete', todoId }) as const

describe('sending', () => {
  it('sends nothing before the first list of a connection, then one at a time, by seq', () => {
    b.ask(create('one'), { entity: 'a' })
    b.ask(create('two'), { entity: 'b' })
    b.lane.connected((frame) => b.frames.push(JSON.parse(frame)) > 0)
    expect(b.sent()).toEqual([])
    b.lane.list([])
    expect(b.frames).toEqual([{ action: 'create_todo', payload: { title: 'one' } }])
    expect(b.states()).toEqual(['todo.create sending', 'todo.create queued'])
    b.lane.created(todo(1, 'one'))
    expect(b.states()).toEqual(['todo.create sending'])
    b.lane.created(todo(2, 'two'))
    expect([b.states(), shown()]).toEqual([[], ['a=1 one', 'b=2 two']])
  })

  it('has committed `sending` and the baseline before the first byte', () => {
    b.todos.replaceAll('p:ann', [todo(1, 'x'), todo(2, 'y')], 1)
    b.ask(create('one'))
    let row: unknown = null
    b.lane.connected(() => {
      row = b.db.get('SELECT state, baseline FROM outbox')
      return true
    })
    b.lane.list([todo(1, 'x'), todo(2, 'y')])
    expect(row).toEqual({ state: 'sending', baseline: 2 })
  })

  it('writes nothing when that commit fails, and tries again later', () => {
    b.connect()
    const pages = Number(b.db.get('PRAGMA page_count')?.page_count)
    b.ask(create('waits'), { holdMs: 1_000 })
    b.db.exec('PRAGMA query_only = ON')
    b.clock.advance(1_000)
    expect([b.sent(), b.states()]).toEqual([[], ['todo.create held']])
    b.db.exec('PRAGMA query_only = OFF')
    expect(pages).toBeGreaterThan(0)
    b.ask(create('now'), { entity: 'n' })
    expect(b.sent()).toEqual(['create_todo'])
  })

  it('puts a row back where the socket turns out to be gone', () => {
    b.writable = false
    b.connect()
    const row = b.ask(create('one'))
    expect(b.outbox.get(row?.seq ?? 0)).toMatchObject({ state: 'queued', baseline: null })
    b.writable = true
    b.connect()
    expect(b.sent()).toEqual(['create_todo'])
  })

  it('sends an edit only with the changed fields and the name this server uses', () => {
    b.connect(todo(7, 'x', { doneField: 'done' }))
    b.ask({ kind: 'todo.update', todoId: 7, fields: { completed: true } }, { entity: 't7' })
    expect(b.frames).toEqual([{ action: 'update_todo', todo_id: 7, payload: { done: true } }])
  })

  it('does not send what a delete in its undo window would take back', () => {
    b.ask(create('never'), { entity: 'a' })
    const held = b.ask(remove(null), { entity: 'a', holdMs: 8_000 })
    b.connect()
    expect(b.sent()).toEqual([])
    expect(b.outbox.undo(held?.seq ?? 0)).toBe(true)
    expect(b.sent()).toEqual(['create_todo'])
  })

  it('never sends from a store that keeps nothing', () => {
    b.ask(create('one'))
    Object.defineProperty(b.db, 'refuses', { value: { code: 'store.readOnly' } })
    b.connect()
    expect(b.sent()).toEqual([])
  })
})

describe('evidence', () => {
  it('takes a created todo with our values, first seen after the write, however it is written', () => {
    b.connect(todo(1, 'Buy milk'))
    b.ask({
      kind: 'todo.create',
      fields: { title: '  Buy   milk ', description: null, dueDate: '2026-05-01T10:00:00Z' },
    })
    b.lane.created(todo(1, 'Buy milk', { dueDate: '2026-05-01T10:00:00Z' }))
    expect(b.states()).toEqual(['todo.create sending'])
    b.lane.created(todo(2, 'Buy milk ', { description: '', dueDate: '2026-05-01T12:00:00+02:00' }))
    expect([b.states(), shown()]).toEqual([[], ['t1=1 Buy milk', 'e1=2 Buy milk ']])
  })

  it('settles one creation with one todo', () => {
    b.connect()
    b.ask(create('same'), { entity: 'a' })
    b.ask(create('same'), { entity: 'b' })
    b.lane.created(todo(1, 'same'))
    expect(b.states()).toEqual(['todo.create sending'])
    b.lane.list([todo(1, 'same')])
    expect(b.states()).toEqual(['todo.create sending'])
    b.lane.list([todo(1, 'same'), todo(2, 'same')])
    expect([b.states(), shown()]).toEqual([[], ['a=1 same', 'b=2 same']])
  })

  it('settles one of two equal creations in flight with the one todo that arrived', () => {
    b.connect()
    b.ask(create('first'), { entity: 'x' })
    b.lane.created(todo(1, 'first'))
    b.ask(create('same'), { entity: 'a' })
    b.ask(create('same'), { entity: 'b' })
    expect(b.states()).toEqual(['todo.create sending', 'todo.create sending'])
    b.lane.list([todo(1, 'first'), todo(2, 'same')])
    expect([b.states(), shown()]).toEqual([['todo.create sending'], ['x=1 first', 'a=2 same']])
    b.lane.created(todo(2, 'same'))
    expect(b.states()).toEqual(['todo.create sending'])
    b.lane.created(todo(3, 'same'))
    expect([b.states(), shown().at(-1)]).toEqual([[], 'b=3 same'])
  })

  it('keeps all or nothing of a confirmation, and settles by the next list', () => {
    b.connect()
    b.ask(create('one'))
    b.db.exec(
      "CREATE TRIGGER crash BEFORE DELETE ON outbox BEGIN SELECT raise(ABORT, 'crash'); END",
    )
    expect(() => b.lane.created(todo(1, 'one'))).toThrow('crash')
    const count = (table: string) => b.db.get(`SELECT count(*) AS n FROM ${table}`)?.n
    expect([count('todo'), count('todo_map'), count('outbox')]).toEqual([0, 0, 1])
    expect([b.states(), shown()]).toEqual([['todo.create sending'], []])
    b.db.exec('DROP TRIGGER crash')
    b.lane.list([todo(1, 'one')])
    expect([count('todo'), count('todo_map'), count('outbox')]).toEqual([1, 1, 0])
    b.reopen()
    expect(b.todos.byEntity('p:ann', 'e1')?.todo.id).toBe(1)
  })

  it('gives the next rows of a todo its id and rebases them', () => {
    b.connect()
    b.ask(create('one'), { entity: 'a' })
    b.ask(edit(null, 'two'), { entity: 'a', base: { title: 'one' } })
    b.ask(create('other'), { entity: 'b' })
    b.sent()
    b.lane.created(todo(5, 'one'))
    expect(b.sent()).toEqual(['update_todo 5'])
    expect(b.outbox.rows('p:ann')[0]).toMatchObject({
      command: edit(5, 'two'),
      base: { title: 'one' },
    })
    b.lane.updated(todo(5, 'two'))
    expect([shown(), b.sent()]).toEqual([['a=5 two'], ['create_todo']])
  })

  it('settles an edit by its values and a delete by its id, from events or a list', () => {
    b.connect(todo(1, 'x'), todo(2, 'y'), todo(3, 'z'))
    b.ask(edit(1, 'new'), { entity: 't1' })
    b.lane.updated(todo(1, 'somebody else'))
    expect(b.states()).toEqual(['todo.update sending'])
    b.lane.list([todo(1, 'new'), todo(2, 'y'), todo(3, 'z')])
    expect(b.states()).toEqual([])
    b.ask(remove(2), { entity: 't2' })
    b.lane.deleted(3)
    expect(b.states()).toEqual(['todo.delete sending'])
    b.lane.deleted(2)
    expect([b.states(), shown()]).toEqual([[], ['t1=1 new']])
  })

  it('calls a change foreign that is not ours, once, and never one of our own', () => {
    b.connect(todo(1, 'x'))
    expect(b.foreign()).toEqual([])
    b.ask(create('ours'))
    b.lane.created(todo(2, 'ours'))
    b.lane.created(todo(3, 'theirs'))
    b.lane.updated(todo(1, 'changed'))
    b.lane.updated(todo(1, 'changed', { updatedAt: '2026-01-01T00:00:00Z' }))
    b.lane.deleted(3)
    b.lane.deleted(3)
    expect(b.foreign()).toEqual(['created theirs', 'updated changed', 'deleted theirs'])
    b.lane.list([todo(2, 'ours'), todo(9, 'later')])
    expect(b.foreign()).toEqual(['created later', 'deleted changed'])
  })
})

describe('ids', () => {
  it('makes an edit of a todo that is gone a conflict, and a delete of it done', () => {
    b.connect(todo(1, 'x'), todo(2, 'y'))
    b.lane.disconnected(null)
    b.ask(edit(1, 'new'), { entity: 't1' })
    b.ask(remove(2), { entity: 't2' })
    b.connect()
    expect([b.states(), b.sent()]).toEqual([['todo.update conflict'], []])
  })

  it('does not touch another todo that was given the id of a deleted one', () => {
    b.connect(todo(1, 'x', { createdAt: '2026-01-01T00:00:00Z' }))
    b.lane.disconnected(null)
    b.ask(edit(1, 'new'), { entity: 't1' })
    b.ask(remove(1), { entity: 'd' })
    b.connect(todo(1, 'another', { createdAt: '2026-01-05T00:00:00Z' }))
    expect([b.states(), b.sent()]).toEqual([['todo.update conflict'], []])
    expect(shown()).toEqual(['t2=1 another'])
  })

  it('ends the waiting for an edit whose todo is deleted meanwhile', () => {
    b.connect(todo(1, 'x'))
    b.ask(edit(1, 'new'), { entity: 't1' })
    b.lane.deleted(1)
    expect([b.states(), b.clock.pending]).toEqual([['todo.update conflict'], 0])
  })
})

it('leaves the rows and todos of other accounts alone', () => {
  b.ask(create('bob'), { account: 'p:bob', entity: 'x' })
  b.connect(todo(1, 'ann'))
  expect([b.sent(), b.states('p:bob')]).toEqual([[], ['todo.create queued']])
  expect(b.todos.read('p:bob').todos).toEqual([])
})

it('finds its creation in an id that was given again, on a server that tells no time of creation', () => {
  b.connect(todo(1, 'old'), todo(2, 'other'))
  b.ask(create('new'), { entity: 'a' })
  b.lane.disconnected(null)
  // Todo 2 was deleted elsewhere, and nobody could say so before its id came back.
  b.connect(todo(1, 'old'), todo(2, 'new'))
  expect(b.states()).toEqual([])
  expect(b.todos.get(ANN, 2)).toMatchObject({ entity: 'a', firstSeen: 3 })
  b.lane.list([todo(1, 'new'), todo(2, 'new')])
  expect(b.todos.get(ANN, 1)).toMatchObject({ firstSeen: 1 })
})
