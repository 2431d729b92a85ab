import { afterEach, beforeEach, expect, it } from 'vitest'
import type { OutboxCommand } from '../../src-shared/domain/outbox'
import { localId } from '../queue/local-id'
import { ANN, Bench, create, LaneBench, todo } from './testing'

let b: Bench
beforeEach(() => (b = new Bench()))
afterEach(() => b.end())

const add: OutboxCommand = {
  ...{ kind: 'queue.add', seriesId: 's', seriesFolder: null, seriesTitle: 'S' },
  episodes: [{ season: 1, episode: 1 }],
}

it('brings a discarded change back where it stood, with all that depended on it', () => {
  const first = b.ask(create('one'))?.seq ?? 0
  const adding = b.ask(add, { entity: 'a' })?.seq ?? 0
  const local = localId(adding, 's', { season: 1, episode: 1 })
  b.ask({ kind: 'queue.move', itemId: local, after: 'x' }, { entity: 'm' })
  const held = { entity: 'r', holdMs: 8_000 }
  b.ask({ kind: 'queue.remove', itemIds: [local, 'y'] }, held)
  const before = b.outbox.rows(ANN)
  b.outbox.discard(adding)
  b.outbox.discard(first)
  expect(b.states()).toEqual(['queue.remove held'])
  expect(b.outbox.undo(adding)).toBe(true)
  expect(b.outbox.undo(first)).toBe(true)
  expect(b.outbox.rows(ANN)).toEqual(before)
  b.reopen()
  expect(b.outbox.rows(ANN)).toEqual(before)
})

it('brings it back once, and not after a new start', () => {
  const seq = b.ask(create('one'))?.seq ?? 0
  b.outbox.discard(seq)
  expect([b.outbox.undo(seq), b.states()]).toEqual([true, ['todo.create queued']])
  b.outbox.discard(seq)
  b.reopen()
  expect(b.outbox.undo(seq)).toBe(false)
})

it('leaves alone what the discard only changed and what has been sent since', () => {
  const adding = b.ask(add, { entity: 'a' })?.seq ?? 0
  const local = localId(adding, 's', { season: 1, episode: 1 })
  b.outbox.patch(adding, { baseline: 0, state: 'ambiguous' })
  const remove = b.ask({ kind: 'queue.remove', itemIds: [local, 'y'] }, { entity: 'r' })?.seq ?? 0
  b.outbox.discard(adding)
  b.outbox.patch(remove, { state: 'sending', baseline: 0 })
  expect(b.outbox.undo(adding)).toBe(true)
  expect(b.outbox.get(remove)?.command).toEqual({ kind: 'queue.remove', itemIds: ['y'] })
})

it('looks for what may have arrived before it goes on with it, also on a living connection', () => {
  const lane = new LaneBench()
  try {
    lane.connect()
    const seq = lane.ask(create('one'))?.seq ?? 0
    lane.lane.disconnected(null)
    lane.outbox.discard(seq)
    lane.connect()
    lane.sent()
    expect(lane.outbox.undo(seq)).toBe(true)
    expect(lane.outbox.get(seq)).toMatchObject({ baseline: 0, doubtful: true })
    expect(lane.sent()).toEqual(['get_all_todos'])
    lane.lane.list([todo(1, 'one')])
    expect([lane.states(), lane.sent()]).toEqual([[], []])
  } finally {
    lane.end()
  }
})
