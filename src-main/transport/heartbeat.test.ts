import { describe, expect, it } from 'vitest'
import { Heartbeat } from './heartbeat'
import { DEFAULT_POLICY as policy } from './policy'
import { ManualClock } from './test-support'
import { WakeWatch } from './wake'

function setUp() {
  const clock = new ManualClock()
  const seen = { pings: 0, dead: 0, bytes: 0 }
  const heartbeat = new Heartbeat({
    clock,
    policy,
    ping: () => seen.pings++,
    bytesRead: () => seen.bytes,
    dead: () => seen.dead++,
  })
  return { clock, seen, heartbeat }
}

describe('Heartbeat', () => {
  it('pings after 15 s of silence and gives up 5 s later', () => {
    const { clock, seen } = setUp()
    clock.advance(14_999)
    expect(seen.pings).toBe(0)
    clock.advance(1)
    expect(seen).toMatchObject({ pings: 1, dead: 0 })
    clock.advance(4_999)
    expect(seen.dead).toBe(0)
    clock.advance(1)
    expect(seen.dead).toBe(1)
    clock.advance(60_000)
    expect(seen).toMatchObject({ pings: 1, dead: 1 })
    expect(clock.pending).toBe(0)
  })

  it('does not ping while frames come, and holds one timer', () => {
    const { clock, seen, heartbeat } = setUp()
    for (let i = 0; i < 100; i++) {
      clock.advance(14_000)
      heartbeat.life()
      expect(clock.pending).toBe(1)
    }
    expect(seen.pings).toBe(0)
  })

  it('starts over after an answer', () => {
    const { clock, seen, heartbeat } = setUp()
    clock.advance(19_999)
    heartbeat.life()
    clock.advance(14_999)
    expect(seen).toMatchObject({ pings: 1, dead: 0 })
    clock.advance(1)
    expect(seen.pings).toBe(2)
  })

  it('grants queued data 1 s when its deadline fires late', () => {
    const { clock, seen, heartbeat } = setUp()
    clock.advance(15_000)
    clock.block(30_000)
    expect(seen.dead).toBe(0)
    heartbeat.life()
    clock.advance(10_000)
    expect(seen.dead).toBe(0)
  })

  it('gives up after that second when there was none', () => {
    const { clock, seen } = setUp()
    clock.advance(15_000)
    clock.block(30_000)
    clock.advance(1_000)
    expect(seen.dead).toBe(1)
  })

  it('waits for a slow frame as long as bytes come, but not over 60 s', () => {
    const { clock, seen } = setUp()
    for (let second = 0; second < 55; second++) {
      seen.bytes += 1
      clock.advance(1_000)
    }
    expect(seen.dead).toBe(0)
    for (let second = 0; second < 10; second++) {
      seen.bytes += 1
      clock.advance(1_000)
    }
    expect(seen.dead).toBe(1)
  })
})

describe('WakeWatch', () => {
  it('notices that the wall clock ran ahead, once', () => {
    const clock = new ManualClock()
    let woke = 0
    const watch = new WakeWatch(clock, policy, () => woke++)
    watch.start()
    watch.start()
    clock.advance(60_000)
    clock.sleep(4_000)
    clock.advance(5_000)
    expect(woke).toBe(0)
    clock.sleep(3_600_000)
    clock.advance(5_000)
    expect(woke).toBe(1)
    clock.advance(60_000)
    expect(woke).toBe(1)
    watch.stop()
    expect(clock.pending).toBe(0)
  })
})
