import { describe, expect, it } from 'vitest'
import { ALL_GUARDS, type Guards } from '../../src-main/outbox/guards'
import { runBatch } from './run'

/** Each guard and how many runs it takes at most until its absence is noticed. */
const NOTICED_WITHIN: Partial<Record<keyof Guards, number>> = {
  fence: 20,
  oneCommit: 40,
  lookFirst: 60,
  errorFence: 100,
  checkIds: 60,
  canonical: 20,
}

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

  it.each(Object.entries(NOTICED_WITHIN))(
    'notices when %s is off, within %i runs',
    async (guard, runs) => {
      expect(Object.keys(ALL_GUARDS)).toContain(guard)
      const { bad } = await runBatch({
        ...{ seed: 1, runs, bound: true, ablate: guard as keyof Guards, untilFound: true },
      })
      expect(bad).toHaveLength(1)
    },
    60_000,
  )
})
