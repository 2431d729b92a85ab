import { afterEach, beforeEach, expect, it } from 'vitest'
import { appError } from '../../src-shared/domain/errors'
import type { OutboxCommand, OutboxRow } from '../../src-shared/domain/outbox'
import type { QueueItem } from '../../src-shared/domain/queue'
import type { EpisodeRef } from '../../src-shared/domain/series'
import { HttpQueueLane } from './queue-lane'
import { ANN, Bench, item } from './testing'
import type { SendOutcome } from './types'

/** Rows of which nobody knows whether they arrived: what the next statuses make of them. */
let b: Bench
let lane: HttpQueueLane
let sent: OutboxRow[]
let outcome: SendOutcome
let refetched: number
let missing: (episode: EpisodeRef) => boolean | null

function newLane(): HttpQueueLane {
  return new HttpQueueLane({
    account: ANN,
    ...{ db: b.db, outbox: b.outbox, clock: b.clock },
    refetch: () => (refetched += 1),
    isMissing: (_series, episode) => missing(episode),
    send: (row) => {
      sent.push(row)
      return Promise.resolve(outcome)
    },
  })
}

beforeEach(() => {
  b = new Bench()
  sent = []
  refetched = 0
  missing = () => null
  outcome = { is: 'unknown', error: appError('net.reset', 'cut') }
  lane = newLane()
})
afterEach(() => {
  lane.dispose()
  b.end()
})

const idle = { running: false, paused: false }
const status = (...items: QueueItem[]) => lane.status({ items, run: idle })
const add = (...episodes: number[]): OutboxCommand => ({
  ...{ kind: 'queue.add', seriesId: 'frieren', seriesFolder: null, seriesTitle: 'Frieren' },
  episodes: episodes.map((episode) => ({ season: 1, episode })),
})
const retry = (...itemIds: string[]): OutboxCommand => ({ kind: 'queue.retry', itemIds })
const failed = (id: string, retryCount: number) =>
  item(id, { group: 'failed', state: 'failed', retryCount })

/** Sends it on a connection that breaks before the answer. */
async function inDoubt(command: OutboxCommand): Promise<void> {
  lane.available()
  b.ask(command)
  for (let turn = 0; turn < 5; turn += 1) await Promise.resolve()
  expect(b.states()).toEqual([`${command.kind} ambiguous`])
  outcome = { is: 'answered' }
}

/** Three statuses, as far apart as they are asked for. */
function looks(...items: QueueItem[]): void {
  status(...items)
  for (let look = 2; look <= 3; look += 1) {
    b.clock.advance(2_000)
    status(...items)
  }
}

it('an item that came since is ours: done, and not sent again', async () => {
  status(item('old'))
  await inDoubt(add(1))
  status(item('old'), item('new'))
  expect(b.states()).toEqual([])
  expect(sent).toHaveLength(1)
})

it('an item that stood there before is no proof: looked for three times, then sent again', async () => {
  status(item('old'))
  await inDoubt(add(1))
  status(item('old'))
  b.clock.advance(2_000)
  expect(refetched).toBe(1)
  status(item('old'))
  status(item('old'))
  status(item('old'))
  // Many statuses at once are not three looks: the old bytes may still be on their way.
  expect(b.states()).toEqual(['queue.add ambiguous'])
  b.clock.advance(2_000)
  status(item('old'))
  expect(sent).toHaveLength(2)
  expect(sent[1]?.command).toEqual(add(1))
})

it('what stood before is remembered over a kill', async () => {
  status(item('old'))
  await inDoubt(add(1))
  lane.dispose()
  b.reopen()
  lane = newLane()
  lane.available()
  status(item('old'))
  expect(b.states()).toEqual(['queue.add ambiguous'])
  status(item('old'), item('new'))
  expect(b.states()).toEqual([])
})

it('only what has not arrived is sent again', async () => {
  status()
  await inDoubt(add(1, 2, 3))
  missing = ({ episode }) => episode !== 3
  looks(item('a', { episode: 2 }))
  expect(sent[1]?.command).toEqual(add(1))
})

it('an episode that is no longer missing has been downloaded meanwhile', async () => {
  status()
  await inDoubt(add(1))
  missing = () => false
  status()
  expect(b.states()).toEqual([])
})

it('a retry is done when the count rose or the item no longer stands as failed', async () => {
  status(failed('a', 1), failed('b', 0))
  await inDoubt(retry('a', 'b'))
  status(failed('a', 2), failed('b', 0))
  expect(b.states()).toEqual(['queue.retry ambiguous'])
  status(failed('a', 2), item('b'))
  expect(b.states()).toEqual([])
})

it('looks through one connection say nothing about the next', async () => {
  status()
  await inDoubt(add(1))
  status()
  b.clock.advance(2_000)
  status()
  lane.unavailable()
  lane.available()
  b.clock.advance(2_000)
  status()
  expect(b.states()).toEqual(['queue.add ambiguous'])
})

it('what the user tries again is looked at first', async () => {
  status()
  outcome = { is: 'refused', error: appError('server.forbidden', 'no') }
  lane.available()
  const row = b.ask(add(1))
  for (let turn = 0; turn < 5; turn += 1) await Promise.resolve()
  expect(b.states()).toEqual(['queue.add failed'])
  status(item('came all the same'))
  b.outbox.retry(row?.seq ?? 0)
  expect(b.states()).toEqual([])
  expect(sent).toHaveLength(1)
})

it('what the user tries again is looked for as often as after a break', async () => {
  status()
  outcome = { is: 'refused', error: appError('server.forbidden', 'no') }
  lane.available()
  const row = b.ask(add(1))
  for (let turn = 0; turn < 5; turn += 1) await Promise.resolve()
  expect(b.states()).toEqual(['queue.add failed'])
  b.decisions.retryAll(ANN)
  expect([b.states(), sent.length, refetched]).toEqual([['queue.add ambiguous'], 1, 1])
  status()
  // Once more while it is looked for: that is no reason to send it.
  b.outbox.retry(row?.seq ?? 0)
  b.clock.advance(2_000)
  status()
  expect([b.states(), sent.length]).toEqual([['queue.add ambiguous'], 1])
  b.clock.advance(2_000)
  status()
  expect([b.states(), sent.length]).toEqual([['queue.add sending'], 2])
})

it('what the user tries again late bytes may still bring while it is looked for', async () => {
  status()
  await inDoubt(add(1))
  b.decisions.retryAll(ANN)
  status()
  b.clock.advance(2_000)
  status(item('came late'))
  expect([b.states(), sent.length]).toEqual([[], 1])
})
