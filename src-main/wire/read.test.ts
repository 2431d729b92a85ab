import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { AppFailure } from '../../src-shared/domain/errors'
import { readErrorBody } from './error-body'
import { parseFrame } from './frame'
import { decodeEach, needList, readId, readInteger, readNumber, readPercent } from './read'
import { readTime } from './time'

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

  it('reads what names something as valid text, whatever half characters a server sends', () => {
    expect(readId(12)).toBe('12')
    expect(readId('フリーレン 🎄')).toBe('フリーレン 🎄')
    expect(encodeURIComponent(readId('a\ud83db') ?? '')).toBe('a%EF%BF%BDb')
    expect(readId(' ')).toBeNull()
  })

  it('reads no number into words, hexadecimal or endless digits', () => {
    for (const text of ['0x10', '1e', '1.2.3', 'Infinity', '1 2', '7'.repeat(65)]) {
      expect(readNumber(text)).toBeNull()
    }
    expect([readNumber('+.5'), readNumber('7.'), readNumber('-1e3')]).toEqual([0.5, 7, -1000])
  })

  it('reads the usual form of a time just as the platform does', () => {
    fc.assert(
      fc.property(
        fc.date({ min: new Date(0), max: new Date(4e12), noInvalidDate: true }),
        fc.constantFrom('Z', ''),
        fc.constantFrom('T', ' '),
        fc.integer({ min: 0, max: 6 }),
        (date, zone, separator, digits) => {
          const [whole = '', rest = ''] = date.toISOString().slice(0, -1).split('.')
          const fraction = digits === 0 ? '' : `.${rest.padEnd(6, '9').slice(0, digits)}`
          const text = `${whole.replace('T', separator)}${fraction}${zone}`
          expect(readTime(text)).toBe(Date.parse(`${whole}${fraction}Z`))
        },
      ),
    )
    for (const text of ['2026-02-30T12:61:00Z', '2026-01-02T12:00:00.Z', '2026-01-02T1a:00:00Z']) {
      expect(readTime(text)).toBeNull()
    }
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
    const decode = (value: unknown) => (typeof value === 'number' ? value : null)
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
    [{ detail: 'bad token=abc' }, 'bad token=[redacted]'],
    [{ message: 'a'.repeat(3_000) }, 'a'.repeat(2_000)],
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
