import { describe, expect, it } from 'vitest'
import { mulberry32 } from '../../reference-server/random'
import { backoffDelay, busyDelay, soonDelay } from './backoff'
import { DEFAULT_POLICY as policy } from './policy'
import { Redials } from './redials'
import { largestShare } from './test-herd'
import { ManualClock } from './test-support'

const lowest = () => 0
const highest = () => 0.999999

describe('backoffDelay', () => {
  it.each([
    [0, 125, 500],
    [1, 250, 1_000],
    [2, 500, 2_000],
    [4, 2_000, 8_000],
    [5, 2_500, 10_000],
    [50, 2_500, 10_000],
    [100_000, 2_500, 10_000],
  ])('after %i losses lies between %i and %i ms', (n, low, high) => {
    expect(backoffDelay(n, policy, lowest)).toBe(low)
    expect(backoffDelay(n, policy, highest)).toBeCloseTo(high, -1)
  })
})

describe('busyDelay', () => {
  it.each([
    [undefined, 5_000, 30_000],
    [0, 250, 250],
    [60, 60_000, 66_000],
    [86_400, 900_000, 900_000],
  ])('with Retry-After %s lies between %i and %i ms', (retryAfter, low, high) => {
    expect(busyDelay(retryAfter, policy, lowest)).toBe(low)
    expect(busyDelay(retryAfter, policy, highest)).toBeCloseTo(high, -2)
  })
})

describe('soonDelay', () => {
  it('is within 250 ms, and 5 s after the last one', () => {
    expect(soonDelay(null, 0, policy, highest)).toBeLessThanOrEqual(250)
    expect(soonDelay(1_000, 3_000, policy, lowest)).toBe(3_000)
    expect(soonDelay(1_000, 60_000, policy, lowest)).toBe(0)
  })
})

describe('Redials', () => {
  it('grows until it has settled', () => {
    const redials = new Redials(new ManualClock(), policy, lowest)
    expect([redials.afterLoss(), redials.afterLoss(), redials.afterLoss()]).toEqual([125, 250, 500])
    redials.settled()
    expect(redials.afterLoss()).toBe(125)
  })

  it('keeps a dial that is due sooner than "at once" would be', () => {
    const clock = new ManualClock()
    const redials = new Redials(clock, policy, lowest)
    expect(redials.soon(false)).toBe(0)
    expect(redials.afterLoss()).toBe(125)
    expect(redials.soon(true)).toBeNull()
    clock.advance(60_000)
    redials.afterBusy(100)
    expect(redials.soon(true)).toBe(0)
  })

  it('spreads a thousand clients after an outage: at most 3.5 % in any 100 ms, as the median of 20', () => {
    const shares = Array.from({ length: 20 }, (_, seed) => {
      const random = mulberry32(seed)
      return largestShare(() => {
        const redials = new Redials(new ManualClock(), policy, random)
        return () => redials.afterLoss()
      })
    }).sort((a, b) => a - b)
    expect((Number(shares[9]) + Number(shares[10])) / 2).toBeLessThanOrEqual(0.035)
    // The same clients without jitter come all at once: the measure can fail.
    expect(largestShare(() => () => 10_000)).toBe(1)
  })
})
