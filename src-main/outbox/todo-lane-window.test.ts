import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { ANN, create, LaneBench, todo } from './testing'

let b: LaneBench

beforeEach(() => {
  b = new LaneBench()
})
afterEach(() => b.end())

const edit = (todoId: number | null, title: string) =>
  ({ kind: 'todo.update', todoId, fields: { title } }) as const

describe('several in flight', () => {
  const all = ['a', 'b', 'c', 'd', 'e', 'f', 'g']

  it('grows while confirmations come in order, and is one again after an error', () => {
    b.connect()
    for (const title of all) b.ask(create(title), { entity: title })
    expect(b.sent()).toHaveLength(1)
    b.lane.created(todo(1, 'a'))
    expect(b.sent()).toHaveLength(2)
    b.lane.created(todo(2, 'b'))
    b.lane.created(todo(3, 'c'))
    expect(b.sent()).toHaveLength(4)
    b.lane.error('one of them')
    expect(b.sent()).toEqual(['get_all_todos'])
    b.lane.list([todo(4, 'd'), todo(5, 'e')])
    expect(b.states()).toEqual(['todo.create sending', 'todo.create queued'])
    b.lane.error('this one')
    b.lane.list([todo(4, 'd'), todo(5, 'e')])
    expect(b.states()).toEqual(['todo.create failed', 'todo.create sending'])
  })

  it('grows to sixteen, or to as many as it may', () => {
    const grown = (): number => {
      let most = 0
      const open: string[] = []
      b.connect(...b.lane.todos.map((seen) => seen.todo))
      for (let at = 0; at < 80; at++) b.ask(create(`${at}`), { entity: `e${at}` })
      for (let id = 100; id < 180; id++) {
        open.push(...b.sent())
        most = Math.max(most, open.length)
        open.shift()
        b.lane.created(todo(id, `${id - 100}`))
      }
      expect(b.outbox.all()).toEqual([])
      return most
    }
    expect(grown()).toBe(16)
    b.end()
    b = new LaneBench()
    b.lane.dispose()
    b.lane = b.newLane({ mostInFlight: 1 })
    expect(grown()).toBe(1)
  })

  it('is one again after a confirmation out of order', () => {
    b.connect()
    for (const title of all) b.ask(create(title), { entity: title })
    b.lane.created(todo(1, 'a'))
    b.sent()
    b.lane.created(todo(2, 'c'))
    expect(b.sent()).toEqual([])
    b.lane.created(todo(3, 'b'))
    expect(b.sent()).toHaveLength(2)
  })

  it('never sends a creation beside an edit or a deletion', () => {
    b.connect(todo(1, 'x'), todo(2, 'y'))
    b.ask(create('a'), { entity: 'a' })
    b.lane.created(todo(3, 'a'))
    b.sent()
    b.ask({ kind: 'todo.delete', todoId: 1 }, { entity: 't1' })
    b.ask(create('b'), { entity: 'b' })
    b.ask(edit(2, 'z'), { entity: 't2' })
    expect(b.sent()).toEqual(['delete_todo 1', 'update_todo 2'])
    b.lane.deleted(1)
    expect(b.sent()).toEqual([])
    b.lane.updated(todo(2, 'z'))
    expect(b.sent()).toEqual(['create_todo'])
  })

  it('takes a new todo for the creation that says the most of it, whatever came first', () => {
    b.connect()
    b.ask(create('first'), { entity: 'first' })
    b.lane.created(todo(1, 'first'))
    b.ask(create('same'), { entity: 'plain' })
    const fields = { title: 'same', description: 'd' }
    b.ask({ kind: 'todo.create', fields }, { entity: 'noted' })
    b.lane.created(todo(2, 'same', { description: 'd' }))
    expect(b.todos.get(ANN, 2)?.entity).toBe('noted')
    b.lane.created(todo(3, 'same'))
    expect([b.todos.get(ANN, 3)?.entity, b.states()]).toEqual(['plain', []])
  })
})
