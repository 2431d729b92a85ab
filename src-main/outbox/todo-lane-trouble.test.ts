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

  it('looks three times before it counts a try, goes on with others, and tries again later', () => {
    b.connect()
    b.ask(create('lost'), { entity: 'a' })
    b.ask(create('next'), { entity: 'b' })
    b.sent()
    for (const wait of [5_000, 1_000, 1_000]) {
      b.clock.advance(wait)
      expect(b.sent()).toEqual(['get_all_todos'])
      b.lane.list([])
    }
    expect(b.states()).toEqual(['todo.create queued', 'todo.create sending'])
    expect(b.outbox.of('p:ann')[0]).toMatchObject({ attempts: 1, notBefore: b.clock.now() + 2_000 })
    b.sent()
    b.lane.created(todo(1, 'next'))
    b.clock.advance(2_000)
    expect(b.sent()).toEqual(['create_todo'])
  })

  it('has failed after the last wait', () => {
    b.connect()
    const row = b.ask(create('lost'))
    for (const wait of [2_000, 10_000, 60_000, 300_000, 0]) {
      for (const look of [5_000, 1_000, 1_000]) {
        b.clock.advance(look)
        b.lane.list([])
      }
      b.clock.advance(wait)
    }
    expect(b.outbox.get(row?.seq ?? 0)).toMatchObject({ state: 'failed', attempts: 5 })
  })

  it('gives up on a connection that does not even send the list, within 30 s', () => {
    b.connect()
    b.ask(create('one'), { entity: 'a' })
    b.ask(create('two'), { entity: 'b' })
    b.sent()
    b.clock.advance(20_000)
    expect(b.sent()).toEqual(['get_all_todos', 'get_all_todos', 'get_all_todos'])
    expect([b.stuck, b.clock.pending]).toEqual([1, 0])
    b.lane.disconnected(null)
    expect(b.states()).toEqual(['todo.create ambiguous', 'todo.create queued'])
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

  it('does not take a list that was asked for earlier for the answer', () => {
    b.connect(todo(1, 'old'))
    b.lane.refresh()
    b.ask(edit(1, 'new'), { entity: 't1', base: { title: 'old' } })
    b.lane.error('something else')
    expect(b.sent()).toEqual(['get_all_todos', 'update_todo 1', 'get_all_todos'])
    // Made before the edit arrived.
    b.lane.list([todo(1, 'old')])
    expect(b.states()).toEqual(['todo.update ambiguous'])
    b.lane.list([todo(1, 'new')])
    expect(b.states()).toEqual([])
  })

  it('asks once more where lists come but never the one that was counted on', () => {
    b.connect(todo(1, 'old'))
    b.lane.refresh()
    const row = b.ask(edit(1, 'new'), { entity: 't1', base: { title: 'old' } })
    b.lane.error('refused')
    b.lane.list([todo(1, 'old')])
    b.sent()
    b.clock.advance(5_000)
    expect([b.sent(), b.stuck]).toEqual([['get_all_todos'], 0])
    b.lane.list([todo(1, 'old')])
    expect(b.outbox.get(row?.seq ?? 0)?.lastError?.detail).toBe('refused')
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
  it('holds everything until three lists did not show what was in flight, then sends it again', () => {
    b.connect()
    b.ask(create('one'), { entity: 'a' })
    b.ask(create('other'), { entity: 'b' })
    b.lane.disconnected(null)
    expect(b.states()).toEqual(['todo.create ambiguous', 'todo.create queued'])
    b.sent()
    b.connect()
    for (let look = 0; look < 2; look += 1) {
      expect(b.sent()).toEqual([])
      b.clock.advance(1_000)
      expect(b.sent()).toEqual(['get_all_todos'])
      b.lane.list([])
    }
    expect(b.sent()).toEqual(['create_todo'])
    expect(b.outbox.of('p:ann')[0]).toMatchObject({ state: 'sending', attempts: 0 })
  })

  it('takes the lowest new id with the same values, and sends the rest at once', () => {
    b.connect(todo(1, 'one'))
    b.ask(create('one'), { entity: 'a' })
    b.ask(create('other'), { entity: 'b' })
    b.lane.disconnected(null)
    b.sent()
    b.connect(todo(1, 'one'), todo(3, 'one'), todo(2, 'one'))
    expect(shown()).toEqual(['t1=1 one', 't3=3 one', 'a=2 one'])
    expect(b.sent()).toEqual(['create_todo'])
  })

  it('waits for the bytes of an edit whose todo is gone before a new todo can get its id', () => {
    b.connect(todo(1, 'x'))
    b.ask(edit(1, 'mine'), { entity: 't1', base: { title: 'x' } })
    b.ask(create('new'), { entity: 'a' })
    b.lane.deleted(1)
    b.lane.disconnected(null)
    b.outbox.patch(2, { state: 'queued', baseline: null })
    b.sent()
    b.connect()
    expect([b.states(), b.sent()]).toEqual([['todo.update conflict', 'todo.create queued'], []])
    for (let look = 0; look < 2; look += 1) {
      b.clock.advance(1_000)
      expect(b.sent()).toEqual(['get_all_todos'])
      b.lane.list([])
    }
    expect(b.sent()).toEqual(['create_todo'])
    b.lane.created(todo(1, 'new'))
    b.lane.disconnected(null)
    b.ask(create('next'), { entity: 'b' })
    b.connect(todo(1, 'new'))
    expect(b.sent()).toEqual(['create_todo'])
  })

  it('does not believe an edit at first sight', () => {
    b.connect(todo(1, 'x'))
    b.ask(edit(1, 'new'), { entity: 't1', base: { title: 'x' } })
    b.lane.disconnected(null)
    b.connect(todo(1, 'new'))
    b.clock.advance(1_000)
    b.lane.list([todo(1, 'new')])
    expect(b.states()).toEqual(['todo.update ambiguous'])
    b.clock.advance(1_000)
    b.lane.list([todo(1, 'new')])
    expect(b.states()).toEqual([])
  })

  it('asks whose a new todo is that nothing explains, instead of sending again', () => {
    b.connect()
    const row = b.ask(create('one'))
    b.lane.disconnected(null)
    b.connect(todo(4, 'ONE!'))
    for (let look = 0; look < 2; look += 1) {
      b.clock.advance(1_000)
      b.lane.list([todo(4, 'ONE!')])
    }
    expect(b.outbox.get(row?.seq ?? 0)).toMatchObject({ state: 'review', suspects: [1] })
    b.sent()
    b.decisions.answer(row?.seq ?? 0, { is: 'itIsMine', todoId: 4 })
    b.clock.advance(8_000)
    expect([b.states(), shown(), b.sent()]).toEqual([[], ['e1=4 ONE!'], []])
  })

  it('looks at new lists before a retry, and does not send what has arrived', () => {
    b.connect()
    const row = b.ask(create('one'))
    b.lane.error('no')
    b.lane.list([])
    b.sent()
    b.outbox.retry(row?.seq ?? 0)
    expect(b.sent()).toEqual(['get_all_todos'])
    b.lane.list([todo(1, 'one')])
    expect([b.states(), b.sent(), shown()]).toEqual([[], [], ['e1=1 one']])
  })

  it('parks a row over which the server dies twice, and sends the others', () => {
    b.connect()
    b.ask(create('poison'), { entity: 'a' })
    b.ask(create('good'), { entity: 'b' })
    const look = () => {
      b.connect()
      b.clock.advance(1_000)
      b.lane.list([])
      b.clock.advance(1_000)
      b.lane.list([])
    }
    b.lane.disconnected({ is: 'closed', code: 1006 })
    look()
    b.lane.disconnected({ is: 'closed', code: 1012 })
    look()
    expect(b.outbox.of('p:ann')[0]?.strikes).toBe(1)
    b.lane.disconnected({ is: 'closed', code: 1011 })
    b.sent()
    b.connect()
    expect(b.states()).toEqual(['todo.create parked', 'todo.create sending'])
    expect(b.frames).toEqual([{ action: 'create_todo', payload: { title: 'good' } }])
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
    b.lane.disconnected(null)
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
