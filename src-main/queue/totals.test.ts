import { describe, expect, it } from 'vitest'
import type { ItemProgress } from '../../src-shared/domain/queue'
import { item } from './testing'
import { Totals } from './totals'

const progress = (percent: number, speedMbps: number | null): ItemProgress => ({
  ...{ percent, downloadedMb: percent, totalMb: 100, speedMbps, etaSeconds: null },
})
const RUN = { running: true, paused: false }

function totals() {
  const clock = { at: 0, monotonic: () => clock.at }
  const sums = new Totals(clock)
  const goOn = (percent: number, speed: number, ms = 1_000) => {
    clock.at += ms
    sums.progress(item('a', 'active', { progress: progress(percent, speed) }))
  }
  return { clock, sums, goOn }
}

describe('totals', () => {
  it('count the groups and add the speeds that are known', () => {
    const { sums } = totals()
    sums.read(
      [
        item('a', 'active', { progress: progress(10, 2.5) }),
        item('b', 'active', { progress: progress(10, null) }),
        item('p', 'active', { state: 'paused', progress: progress(10, 9) }),
        item('c'),
        item('d', 'failed'),
      ],
      RUN,
    )
    expect(sums.value).toMatchObject({
      ...{ active: 3, pending: 1, failed: 1, completed: 0, speedMbps: 2.5 },
    })
  })

  it('say nothing where nothing is known', () => {
    const { sums } = totals()
    sums.read([item('a', 'active'), item('c')], { running: null, paused: null })
    expect(sums.value).toMatchObject({ speedMbps: null, etaSeconds: null, percent: 0 })
    sums.read([item('c')], { running: false, paused: false })
    expect(sums.value.percent).toBeNull()
  })

  it('take the percentage over the items of the present run', () => {
    const { sums } = totals()
    const old = item('old', 'completed')
    sums.read([item('a', 'active'), item('b'), old], RUN)
    sums.progress(item('a', 'active', { progress: progress(50, 1) }))
    expect(sums.value.percent).toBe(25)
    sums.read(
      [item('b', 'active', { progress: progress(50, 1) }), old, item('a', 'completed')],
      RUN,
    )
    expect(sums.value.percent).toBe(75)
    sums.read([item('b'), old, item('a', 'completed')], { running: false, paused: false })
    sums.read([item('b', 'active'), old, item('a', 'completed')], RUN)
    expect(sums.value.percent).toBe(0)
  })

  it('give an ETA only after five samples, over all that is left', () => {
    const { sums, goOn } = totals()
    sums.read([item('a', 'active', { progress: progress(0, 2) }), item('b'), item('c')], RUN)
    for (let n = 1; n <= 4; n++) goOn(0, 2)
    expect(sums.value.etaSeconds).toBeNull()
    goOn(0, 2)
    expect(sums.value.etaSeconds).toBe(150)
  })

  it('take one sample a second and smooth jumps', () => {
    const { sums, goOn } = totals()
    sums.read([item('a', 'active', { progress: progress(0, 2) })], RUN)
    for (let n = 0; n < 10; n++) goOn(0, 2, 100)
    expect(sums.value.etaSeconds).toBeNull()
    for (let n = 0; n < 30; n++) goOn(0, 2)
    goOn(0, 200)
    expect(sums.value.etaSeconds).toBeGreaterThan(10)
  })

  it('have no ETA while paused', () => {
    const { sums, goOn } = totals()
    const active = item('a', 'active', { progress: progress(0, 2) })
    sums.read([active], RUN)
    for (let n = 0; n < 6; n++) goOn(0, 2)
    sums.read([active], { running: true, paused: true })
    expect(sums.value.etaSeconds).toBeNull()
  })
})
