import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { create, LaneBench, todo } from './testing'

let b: LaneBench

beforeEach(() => {
  b = new LaneBench()
})
afterEach(() => b.end())

const shown = () => b.lane.todos.map((seen) => `${seen.entity}=${seen.todo.id} ${seen.todo.title}`)
const edit = (todoId: number | null, title: string) =>
  ({ kind: 'todo.update', todoId, fields: { title } }) as const

describe('fences', () => {
  it('asks for the list 5 s after a write without evidence, and settles by it', () => {
    b.connect()
    b.ask(create('one'))
    b.sent()
    b.clock.advance(4_999)
    expect(b.sent()).toEqual([])
    b.clock.advance(1)
    expect(b.sent()).toEqual(['get_all_todos'])
    b.lane.list([todo(1, 'one')])
    expect([b.states(), b.clock.pending]).toEqual([[], 0])
  })

  it('looks three times before it calls a row failed, then goes on with others', () => {
    b.connect()
    b.ask(create('lost'), { entity: 'a' })
    b.ask(create('next'), { entity: 'b' })
    b.sent()
    for (const wait of [5_000, 1_000, 1_000]) {
      b.clock.advance(wait)
      expect(b.sent()).toEqual(['get_all_todos'])
      b.lane.list([])
    }
    expect(b.states()).toEqual(['todo.create failed', 'todo.create sending'])
    expect(b.sent()).toEqual(['create_todo'])
  })

  it('gives up on a connection that does not even send the list, within 22 s', () => {
    b.connect()
    b.ask(create('one'), { entity: 'a' })
    b.ask(create('two'), { entity: 'b' })
    b.sent()
    b.clock.advance(20_000)
    expect(b.sent()).toEqual(['get_all_todos', 'get_all_todos', 'get_all_todos'])
    expect([b.states(), b.stuck]).toEqual([['todo.create ambiguous', 'todo.create queued'], 1])
    expect(b.clock.pending).toBe(0)
  })

  it('keeps the text of an error, and fails the row only when the list behind it lacks it', () => {
    b.connect()
    const row = b.ask(create('bad'))
    b.sent()
    b.lane.error('title is forbidden')
    expect([b.states(), b.sent()]).toEqual([['todo.create ambiguous'], ['get_all_todos']])
    b.lane.list([])
    expect(b.outbox.get(row?.seq ?? 0)).toMatchObject({
      state: 'failed',
      attempts: 1,
      lastError: { code: 'server.badRequest', detail: 'title is forbidden' },
    })
  })

  it('does not blame a row for an error that belongs to something else', () => {
    b.connect()
    b.ask(create('good'))
    b.lane.error('unrelated')
    b.lane.list([todo(4, 'good')])
    expect([b.states(), shown()]).toEqual([[], ['e1=4 good']])
  })

  it('lets evidence settle late what had been called failed on this connection', () => {
    b.connect()
    b.ask(create('slow'))
    b.lane.error('no')
    b.lane.list([])
    expect(b.states()).toEqual(['todo.create failed'])
    b.lane.created(todo(1, 'slow'))
    expect([b.states(), shown()]).toEqual([[], ['e1=1 slow']])
  })
})

describe('drops', () => {
  it('makes what was in flight ambiguous and does not send it again by itself', () => {
    b.connect()
    b.ask(create('one'), { entity: 'a' })
    b.ask(edit(null, 'two'), { entity: 'a' })
    b.ask(create('other'), { entity: 'b' })
    b.sent()
    b.lane.disconnected()
    const states = () => b.states().map((each) => each.split(' ')[1])
    expect(states()).toEqual(['ambiguous', 'queued', 'queued'])
    b.connect()
    expect(b.frames).toEqual([{ action: 'create_todo', payload: { title: 'other' } }])
    b.lane.created(todo(1, 'other'))
    expect(states()).toEqual(['ambiguous', 'queued'])
  })

  it('looks at a new list before a retry, and does not send what has arrived', () => {
    b.connect()
    const row = b.ask(create('one'))
    b.lane.disconnected()
    b.connect(todo(1, 'one'))
    expect(b.states()).toEqual(['todo.create ambiguous'])
    b.sent()
    b.outbox.retry(row?.seq ?? 0)
    expect(b.sent()).toEqual(['get_all_todos'])
    b.lane.list([todo(1, 'one')])
    expect([b.states(), b.sent(), shown()]).toEqual([[], [], ['e1=1 one']])
  })

  it('sends it again on a retry when a new list lacks it', () => {
    b.connect()
    const row = b.ask(create('one'))
    b.lane.disconnected()
    b.connect()
    b.outbox.retry(row?.seq ?? 0)
    b.sent()
    b.lane.list([])
    expect([b.sent(), b.states()]).toEqual([['create_todo'], ['todo.create sending']])
  })

  it('finds rows of a killed process ambiguous', () => {
    b.connect()
    b.ask(create('one'))
    expect(b.db.get('SELECT state FROM outbox')).toEqual({ state: 'sending' })
    b.reopen()
    expect(b.states()).toEqual(['todo.create ambiguous'])
  })

  it('does not tell a todo as foreign that an ambiguous row of ours explains', () => {
    b.connect()
    b.ask(create('one'))
    b.lane.disconnected()
    b.connect(todo(1, 'one'), todo(2, 'theirs'))
    expect(b.foreign()).toEqual(['created theirs'])
  })
})

describe('a store that cannot write', () => {
  it('still shows what was heard, sends nothing, and is whole with the next list', () => {
    b.connect(todo(1, 'x'))
    b.sent()
    b.db.exec('PRAGMA query_only = ON')
    b.lane.list([todo(1, 'x'), todo(2, 'y')])
    expect(shown()).toEqual(['t1=1 x', 'new-2=2 y'])
    b.db.exec('PRAGMA query_only = OFF')
    b.lane.list([todo(1, 'x'), todo(2, 'y')])
    expect(b.lane.todos.map((seen) => seen.firstSeen)).toEqual([1, 2])
  })
})
