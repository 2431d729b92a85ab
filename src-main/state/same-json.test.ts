import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { asKnown, sameJson } from './same-json'

describe('content', () => {
  it('is the same exactly where its canonical text is', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 3 }), fc.jsonValue({ maxDepth: 3 }), (a, b) => {
        expect(sameJson(a, structuredClone(a))).toBe(true)
        expect(sameJson(a, b)).toBe(canonical(a) === canonical(b))
        expect(sameJson({ a, b }, { b, a })).toBe(true)
        expect(sameJson([a, b], [b, a])).toBe(canonical(a) === canonical(b))
      }),
    )
  })

  it.each([
    [{ a: undefined }, {}, true],
    [{}, { a: undefined }, true],
    [{ a: null }, {}, false],
    [{ a: undefined, b: 1 }, { c: 1 }, false],
    [[], {}, false],
    [[undefined], [], false],
    [Number.NaN, Number.NaN, true],
    [0, -0, true],
    [1, '1', false],
  ])('%j and %j: %j', (a, b, same) => {
    expect(sameJson(a, b)).toBe(same)
    expect(sameJson(b, a)).toBe(same)
  })
})

it('keeps the objects that are known, and the list itself where nothing is new', () => {
  const known = [
    { id: 'a', n: 1 },
    { id: 'b', n: 2 },
  ]
  const find = (id: string) => known.find((row) => row.id === id)
  expect(asKnown(structuredClone(known), known, find)).toBe(known)
  const turned = asKnown(structuredClone(known).reverse(), known, find)
  expect(turned.map((row) => known.indexOf(row))).toEqual([1, 0])
  const changed = asKnown(
    [{ id: 'a', n: 1 }, { id: 'b', n: 3 }, ...[{ id: 'c', n: 4 }]],
    known,
    find,
  )
  expect(changed[0]).toBe(known[0])
  expect(changed.slice(1)).toEqual([
    { id: 'b', n: 3 },
    { id: 'c', n: 4 },
  ])
})

/** JSON with the fields of every object in one order, and no difference between 0 and -0. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_name, inner: unknown) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  )
}
