import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { appError } from '../../src-shared/domain/errors'
import type { OutboxCommand, OutboxRow } from '../../src-shared/domain/outbox'
import type { QueueItem, RunState } from '../../src-shared/domain/queue'
import { HttpQueueLane } from './queue-lane'
import { ANN, Bench, item } from './testing'
import type { SendOutcome } from './types'

let b: Bench
let lane: HttpQueueLane
let calls: { row: OutboxRow; end: (outcome: SendOutcome) => Promise<void> }[]
let refetched: number

function newLane(): HttpQueueLane {
  return new HttpQueueLane({
    account: ANN,
    db: b.db,
    outbox: b.outbox,
    clock: b.clock,
    refetch: () => (refetched += 1),
    send: (row) =>
      new Promise((resolve) => {
        calls.push({
          row,
          end: async (outcome) => {
            resolve(outcome)
            for (let turn = 0; turn < 5; turn += 1) await Promise.resolve()
          },
        })
      }),
  })
}

beforeEach(() => {
  b = new Bench()
  calls = []
  refetched = 0
  lane = newLane()
})
afterEach(() => {
  lane.dispose()
  b.end()
})

const answered = { is: 'answered' } as const
const gone = appError('net.unreachable', 'no')
const idle = { running: false, paused: false }
const status = (items: QueueItem[], run: RunState = idle) => lane.status({ items, run })
const run = (what: 'start' | 'stop' | 'pause' | 'resume'): OutboxCommand => ({
  kind: 'queue.run',
  run: what,
})
const add = (episode: number): OutboxCommand => ({
  kind: 'queue.add',
  seriesId: 'frieren',
  seriesFolder: null,
  seriesTitle: 'Frieren',
  episodes: [{ season: 1, episode }],
})
const remove = (...itemIds: string[]): OutboxCommand => ({ kind: 'queue.remove', itemIds })
const sent = () => calls.map(({ row }) => row.command.kind)
const end = (at: number, outcome: SendOutcome) => calls[at]?.end(outcome)

describe('order', () => {
  it('sends nothing before the link is up, then one at a time, by seq', async () => {
    b.ask(remove('1'), { entity: 'a' })
    b.ask(remove('2'), { entity: 'b' })
    expect(sent()).toEqual([])
    lane.available()
    expect(calls.map(({ row }) => row.entity)).toEqual(['a'])
    expect(b.db.get('SELECT state, baseline FROM outbox')).toEqual({
      state: 'sending',
      baseline: 0,
    })
    await end(0, answered)
    expect([calls.length, refetched]).toEqual([1, 1])
    status([item('2')])
    expect(calls.map(({ row }) => row.entity)).toEqual(['a', 'b'])
    expect(b.states()).toEqual(['queue.remove sending'])
  })

  it('lets Stop out while Start is not answered, and believes the events', async () => {
    lane.available()
    b.ask(run('start'))
    b.ask(run('stop'))
    expect(calls.map(({ row }) => row.command)).toEqual([run('start'), run('stop')])
    lane.run('started')
    expect(b.states()).toEqual(['queue.run sending'])
    lane.run('stopped')
    expect(b.states()).toEqual([])
    await end(0, { is: 'refused', error: gone })
    expect(b.states()).toEqual([])
  })

  it('does not take the state before a Stop as proof of a later Start', async () => {
    lane.available()
    b.ask(run('stop'))
    b.ask(run('start'))
    status([], { running: true, paused: false })
    expect(b.states()).toEqual(['queue.run sending', 'queue.run sending'])
    await end(0, answered)
    await end(1, answered)
    status([], { running: true, paused: false })
    expect(b.states()).toEqual([])
  })

  it('settles an answered run command after three statuses, whatever they show', async () => {
    lane.available()
    b.ask(run('start'))
    await end(0, answered)
    status([])
    status([])
    expect(b.states()).toEqual(['queue.run sending'])
    status([])
    expect(b.states()).toEqual([])
  })

  it('holds back only the entity of a failed row', async () => {
    lane.available()
    b.ask(remove('1'), { entity: 'a' })
    b.ask(remove('2'), { entity: 'a' })
    b.ask(remove('3'), { entity: 'b' })
    await end(0, { is: 'refused', error: appError('server.notFound', 'no') })
    expect(b.states()).toEqual([
      'queue.remove failed',
      'queue.remove queued',
      'queue.remove sending',
    ])
    expect(b.outbox.all()[0]).toMatchObject({ attempts: 1, lastError: { code: 'server.notFound' } })
  })

  it('does not send an adding while its removal can be undone', () => {
    const row = b.ask(add(5))
    const held = b.ask(remove(`local:${row?.seq}:1:5:frieren`), { entity: 'r', holdMs: 8_000 })
    lane.available()
    expect(sent()).toEqual([])
    expect(b.outbox.undo(held?.seq ?? 0)).toBe(true)
    expect(sent()).toEqual(['queue.add'])
  })
})

it('moves and removes what it has added only once that is there', async () => {
  lane.available()
  status([item('1')])
  const seq = b.ask(add(5), { entity: 'a' })?.seq
  const local = `local:${seq}:1:5:frieren`
  b.ask({ kind: 'queue.move', itemId: local, after: null }, { entity: 'm' })
  b.ask(remove(local), { entity: 'r' })
  await end(0, { is: 'unknown', error: gone })
  expect(b.states()[0]).toBe('queue.add ambiguous')
  b.ask(remove('1'), { entity: 'x' })
  expect(sent()).toEqual(['queue.add', 'queue.remove'])
  await end(1, answered)
  status([item('2', { episode: 5 })])
  expect(sent().slice(2)).toEqual(['queue.move'])
  await end(2, answered)
  status([item('2', { episode: 5 })])
  expect(sent().slice(3)).toEqual(['queue.remove'])
  await end(3, answered)
  status([])
  expect(b.states()).toEqual([])
})

describe('settling', () => {
  it('waits for the status that shows it, asking again, at most three', async () => {
    lane.available()
    b.ask(remove('1'))
    await end(0, answered)
    status([item('1')])
    expect([b.states(), refetched]).toEqual([['queue.remove sending'], 1])
    b.clock.advance(2_000)
    expect(refetched).toBe(2)
    status([])
    expect(b.states()).toEqual([])
  })

  it('removes the row before the service shows the status: an adding never appears twice', () => {
    lane.available()
    status([item('9', { episode: 4 })])
    b.ask(add(5))
    const seen: number[] = []
    b.outbox.onChange(() => seen.push(b.outbox.rows(ANN).length))
    status([item('9', { episode: 4 }), item('10', { episode: 5 })])
    expect([b.states(), seen]).toEqual([[], [0]])
  })

  it('does not take an item that was there before as the one it added', async () => {
    lane.available()
    status([item('9', { episode: 5, group: 'completed' })])
    b.ask(add(5))
    status([item('9', { episode: 5, group: 'completed' })])
    expect(b.states()).toEqual(['queue.add sending'])
    await end(0, answered)
    for (let look = 0; look < 3; look += 1) status([item('9', { episode: 5, group: 'completed' })])
    expect(b.states()).toEqual([])
  })

  it('is done at once where the outcome says so', async () => {
    lane.available()
    b.ask({ kind: 'library.rescan' })
    await end(0, { is: 'done' })
    expect(b.states()).toEqual([])
  })
})

describe('what did not arrive', () => {
  it('tries again after 2, 10, 60, 300 and 300 s', async () => {
    lane.available()
    const row = b.ask(remove('1'))
    const waits: number[] = []
    for (const wait of [2, 10, 60, 300, 300]) {
      await end(calls.length - 1, { is: 'notSent', error: gone })
      expect(b.outbox.get(row?.seq ?? 0)).toMatchObject({ state: 'queued', baseline: null })
      const before = calls.length
      b.clock.advance(wait * 1_000 - 1)
      expect(calls.length).toBe(before)
      b.clock.advance(1)
      expect(calls.length).toBe(before + 1)
      waits.push(wait)
    }
    expect(waits.length).toBe(5)
  })

  it('waits as long as the server asked', async () => {
    lane.available()
    b.ask(remove('1'))
    await end(0, { is: 'notSent', error: appError('server.busy', 'no', { retryAfter: 30 }) })
    b.clock.advance(29_999)
    expect(calls.length).toBe(1)
    b.clock.advance(1)
    expect(calls.length).toBe(2)
  })

  it('lets a run command pass a row that waits, but nothing else', async () => {
    lane.available()
    b.ask(remove('1'), { entity: 'a' })
    await end(0, { is: 'notSent', error: gone })
    b.ask(remove('2'), { entity: 'b' })
    b.ask(run('stop'), { entity: 'c' })
    expect(sent()).toEqual(['queue.remove', 'queue.run'])
  })

  it('waits for the link instead of the time when it is down', async () => {
    lane.available()
    b.ask(remove('1'))
    lane.unavailable()
    await end(0, { is: 'notSent', error: gone })
    expect(b.outbox.all()[0]).toMatchObject({ state: 'queued', notBefore: null })
    expect(calls.length).toBe(1)
    lane.available()
    expect(calls.length).toBe(2)
  })

  it('does not send again what may have arrived, nor before it was looked for when the user says so', async () => {
    lane.available()
    const row = b.ask(add(5))
    await end(0, { is: 'unknown', error: appError('net.reset', 'cut') })
    status([])
    lane.unavailable()
    lane.available()
    expect([b.states(), calls.length]).toEqual([['queue.add ambiguous'], 1])
    b.outbox.retry(row?.seq ?? 0)
    expect([b.states(), calls.length]).toEqual([['queue.add ambiguous'], 1])
    for (let look = 1; look <= 2; look += 1) {
      status([])
      b.clock.advance(2_000)
    }
    expect(calls.length).toBe(1)
    status([])
    expect(calls.length).toBe(2)
  })

  it('settles an ambiguous removal when the item is gone', async () => {
    lane.available()
    b.ask(remove('1'))
    await end(0, { is: 'unknown', error: appError('net.reset', 'cut') })
    status([item('1')])
    expect(b.states()).toEqual(['queue.remove ambiguous'])
    status([])
    expect(b.states()).toEqual([])
  })

  it('still takes an answer that comes after dispose for what it is', async () => {
    lane.available()
    b.ask(remove('1'), { entity: 'a' })
    lane.dispose()
    expect(b.states()).toEqual(['queue.remove ambiguous'])
    await end(0, { is: 'refused', error: gone })
    expect(b.states()).toEqual(['queue.remove failed'])
  })
})
