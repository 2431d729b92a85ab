import { describe, expect, it } from 'vitest'
import { hasValues, sentOnCreate } from './fingerprint'
import { todo } from './testing'

const long = 'A title that is longer than forty characters and goes on'

describe('hasValues', () => {
  it.each([
    ['only the sent fields', todo(1, 'x', { description: 'other' }), { title: 'x' }, true],
    ['white space', todo(1, 'Buy  milk\n'), { title: ' Buy milk' }, true],
    ['NFC', todo(1, 'Cafe\u0301'), { title: 'Caf\u00e9' }, true],
    ['another title', todo(1, 'y'), { title: 'x' }, false],
    ['case of a title', todo(1, 'X'), { title: 'x' }, false],
    ['null as empty', todo(1, 'x', { description: '' }), { description: null }, true],
    ['empty as null', todo(1, 'x'), { description: '' }, true],
    ['a value instead of null', todo(1, 'x', { description: 'a' }), { description: null }, false],
    ['done', todo(1, 'x', { completed: true }), { completed: false }, false],
    ['a long text cut by the server', todo(1, long.slice(0, 45)), { title: long }, true],
    ['a short beginning', todo(1, long.slice(0, 10)), { title: long }, false],
    ['priority in other case', todo(1, 'x', { priority: 'HIGH' }), { priority: 'high' }, true],
    ['another priority', todo(1, 'x', { priority: 'low' }), { priority: 'high' }, false],
    [
      'one instant in two zones',
      todo(1, 'x', { dueDate: '2026-05-01T12:00:00+02:00' }),
      { dueDate: '2026-05-01T10:00:00Z' },
      true,
    ],
    [
      'no zone is UTC, fractions are cut',
      todo(1, 'x', { dueDate: '2026-05-01 10:00:00' }),
      { dueDate: '2026-05-01T10:00:00.250Z' },
      true,
    ],
    [
      'a day is its midnight',
      todo(1, 'x', { dueDate: '2026-05-01T00:00:00' }),
      { dueDate: '2026-05-01' },
      true,
    ],
    ['another day', todo(1, 'x', { dueDate: '2026-05-02' }), { dueDate: '2026-05-01' }, false],
    ['no date', todo(1, 'x'), { dueDate: '2026-05-01' }, false],
    ['dates that are none', todo(1, 'x', { dueDate: 'soon' }), { dueDate: 'later' }, false],
  ])('%s', (_, has, sent, same) => {
    expect(hasValues(has, sent)).toBe(same)
  })
})

it('sends no empty fields with a creation, so the server may default them', () => {
  const fields = { title: 'x', description: '', completed: false, priority: null }
  expect(sentOnCreate(fields)).toEqual({ title: 'x' })
  expect(sentOnCreate({ title: 'x', completed: true, dueDate: '2026-05-01' })).toEqual({
    title: 'x',
    completed: true,
    dueDate: '2026-05-01',
  })
})
