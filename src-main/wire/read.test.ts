import { describe, expect, it } from 'vitest'
import { AppFailure } from '../../src-shared/domain/errors'
import { readErrorBody } from './error-body'
import { parseFrame } from './frame'
import { decodeEach, needList, readInteger, readNumber, readPercent, readTime } from './read'

describe('tolerant readers', () => {
  it.each([
    ['45.2', 45.2],
    [140, 100],
    [-3, 0],
    [null, null],
    ['', null],
    ['45 %', 45],
    ['lots', null],
    [Number.NaN, null],
    [[], null],
  ])('reads the percent %j as %j', (value, expected) => {
    expect(readPercent(value)).toBe(expected)
  })

  it('reads numbers out of text, and integers only where they are whole', () => {
    expect(readNumber('1,5')).toBe(1.5)
    expect(readInteger('7')).toBe(7)
    expect(readInteger('7.5')).toBeNull()
    expect(readInteger(2 ** 60)).toBeNull()
  })

  it('takes a time without a zone as UTC', () => {
    const noon = Date.UTC(2026, 0, 2, 12, 0, 0)
    expect(readTime('2026-01-02T12:00:00')).toBe(noon)
    expect(readTime('2026-01-02 12:00:00.000000')).toBe(noon)
    expect(readTime('2026-01-02T13:00:00+01:00')).toBe(noon)
    expect(readTime('2026-01-02')).toBe(Date.UTC(2026, 0, 2))
    expect(readTime('yesterday')).toBeNull()
    expect(readTime('2026-13-45T99:00:00')).toBeNull()
  })

  it('finds a list at the top, under a name, or one level deeper', () => {
    expect(needList([1], '/x', ['items'])).toEqual([1])
    expect(needList({ items: [1] }, '/x', ['items'])).toEqual([1])
    expect(needList({ data: { items: [1] } }, '/x', ['data', 'items'])).toEqual([1])
  })

  it('never takes an absent list for an empty one, and names the endpoint', () => {
    const thrown = catchFailure(() => needList({ nothing: 1 }, '/api/v1/anime', ['items']))
    expect(thrown.error.code).toBe('net.badAnswer')
    expect(thrown.error.message).toContain('/api/v1/anime')
  })

  it('skips what it cannot read, keeps the first of two with one identity', () => {
    const decode = (value: unknown) => {
      if (typeof value !== 'number') throw new Error('no number')
      return value
    }
    expect(decodeEach([1, 'x', 2, 1], '/x', decode, (n) => n)).toEqual({
      items: [1, 2],
      skipped: 2,
    })
    expect(() => decodeEach(['x'], '/x', decode, (n) => n)).toThrow(AppFailure)
    expect(decodeEach([], '/x', decode, (n) => n)).toEqual({ items: [], skipped: 0 })
  })
})

describe('error bodies', () => {
  it.each([
    [{ detail: 'Not found' }, 'Not found'],
    [{ detail: [{ loc: ['body'], msg: 'field required', type: 'missing' }] }, 'field required'],
    [{ detail: { message: 'No such series' } }, 'No such series'],
    [
      { success: false, error: 'SCAN_IN_PROGRESS', message: 'runs already', details: {} },
      'runs already',
    ],
    [{ success: false, error: 'SCAN_IN_PROGRESS' }, 'SCAN_IN_PROGRESS'],
    [{}, null],
    ['<html>', null],
    [null, null],
  ])('%j says %j', (body, expected) => {
    expect(readErrorBody(body)).toBe(expected)
  })
})

describe('frames', () => {
  it('refuses what is not JSON and what is nested too deeply, as typed errors', () => {
    expect(catchFailure(() => parseFrame('<html>', '/ws/connect')).error.code).toBe('net.badAnswer')
    expect(catchFailure(() => parseFrame('', '/ws/connect')).error.code).toBe('net.badAnswer')
    const deep = '['.repeat(65) + ']'.repeat(65)
    expect(catchFailure(() => parseFrame(deep, '/ws/connect')).error.code).toBe('net.badAnswer')
  })

  it('takes a 20 MB frame as long as it is JSON', () => {
    const big = JSON.stringify({ type: 'x', data: 'a'.repeat(20_000_000) })
    expect(parseFrame(big, '/ws/connect')).toMatchObject({ type: 'x' })
  })
})

function catchFailure(run: () => unknown): AppFailure {
  try {
    run()
  } catch (thrown) {
    if (thrown instanceof AppFailure) return thrown
    throw thrown
  }
  throw new Error('nothing was thrown')
}
