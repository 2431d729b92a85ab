import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { OutboxCommand } from '../../src-shared/domain/outbox'
import { ActivityService } from '../activity/service'
import { silentLog } from '../log'
import { SqliteCache } from '../store/cache'
import { create, LaneBench, todo } from './testing'

let b: LaneBench

beforeEach(() => {
  b = new LaneBench()
})
afterEach(() => b.end())

const edit = (todoId: number | null, title: string) =>
  ({ kind: 'todo.update', todoId, fields: { title } }) as const

describe('what others changed meanwhile', () => {
  const at = { createdAt: '2026-01-01T10:00:00Z' }
  const base = { title: 'x', description: null, completed: false, priority: null, dueDate: null }

  it('is kept where it is another field, and told', () => {
    b.connect(todo(1, 'x', at))
    b.lane.disconnected(null)
    b.ask(edit(1, 'mine'), { entity: 't1', base })
    b.connect(todo(1, 'x', { ...at, priority: 'high' }))
    expect(b.frames).toEqual([{ action: 'update_todo', todo_id: 1, payload: { title: 'mine' } }])
    expect(b.told.at(-1)?.merged).toEqual({
      ...{ title: 'x', entity: 't1', mine: { title: 'mine' }, undo: { title: 'x' } },
    })
  })

  it('is noted with the commit that merges it, or the merge is not made', () => {
    const cache = new SqliteCache(b.db, b.todos)
    const activity = new ActivityService({ cache, clock: b.clock, log: silentLog })
    b.lane.onChange(({ merged }) => {
      if (merged) activity.add('todo.remote', { title: merged.title }, 'p:ann')
    })
    b.connect(todo(1, 'x', at))
    b.lane.disconnected(null)
    b.ask(edit(1, 'mine'), { entity: 't1', base })
    b.db.exec(
      "CREATE TRIGGER crash BEFORE INSERT ON activity BEGIN SELECT raise(ABORT, 'crash'); END",
    )
    const theirs = todo(1, 'x', { ...at, priority: 'high' })
    expect(() => b.connect(theirs)).toThrow('crash')
    expect([b.states(), b.sent(), b.outbox.rows('p:ann')[0]?.base]).toEqual([
      ['todo.update queued'],
      [],
      base,
    ])
    b.db.exec('DROP TRIGGER crash')
    b.lane.list([theirs])
    expect([b.states(), b.sent()]).toEqual([['todo.update sending'], ['update_todo 1']])
    expect(cache.activity(9, 'p:ann').map(({ data }) => data)).toEqual([{ title: 'x' }])
  })

  it('is asked about where it is the same field, or what is to be deleted', () => {
    b.connect(todo(1, 'x', at), todo(2, 'x', at))
    b.lane.disconnected(null)
    b.ask(edit(1, 'mine'), { entity: 't1', base })
    b.ask({ kind: 'todo.delete', todoId: 2 }, { entity: 't2', base })
    b.connect(todo(1, 'theirs', at), todo(2, 'theirs', at))
    expect([b.states(), b.sent()]).toEqual([['todo.update conflict', 'todo.delete conflict'], []])
  })

  it('needs nothing sent where it is what we wanted', () => {
    b.connect(todo(1, 'x', at))
    b.lane.disconnected(null)
    b.ask(edit(1, 'same'), { entity: 't1', base })
    b.connect(todo(1, 'same', at))
    expect([b.states(), b.sent()]).toEqual([[], []])
  })

  it('is asked about as a whole where the server does not tell todos apart', () => {
    b.connect(todo(1, 'x'))
    b.lane.disconnected(null)
    b.ask({ kind: 'todo.update', todoId: 1, fields: { completed: true } }, { entity: 't1', base })
    b.connect(todo(1, 'quite another'))
    expect([b.states(), b.sent()]).toEqual([['todo.update conflict'], []])
  })

  it('is asked about where an id that came back may stand for another todo than the deleted one', () => {
    b.connect(todo(1, 'x'))
    b.ask({ kind: 'todo.delete', todoId: 1 }, { entity: 't1', base })
    b.sent()
    // It was done without a word, the id was given again, and then something else went wrong.
    b.lane.error('mail not sent')
    b.lane.list([todo(1, 'quite another')])
    expect(b.states()).toEqual(['todo.delete conflict'])
  })
})

it('waits after a drop for the bytes of an edit that another device has made in the same moment', () => {
  b.connect(todo(1, 'x'))
  b.ask(edit(1, 'mine'), { entity: 't1' })
  b.lane.updated(todo(1, 'mine'))
  expect(b.states()).toEqual([])
  b.sent()
  b.lane.disconnected(null)
  b.ask(edit(1, 'better'), { entity: 't1' })
  b.connect(todo(1, 'mine'))
  for (let look = 0; look < 2; look += 1) {
    expect(b.sent()).toEqual([])
    b.clock.advance(1_000)
    expect(b.sent()).toEqual(['get_all_todos'])
    b.lane.list([todo(1, 'mine')])
  }
  expect(b.sent()).toEqual(['update_todo 1'])
  // A list that was asked for behind it proves that nothing is under way any more.
  b.lane.refresh()
  b.lane.list([todo(1, 'better')])
  b.lane.disconnected(null)
  b.ask(edit(1, 'best'), { entity: 't1' })
  b.sent()
  b.connect(todo(1, 'better'))
  expect(b.sent()).toEqual(['update_todo 1'])
})

describe('what an edit has made of a todo', () => {
  const long = 'Buy oat milk, bread and everything for the weekend'

  it('is not seen in the text from before, although a server may cut text', () => {
    b.connect(todo(1, long))
    b.ask(edit(1, `${long} and the bathroom`), { entity: 't1', base: { title: long } })
    // Another device has changed something else, and tells the title as it was.
    b.lane.updated(todo(1, long, { priority: 'high' }))
    expect(b.states()).toEqual(['todo.update sending'])
    b.lane.updated(todo(1, `${long} and the`, { priority: 'high' }))
    expect(b.states()).toEqual([])
  })

  it('is what it would be made again of, also where it needed not be sent', () => {
    const at = { createdAt: '2026-01-01T10:00:00Z' }
    b.connect(todo(1, 'A', at))
    b.lane.disconnected(null)
    const fields = { title: 'A2', priority: 'high' } as const
    const base = { title: 'A', priority: 'low' }
    const row = b.ask({ kind: 'todo.update', todoId: 1, fields }, { entity: 't1', base })
    b.connect(todo(1, 'A', { ...at, priority: 'high' }))
    expect(b.frames).toMatchObject([{ payload: { title: 'A2' } }])
    expect(b.outbox.get(row?.seq ?? 0)?.base).toEqual({ title: 'A', priority: 'high' })
  })
})

describe('what waits behind a creation', () => {
  const creation = { kind: 'todo.create', fields: { title: 'A', priority: 'low' } } as const
  const note = { kind: 'todo.update', todoId: null, fields: { description: 'mine' } } as const

  /** The creation arrives, the line drops, and something is asked of the todo meanwhile. */
  function behind(command: OutboxCommand): void {
    b.connect()
    b.ask(creation, { entity: 'a' })
    b.lane.disconnected(null)
    b.ask(command, { entity: 'a' })
    b.sent()
  }

  it('is asked about where another device has found the todo and changed the same field', () => {
    behind(note)
    b.connect(todo(1, 'A', { priority: 'low', description: 'theirs' }))
    expect([b.states(), b.sent()]).toEqual([['todo.update conflict'], []])
  })

  it('is asked about where it is a deletion of what others have changed', () => {
    behind({ kind: 'todo.delete', todoId: null })
    b.connect(todo(1, 'A', { priority: 'low', completed: true }))
    expect([b.states(), b.sent()]).toEqual([['todo.delete conflict'], []])
  })

  it('goes out where only the server has chosen something', () => {
    b.connect()
    b.ask(create('A'), { entity: 'a' })
    b.lane.disconnected(null)
    b.ask(note, { entity: 'a' })
    b.sent()
    b.connect(todo(1, 'A', { priority: 'medium' }))
    expect(b.sent()).toEqual(['update_todo 1'])
  })
})
