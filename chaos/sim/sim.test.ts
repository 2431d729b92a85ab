import { describe, expect, it } from 'vitest'
import { ALL_GUARDS, type Guards } from '../../src-main/outbox/guards'
import { runBatch } from './run'

/** Without any one guard something goes wrong within so many runs; mostly within the first hundred. */
const NOTICED_WITHIN = 2_000

describe('the todo outbox under a seeded scheduler', () => {
  it('is reproduced by its seed', async () => {
    const once = await runBatch({ seed: 5, runs: 3, bound: true, ablate: null })
    const again = await runBatch({ seed: 5, runs: 3, bound: true, ablate: null })
    expect(again).toEqual(once)
    expect(once.operations).toBeGreaterThan(0)
  })

  it('loses, doubles, spoils and forgets nothing', async () => {
    const { bad, runs, kills, drops } = await runBatch({
      ...{ seed: 1, runs: 80, bound: true, ablate: null },
    })
    expect(bad).toEqual([])
    expect([runs, kills > 0, drops > 0]).toEqual([80, true, true])
  }, 60_000)

  it.each(Object.keys(ALL_GUARDS) as (keyof Guards)[])(
    'notices when %s is off',
    async (ablate) => {
      const runs = { seed: 1, runs: NOTICED_WITHIN, bound: true }
      const { bad } = await runBatch({ ...runs, ablate, untilFound: true })
      const [found] = bad
      expect(found).toBeDefined()
      // It is the guard's absence that shows, not anything else.
      const same = { seed: found?.seed ?? 0, runs: 1, bound: true }
      expect((await runBatch({ ...same, ablate: null })).bad).toEqual([])
    },
    120_000,
  )

  it('shows doubles without the bounds, and offers each for removal or review', async () => {
    const all = await runBatch({ seed: 1, runs: 200, bound: false, ablate: null })
    expect(all.duplicated).toBeGreaterThan(0)
    expect([all.lost, all.stuck, all.unoffered]).toEqual([0, 0, 0])
  }, 120_000)
})
