import { adversaries, mutants } from '../../src-main/wire/testing/adversaries'
import { DECODERS } from '../../src-main/wire/testing/specimens'
import type { Json } from '../../src-shared/json'
import type { Figure } from '../harness/figure'
import { cpu } from './cpu'

const BYTES = 100_000
const TRIES = 25

/** What every decoder makes of the worst 100 kB in any place of its messages; `JSON.parse` of the same. */
export function refusals(): readonly Figure[] {
  const evil = Object.entries(adversaries(BYTES))
  const found = Object.entries(DECODERS).flatMap(([decoder, { decode, samples }]) =>
    evil.map(([name, value]) => {
      const places = samples.flatMap((sample) => [...mutants(sample, value, alike)])
      const ours = Math.max(0, ...places.map((place) => fastest(() => decode(place))))
      return { decoder, name, value, ours }
    }),
  )
  found.sort((a, b) => b.ours - a.ours)
  return found.slice(0, 5).map(({ decoder, name, value, ours }) => {
    const text = JSON.stringify(value)
    return {
      what: `${decoder}, 100 kB of ${name}`,
      unit: 'ms',
      ours,
      peer: { name: 'JSON.parse', value: fastest(() => JSON.parse(text) as unknown) },
      budget: { of: 'ours', atMost: 5 },
      note: `one of the five slowest of ${found.length}; processor time, fastest of ${TRIES}`,
    }
  })
}

/** Text takes the place of text, lists and objects that of lists and objects. */
function alike(a: Json, b: Json): boolean {
  return (typeof a === 'object') === (typeof b === 'object')
}

function fastest(run: () => unknown): number {
  let best = Number.POSITIVE_INFINITY
  for (let i = 0; i < TRIES; i++) {
    best = Math.min(best, cpu(run))
    // What is as quick as this is not among the slowest.
    if (best < 0.5) break
  }
  return best
}
