import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { LaneBench, todo } from './testing'

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
