import { expect, it } from 'vitest'
import { Carried } from './carried'

it('makes anew only what is made of other rows than the last time', () => {
  const carried = new Carried<{ readonly seq: number }, string>()
  const rows = [1, 3, 4, 7].map((seq) => ({ seq }))
  let made: number[] = []
  const map = (of: readonly { readonly seq: number }[]) => {
    made = []
    return carried.map(of, ({ seq }, before) => {
      if (before) return before
      made.push(seq)
      return `row ${seq}`
    })
  }
  expect([map(rows), made]).toEqual([
    ['row 1', 'row 3', 'row 4', 'row 7'],
    [1, 3, 4, 7],
  ])
  expect([map(rows), made]).toEqual([['row 1', 'row 3', 'row 4', 'row 7'], []])
  expect(map([...rows])).toBe(map(rows))
  const [, three, , seven] = rows
  const next = [{ seq: 2 }, three, { seq: 4 }, seven, { seq: 9 }].flatMap((row) => row ?? [])
  map(next)
  expect(made).toEqual([2, 4, 9])
  expect([map(next.slice(3)), made]).toEqual([['row 7', 'row 9'], []])
  expect([map(next), made]).toEqual([
    ['row 2', 'row 3', 'row 4', 'row 7', 'row 9'],
    [2, 3, 4],
  ])
})

it('forgets what was made of a row that has gone, also when nothing is made of the next', () => {
  const carried = new Carried<{ readonly seq: number }, string | null>()
  const seen: (string | null)[] = []
  const map = (...of: readonly { readonly seq: number }[]) =>
    carried.map(of, ({ seq }, before) => {
      seen.push(before)
      return seq === 1 ? 'one' : null
    })
  const [two, three] = [{ seq: 2 }, { seq: 3 }]
  map({ seq: 1 })
  expect(map(two)).toEqual([null])
  expect(map(two, three)).toEqual([null, null])
  expect(seen).toEqual([null, null, null, null])
})
