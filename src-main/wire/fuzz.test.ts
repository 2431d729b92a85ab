import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { AppFailure } from '../../src-shared/domain/errors'
import type { Json } from '../../src-shared/json'
import { DECODERS, TEXT_DECODERS } from './testing/specimens'
import type { Specimen } from './testing/specimens'

/** Values at the edges of what JSON can say. */
const EDGES: readonly Json[] = [
  ...[null, true, false, 0, -1, 7.5, -0, 1e308, -1e308, 1e-320, 2 ** 53, 2 ** 53 - 1, 1e21],
  ...[Number.POSITIVE_INFINITY, '', ' ', '12', '-1', '1e9', '45,2 %', 'NaN', 'Infinity', '0x10'],
  ...['S01E02', '1-5', '2026-01-02T12:00:00Z', '2026-02-30', '9999-99-99T99:99:99Z', '12:61'],
  ...['\ud800', 'a\udfff', '\u0000', '\u202e', '__proto__', 'constructor', '<html>', '\\"'],
  ...[[], {}, [[]], [null], { data: {} }, { status: [] }, { message: { message: 'x' } }],
]
/** Field names that decoders look for, and some that objects have by themselves. */
const NAMES = [
  ...new Set([
    ...namesIn(Object.values(DECODERS).flatMap(({ samples }) => samples)),
    ...['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'length', 'data', 'payload'],
  ]),
]
const TYPES = [
  ...['download_progress', 'download_error', 'queue_updated', 'scan_completed', 'system_info'],
  ...['series_updated', 'todos_list', 'todo_created', 'todo_deleted', 'error', 'auth_error'],
]

const { value: arbitrary } = fc.letrec<{ value: Json }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 5, withCrossShrink: true },
    fc.constantFrom(...EDGES, ...TYPES),
    fc.jsonValue({ maxDepth: 1, stringUnit: 'binary' }) as fc.Arbitrary<Json>,
    fc.double({ noNaN: true }) as fc.Arbitrary<Json>,
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(fc.constantFrom(...NAMES), tie('value'), { maxKeys: 6 }),
  ),
}))

/** What is done to a message that was understood: where (of all its places), and what. */
const wounds = fc.array(
  fc.record({
    place: fc.nat(),
    how: fc.oneof(
      fc.record({ is: fc.constant('replace' as const), by: arbitrary }),
      fc.record({ is: fc.constant('rename' as const), to: fc.constantFrom(...NAMES) }),
      fc.record({ is: fc.constantFrom('remove', 'wrap', 'list', 'text', 'double') }),
    ),
  }),
  { minLength: 1, maxLength: 5 },
)

const cases = Object.entries(DECODERS)

describe('whatever a server sends as JSON', () => {
  it.each(cases)('%s understands its samples', (_name, { decode, samples }) => {
    for (const sample of samples) expect(() => decode(sample)).not.toThrow()
  })

  it.each(cases)('%s: arbitrary JSON fails only as net.badAnswer', (_name, specimen) => {
    fc.assert(
      fc.property(arbitrary, (value) => attempt(specimen, value)),
      { numRuns: 300 },
    )
  })

  it.each(cases)('%s: so does a message that was damaged', (_name, specimen) => {
    fc.assert(
      fc.property(fc.constantFrom(...specimen.samples), wounds, (sample, all) => {
        const holder: { value: Json } = { value: structuredClone(sample) }
        for (const { place, how } of all) wound(holder, place, how)
        attempt(specimen, holder.value)
      }),
      { numRuns: 300 },
    )
  })
})

describe('whatever a server sends as text', () => {
  const texts = cases.flatMap(([, { samples }]) => samples.map((sample) => JSON.stringify(sample)))
  const edits = fc.array(
    fc.record({
      at: fc.nat(),
      cut: fc.nat({ max: 30 }),
      put: fc.oneof(
        fc.string({ unit: 'binary', maxLength: 8 }),
        fc.constantFrom('"', '\\', '[', '{', ']', '}', ',', ':', '\ufeff', '\\ud800', '1e400'),
        fc.constantFrom('"__proto__":{"id":1},', '"id":1,"id":2,', '['.repeat(70), '-', '\0'),
      ),
    }),
    { maxLength: 4 },
  )
  const damaged = fc.tuple(fc.constantFrom(...texts), edits).map(([text, all]) =>
    all.reduce((now, { at, cut, put }) => {
      const from = at % (now.length + 1)
      return now.slice(0, from) + put + now.slice(from + cut)
    }, text),
  )
  const any = fc.oneof(damaged, fc.string({ unit: 'binary' }), fc.json())

  it.each(Object.entries(TEXT_DECODERS))('%s fails only as net.badAnswer', (_name, decode) => {
    fc.assert(
      fc.property(any, (text) => attempt({ decode, samples: [] }, text)),
      { numRuns: 500 },
    )
  })
})

it('leaves out no decoder', () => {
  const known = new Set([...Object.keys(DECODERS), ...Object.keys(TEXT_DECODERS)])
  const exported = sources(__dirname).flatMap((file) =>
    [...readFileSync(file, 'utf8').matchAll(/export function ((?:decode|parse|read)\w+)/g)].map(
      ([, name]) => name ?? '',
    ),
  )
  expect(exported.length).toBeGreaterThan(20)
  // These take part in all the others.
  const parts = new Set(['decodeEach', 'readEpisodeNumber', 'readQueueItem'])
  expect(exported.filter((name) => !known.has(name) && !parts.has(name))).toEqual([])
})

/** Anything but a typed refusal, or an answer that could not be stored and sent on, is a failure. */
function attempt(
  { decode }: Specimen | { decode: (text: string) => unknown; samples: [] },
  input: never | Json,
): void {
  let answer: unknown
  try {
    answer = (decode as (value: Json) => unknown)(input)
  } catch (thrown) {
    if (thrown instanceof AppFailure && thrown.error.code === 'net.badAnswer') return
    throw thrown
  }
  const kept = structuredClone(answer)
  if (Object.getPrototypeOf({}) !== Object.prototype) throw new Error('a prototype was replaced')
  soundness(kept)
}

function soundness(value: unknown): void {
  if (typeof value === 'number' && Number.isNaN(value)) throw new Error('NaN came through')
  if (typeof value !== 'object' || value === null) return
  for (const inner of Object.values(value)) soundness(inner)
}

function wound(
  holder: { value: Json },
  place: number,
  how: { is: string; by?: Json; to?: string },
): void {
  const places = placesIn(holder as unknown as Json)
  const found = places[place % places.length]
  if (!found) return
  const { inside, name } = found
  const old = inside[name] ?? null
  switch (how.is) {
    case 'replace':
      inside[name] = structuredClone(how.by ?? null)
      break
    case 'wrap':
      inside[name] = { data: old }
      break
    case 'list':
      inside[name] = [old, old]
      break
    case 'text':
      inside[name] = typeof old === 'string' ? old.repeat(3) : JSON.stringify(old)
      break
    case 'double':
      Object.assign(inside, { [`${name}_`]: old })
      break
    default:
      if (inside === (holder as unknown) || Array.isArray(inside)) return
      if (how.to !== undefined && how.to !== '__proto__') inside[how.to] = old
      delete inside[name]
  }
}

interface Place {
  readonly inside: Record<string, Json>
  readonly name: string
}

function placesIn(value: Json): Place[] {
  if (typeof value !== 'object' || value === null) return []
  const inside = value as Record<string, Json>
  return Object.keys(inside).flatMap((name) => [
    { inside, name },
    ...placesIn(inside[name] ?? null),
  ])
}

function namesIn(values: readonly Json[]): string[] {
  return values.flatMap((value) => placesIn(value).map(({ name }) => name))
}

function sources(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts') && !/\.test\.ts$|^testing/.test(file))
    .map((file) => join(folder, file))
}
