import { describe, expect, it } from 'vitest'
import fc from 'fast-check'
import { diffRows, mergePatches, type Entity, type Patch } from './patch'

interface Row extends Entity {
  readonly n: number
}
const same = (a: Row, b: Row) => a.n === b.n

/** The reading of a patch that the window's mirror follows. */
function apply(rows: readonly Row[], patch: Omit<Patch<Row, null>, 'from' | 'to'>): Row[] {
  const map = new Map(rows.map((row) => [row.id, row]))
  for (const id of patch.remove) map.delete(id)
  for (const row of patch.upsert) map.set(row.id, row)
  if (!patch.order) return [...map.values()]
  return patch.order.map((id) => {
    const row = map.get(id)
    if (!row) throw new Error(`order names ${id}, which is not there`)
    return row
  })
}

const rows = fc
  .uniqueArray(fc.record({ id: fc.constantFrom(...'abcdefgh'), n: fc.nat(3) }), {
    selector: (row) => row.id,
  })
  .map((list) => list as Row[])

describe('diffRows', () => {
  it('turns any list into any other', () => {
    fc.assert(
      fc.property(rows, rows, (before, after) => {
        expect(apply(before, diffRows(before, after, same))).toEqual(after)
      }),
    )
  })

  it('names no order when rows are only appended, changed or removed', () => {
    const before = [
      { id: 'a', n: 1 },
      { id: 'b', n: 1 },
    ]
    const body = diffRows(
      before,
      [
        { id: 'b', n: 2 },
        { id: 'c', n: 1 },
      ],
      same,
    )
    expect(body).toEqual({
      upsert: [
        { id: 'b', n: 2 },
        { id: 'c', n: 1 },
      ],
      remove: ['a'],
    })
  })
})

describe('mergePatches', () => {
  it('does what its parts do one after the other', () => {
    fc.assert(
      fc.property(rows, rows, rows, (one, two, three) => {
        const a = { from: 0, to: 1, ...diffRows(one, two, same) }
        const b = { from: 1, to: 2, ...diffRows(two, three, same) }
        const merged = mergePatches<Row, null>(a, b)
        expect(merged.from).toBe(0)
        expect(merged.to).toBe(2)
        expect(apply(one, merged)).toEqual(three)
      }),
    )
  })

  it('keeps the newest meta', () => {
    const a = { from: 0, to: 1, upsert: [], remove: [], meta: 'first' }
    const b = { from: 1, to: 2, upsert: [], remove: [] }
    expect(mergePatches(a, b).meta).toBe('first')
    expect(mergePatches(a, { ...b, meta: 'second' }).meta).toBe('second')
  })
})
