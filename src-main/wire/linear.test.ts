import { describe, expect, it } from 'vitest'
import type { Json } from '../../src-shared/json'
import { decodeLibraryMessage } from './library/event'
import { TwinFilter } from './library/twin-filter'
import { adversaries, mutants } from './testing/adversaries'
import { DECODERS, TEXT_DECODERS } from './testing/specimens'

/**
 * Eight times the input may take about eight times as long; what grows with the square takes 64
 * times. Only the proportion of two runs is judged, each the fastest of some and in processor time,
 * so a busy machine makes this slower but not red. The figures themselves are in the bench.
 */
const SMALL = 25_000
const TIMES = 8
const AT_MOST = 4 * TIMES
/** No second look at what takes so long. */
const HOPELESS_MS = 2_000
/** Square growth cannot hide in a run as short as this on an input of 200 kB. */
const PLAINLY_FAST_MS = 20

/** Only to end what would never end. */
const PATIENCE_MS = 120_000

const small = adversaries(SMALL)
const large = adversaries(TIMES * SMALL)

function time(run: () => unknown): number {
  const begin = process.cpuUsage()
  try {
    run()
  } catch {
    // A refusal takes its time too.
  }
  const { user, system } = process.cpuUsage(begin)
  return (user + system) / 1000
}

function growth(onSmall: () => unknown, onLarge: () => unknown): number {
  let [less, more] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY]
  for (let turn = 0; turn < 12; turn++) {
    more = Math.min(more, time(onLarge))
    if (more < PLAINLY_FAST_MS) return 1
    for (let again = 0; again < 4; again++) less = Math.min(less, time(onSmall))
    const fair = more <= AT_MOST * less
    if ((turn >= 2 && fair) || (!fair && more > HOPELESS_MS)) break
  }
  return more / Math.max(less, 0.1)
}

/** Text takes the place of text, lists and objects that of lists and objects: else nothing reads them. */
function alike(a: Json, b: Json): boolean {
  return (typeof a === 'object') === (typeof b === 'object')
}

describe('time in proportion to the length', () => {
  it.each(Object.entries(DECODERS))(
    '%s',
    (_name, { decode, samples }) => {
      for (const [name, value] of Object.entries(large)) {
        const less = small[name] ?? null
        for (const sample of samples) {
          const smaller = [...mutants(sample, less, alike)]
          for (const [at, mutant] of [...mutants(sample, value, alike)].entries()) {
            const grown = growth(
              () => decode(smaller[at] ?? null),
              () => decode(mutant),
            )
            expect.soft(grown, `${name} in place ${at}`).toBeLessThanOrEqual(AT_MOST)
          }
        }
      }
    },
    PATIENCE_MS,
  )

  it.each(Object.entries(TEXT_DECODERS))(
    '%s of text',
    (_name, decode) => {
      for (const [name, value] of Object.entries(large)) {
        const [less, more] = [JSON.stringify(small[name]), JSON.stringify(value)]
        const grown = growth(
          () => decode(less),
          () => decode(more),
        )
        expect.soft(grown, name).toBeLessThanOrEqual(AT_MOST)
      }
    },
    PATIENCE_MS,
  )
})

it(
  'a burst about one item is not compared with itself: each payload is written out once',
  () => {
    let written = 0
    let found = 0
    const clock = { monotonic: () => 0 }
    const twins = new TwinFilter(clock)
    const told = (type: string, n: number) => {
      const message = decodeLibraryMessage({ type, data: { id: 'q1', percent: n } })
      const toJSON = () => {
        written += 1
        return n
      }
      return { ...message, payload: { ...message.payload, toJSON } as never }
    }
    const count = 20_000
    for (let n = 0; n < count; n++) if (twins.isTwin(told('download_progress', n))) found += 1
    // One name only: nothing to compare.
    expect([written, found]).toEqual([0, 0])
    for (let n = 0; n < count; n++) {
      if (twins.isTwin(told('download_progress_update', n + count / 2))) found += 1
    }
    expect(found).toBe(count / 2)
    expect(written).toBeLessThanOrEqual(3 * count)
  },
  PATIENCE_MS,
)
