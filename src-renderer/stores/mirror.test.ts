// @vitest-environment happy-dom
import { describe, expect, it } from 'vitest'
import { effect } from 'vue'
import type { Patch, Snapshot } from '../../src-shared/state/patch'
import { createMirror } from './mirror'

interface Row {
  id: string
  group: string
  n: number
}
type Whole = Snapshot<Row, string>

const row = (id: string, n = 0, group = 'a'): Row => ({ id, n, group })
const patch = (
  from: number,
  to: number,
  more: Partial<Patch<Row, string>> = {},
): Patch<Row, string> => ({ from, to, upsert: [], remove: [], ...more })

/** A mirror whose snapshots are answered by hand, in order. */
function setUp() {
  const asked: { resolve: (whole: Whole) => void; reject: (why: Error) => void }[] = []
  const laters: (() => void)[] = []
  const mirror = createMirror<Row, string>({
    fetch: () => new Promise<Whole>((resolve, reject) => asked.push({ resolve, reject })),
    structureOf: (r) => r.group,
    later: (again) => laters.push(again),
  })
  const shown = () => mirror.rows.value.map((r) => `${r.id}${r.n}`)
  return { mirror, asked, laters, shown }
}

async function loaded(rows: Row[], rev = 5) {
  const all = setUp()
  const done = all.mirror.sync()
  all.asked[0]?.resolve({ rev, rows, meta: 'm' })
  await done
  return all
}

describe('mirror', () => {
  it('is not ready before its snapshot and whole after it', async () => {
    const { mirror, asked, shown } = setUp()
    const done = mirror.sync()
    expect(mirror.ready.value).toBe(false)
    asked[0]?.resolve({ rev: 3, rows: [row('x'), row('y')], meta: 'first' })
    await done
    expect(mirror.ready.value).toBe(true)
    expect(shown()).toEqual(['x0', 'y0'])
    expect(mirror.meta.value).toBe('first')
  })

  it('applies patches kept during the snapshot, and drops those it already contains', async () => {
    const { mirror, asked, shown } = setUp()
    const done = mirror.sync()
    mirror.receive(patch(3, 4, { upsert: [row('x', 1)] }))
    mirror.receive(patch(4, 5, { upsert: [row('x', 2)] }))
    asked[0]?.resolve({ rev: 4, rows: [row('x', 9)], meta: 'm' })
    await done
    expect(shown()).toEqual(['x2'])
    expect(asked).toHaveLength(1)
  })

  it('applies remove, upsert and order in that order', async () => {
    const { mirror, shown } = await loaded([row('a'), row('b'), row('c')])
    mirror.receive(patch(5, 6, { remove: ['a'], upsert: [row('d', 1), row('b', 2)] }))
    expect(shown()).toEqual(['b2', 'c0', 'd1'])
    mirror.receive(patch(6, 7, { order: ['d', 'b', 'c'], meta: 'new' }))
    expect(shown()).toEqual(['d1', 'b2', 'c0'])
    expect(mirror.meta.value).toBe('new')
  })

  it('moves a row that was removed and put back to the end', async () => {
    const { mirror, shown } = await loaded([row('a'), row('b')])
    mirror.receive(patch(5, 6, { remove: ['a'], upsert: [row('a', 3)] }))
    expect(shown()).toEqual(['b0', 'a3'])
  })

  it('takes a coalesced patch that begins before the snapshot and ends after it', async () => {
    const { mirror, asked, shown } = await loaded([row('a')])
    mirror.receive(patch(2, 8, { upsert: [row('a', 7)] }))
    expect(shown()).toEqual(['a7'])
    expect(asked).toHaveLength(1)
  })

  it('asks for a new snapshot on a gap and continues from it', async () => {
    const { mirror, asked, shown } = await loaded([row('a')])
    mirror.receive(patch(7, 8, { upsert: [row('z')] }))
    expect(shown()).toEqual(['a0'])
    expect(asked).toHaveLength(2)
    mirror.receive(patch(8, 9, { upsert: [row('a', 4)] }))
    asked[1]?.resolve({ rev: 8, rows: [row('a', 1), row('z')], meta: 'm' })
    await Promise.resolve()
    await Promise.resolve()
    expect(shown()).toEqual(['a4', 'z0'])
  })

  it('ignores what is older than what it holds', async () => {
    const { mirror, asked, shown } = await loaded([row('a', 2)])
    mirror.receive(patch(3, 5, { upsert: [row('a', 1)] }))
    expect(shown()).toEqual(['a2'])
    expect(asked).toHaveLength(1)
  })

  it('asks again after a refused snapshot', async () => {
    const { mirror, asked, laters, shown } = setUp()
    const done = mirror.sync()
    asked[0]?.reject(new Error('no'))
    await done
    expect(mirror.ready.value).toBe(false)
    expect(laters).toHaveLength(1)
    laters[0]?.()
    asked[1]?.resolve({ rev: 1, rows: [row('a')], meta: 'm' })
    await Promise.resolve()
    await Promise.resolve()
    expect(shown()).toEqual(['a0'])
  })

  it('runs only the effects of the row that changed, and no structural one', async () => {
    const { mirror } = await loaded([row('a'), row('b')])
    const runs = { a: 0, b: 0, order: 0, structure: 0 }
    effect(() => void (mirror.row('a'), (runs.a += 1)))
    effect(() => void (mirror.row('b'), (runs.b += 1)))
    effect(() => void (mirror.order.value, (runs.order += 1)))
    effect(() => void (mirror.structure.value, (runs.structure += 1)))
    mirror.receive(patch(5, 6, { upsert: [row('a', 1)] }))
    expect(runs).toEqual({ a: 2, b: 1, order: 1, structure: 1 })
    mirror.receive(patch(6, 7, { upsert: [row('b', 1, 'other group')] }))
    expect(runs).toEqual({ a: 2, b: 2, order: 1, structure: 2 })
  })
})
