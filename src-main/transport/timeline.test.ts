import { describe, expect, it } from 'vitest'
import { appError } from '../../src-shared/domain/errors'
import { silentLog } from '../log'
import { StatusBook } from './status'
import { ManualClock } from './test-support'
import { Counters, Timeline } from './timeline'

describe('Counters', () => {
  it('count by name and list what happened, sorted', () => {
    const counters = new Counters()
    counters.counter('never')
    counters.add('b')
    counters.add('a')
    counters.counter('b').count++
    expect(counters.all).toEqual([
      { name: 'a', count: 1 },
      { name: 'b', count: 2 },
    ])
    expect(counters.get('c')).toBe(0)
  })

  it('stay few, whatever names a server makes up; those known already go on', () => {
    const counters = new Counters()
    counters.add('frames.in')
    for (let i = 0; i < 100_000; i++) counters.add(`events.unknown.${i}`)
    counters.add('frames.in')
    expect(counters.all.length).toBe(201)
    expect(counters.get('frames.in')).toBe(2)
    expect(counters.get('others')).toBe(100_000 - 199)
  })
})

it('Timeline keeps the last 200', () => {
  const timeline = new Timeline()
  for (let at = 0; at < 250; at++) timeline.add({ at, state: 'ready', why: null })
  expect(timeline.entries.length).toBe(200)
  expect(timeline.entries[0]?.at).toBe(50)
})

it('a cause is told where it happened, not again with each state of the next attempt', () => {
  const book = new StatusBook('test', new ManualClock(), silentLog)
  const [first, second] = [appError('net.reset', 'one'), appError('net.reset', 'two')]
  book.enter('backoff', first, 100)
  book.enter('authorising', first, null)
  book.enter('backoff', second, 100)
  book.enter('authorising', second, null)
  expect(book.status.why).toBe(second)
  expect(book.timeline.entries.map(({ state, why }) => `${state} ${why?.message ?? '-'}`)).toEqual([
    ...['backoff one', 'authorising -', 'backoff two', 'authorising -'],
  ])
})
