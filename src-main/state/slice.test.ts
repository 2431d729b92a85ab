import { describe, expect, it } from 'vitest'
import { Slice } from './slice'

/** How often the content of a row was looked at. */
let looks = 0
const rows = (count: number) =>
  Array.from({ length: count }, (_, n) => ({
    id: `r${n}`,
    get text() {
      looks += 1
      return 'same'
    },
  }))

describe('a slice', () => {
  it('publishes only what differs, and nothing when nothing does', () => {
    const slice = new Slice<{ id: string; n: number }, string>('m')
    const published: unknown[] = []
    slice.onChange(({ patch }) => published.push(patch))
    slice.replace([
      { id: 'a', n: 1 },
      { id: 'b', n: 2 },
    ])
    slice.replace([
      { id: 'a', n: 1 },
      { id: 'b', n: 3 },
    ])
    slice.replace([
      { id: 'a', n: 1 },
      { id: 'b', n: 3 },
    ])
    expect(published.slice(1)).toEqual([
      { from: 1, to: 2, upsert: [{ id: 'b', n: 3 }], remove: [] },
    ])
    expect(slice.snapshot().rev).toBe(2)
    expect(slice.get('b')).toEqual({ id: 'b', n: 3 })
  })

  it('holds one row of an id, as the window does, though a server lists it twice', () => {
    const slice = new Slice<{ id: string; n: number }, null>(null)
    slice.replace([
      { id: 'a', n: 1 },
      { id: 'b', n: 2 },
      { id: 'a', n: 3 },
    ])
    expect(slice.rows).toEqual([
      { id: 'a', n: 3 },
      { id: 'b', n: 2 },
    ])
  })

  it.each([{}, { distinct: true }])('finds a row by its id whatever came before (%j)', (how) => {
    const slice = new Slice<{ id: string; n: number }, null>(null, how)
    expect(slice.get('a')).toBeUndefined()
    slice.replace([
      { id: 'a', n: 1 },
      { id: 'b', n: 2 },
    ])
    slice.upsert({ id: 'c', n: 3 })
    slice.upsert({ id: 'b', n: 4 })
    expect(['a', 'b', 'c'].map((id) => slice.get(id)?.n)).toEqual([1, 4, 3])
    slice.replace([{ id: 'c', n: 5 }])
    expect(['a', 'b', 'c'].map((id) => slice.get(id)?.n)).toEqual([undefined, undefined, 5])
  })

  it('compares equal rows by content once: given again, they are known by identity', () => {
    const slice = new Slice<{ id: string; text: string }, null>(null)
    slice.replace(rows(100))
    const read = rows(100)
    slice.replace(read)
    expect(looks).toBeGreaterThan(0)
    looks = 0
    slice.replace([...read])
    slice.replace(read.slice(1))
    expect(looks).toBe(0)
    expect(slice.rows).toHaveLength(99)
    expect(slice.get('r0')).toBeUndefined()
    expect(slice.get('r99')).toBe(read[99])
  })
})
