import { afterEach, beforeEach, expect, it } from 'vitest'
import { create, LaneBench, todo } from './testing'

let b: LaneBench
beforeEach(() => (b = new LaneBench()))
afterEach(() => b.end())

it('offers a twin for removal that turns up within ten minutes, and no later one', () => {
  b.connect()
  b.ask(create('one'))
  b.lane.disconnected(null)
  b.connect(todo(1, 'one'))
  b.lane.created(todo(2, 'one'))
  expect(b.outbox.twins.offers('p:ann')).toMatchObject([
    { entity: 'e1', twin: { todoId: 2 }, twinEntity: 't2' },
  ])
  b.decisions.keepTwin('p:ann', 2)
  b.clock.advance(600_000)
  b.lane.created(todo(3, 'one'))
  expect(b.outbox.twins.offers('p:ann')).toEqual([])
})

it('offers a twin also of what was edited since it was first sent', () => {
  b.connect()
  const seq = b.ask(create('one'))?.seq ?? 0
  b.lane.disconnected(null)
  const look = () => {
    b.clock.advance(1_000)
    b.lane.list([])
  }
  b.connect()
  look()
  look()
  expect(b.states()).toEqual(['todo.create sending'])
  b.lane.error('no')
  b.lane.list([])
  expect(b.states()).toEqual(['todo.create failed'])
  b.decisions.edit(seq, { title: 'two' })
  b.lane.list([])
  look()
  look()
  b.sent()
  expect(b.states()).toEqual(['todo.create sending'])
  b.lane.created(todo(1, 'two'))
  expect(b.outbox.twins.offers('p:ann')).toEqual([])
  b.lane.created(todo(2, 'one'))
  expect(b.outbox.twins.offers('p:ann')).toMatchObject([
    { entity: 'e1', twin: { todoId: 2 }, twinEntity: 't2' },
  ])
  // With the fields of both, it is offered once.
  b.lane.created(todo(3, 'two'))
  expect(b.outbox.twins.offers('p:ann').map(({ twinEntity }) => twinEntity)).toEqual(['t2', 't3'])
})
