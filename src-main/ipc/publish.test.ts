import { describe, expect, it } from 'vitest'
import { SLICE_NAMES } from '../../src-shared/state/slices'
import type { Events } from '../../src-shared/ipc/events'
import type { Clock } from '../clock'
import { Slice } from '../state/slice'
import { Publisher, type SliceSources } from './publish'

/** A clock whose timers fire when told to. */
function steppedClock() {
  let due: (() => void)[] = []
  const clock: Clock = {
    now: () => 0,
    monotonic: () => 0,
    after(_ms, callback) {
      due.push(callback)
      return { cancel: () => (due = due.filter((other) => other !== callback)) }
    },
  }
  return {
    clock,
    fire: () => {
      for (const callback of due.splice(0)) callback()
    },
    waiting: () => due.length,
  }
}

function build() {
  const sources = Object.fromEntries(
    SLICE_NAMES.map((name) => [name, new Slice<{ id: string }, unknown>(null)]),
  )
  const sent: Events['patch'][] = []
  const time = steppedClock()
  const publisher = new Publisher(
    sources as unknown as SliceSources,
    (_name, payload) => sent.push(payload as Events['patch']),
    time.clock,
  )
  const queue = sources['queue'] as unknown as Slice<{ id: string; n: number }, unknown>
  return { publisher, queue, sent, ...time }
}

describe('Publisher', () => {
  it('merges what changes within one interval into one patch', () => {
    const { queue, sent, fire, waiting } = build()
    queue.upsert({ id: 'a', n: 1 })
    queue.upsert({ id: 'a', n: 2 })
    queue.upsert({ id: 'b', n: 1 })
    expect(sent).toEqual([])
    expect(waiting()).toBe(1)
    fire()
    expect(sent).toHaveLength(1)
    expect(sent[0]?.patch).toMatchObject({
      from: 0,
      to: 3,
      upsert: [
        { id: 'a', n: 2 },
        { id: 'b', n: 1 },
      ],
    })
  })

  it('sends what is pending, in order, with an urgent patch', () => {
    const { queue, sent } = build()
    queue.upsert({ id: 'a', n: 1 })
    queue.upsert({ id: 'a', n: 2 }, true)
    expect(sent.map(({ patch }) => [patch.from, patch.to])).toEqual([[0, 2]])
  })

  it('holds everything while the window is hidden, urgent or not, and sends it when shown', () => {
    const { publisher, queue, sent, fire } = build()
    publisher.setPaused(true)
    queue.upsert({ id: 'a', n: 1 }, true)
    queue.upsert({ id: 'a', n: 2 })
    fire()
    expect(sent).toEqual([])
    publisher.setPaused(false)
    expect(sent.map(({ patch }) => [patch.from, patch.to])).toEqual([[0, 2]])
  })

  it('never leaves a gap between a snapshot and the patch after it', () => {
    const { publisher, queue, sent, fire } = build()
    queue.upsert({ id: 'a', n: 1 })
    const snapshot = publisher.snapshot('queue')
    expect(snapshot.rev).toBe(1)
    queue.upsert({ id: 'a', n: 2 })
    fire()
    expect(sent.map(({ patch }) => [patch.from, patch.to])).toEqual([
      [0, 1],
      [1, 2],
    ])
  })

  it('says nothing when nothing changed, and lets go of its sources', () => {
    const { publisher, queue, sent, fire, waiting } = build()
    queue.upsert({ id: 'a', n: 1 })
    fire()
    queue.upsert({ id: 'a', n: 1 })
    expect(waiting()).toBe(0)
    publisher.stop()
    queue.upsert({ id: 'a', n: 3 })
    expect(waiting()).toBe(0)
    expect(sent).toHaveLength(1)
  })
})
