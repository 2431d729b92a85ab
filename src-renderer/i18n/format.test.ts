import { describe, expect, it } from 'vitest'
import { createFormatters } from './format'

const en = createFormatters('en')
const de = createFormatters('de')

describe('formatters', () => {
  it('writes a dash for what is unknown, never 0', () => {
    for (const word of [en.percent(null), en.speed(undefined), en.duration(null), en.number(NaN)]) {
      expect(word).toBe('—')
    }
    expect(en.progress(null, null)).toBe('—')
  })

  it('writes sizes and speeds the way each language does', () => {
    expect(en.speed(8.44)).toBe('8.4 MB/s')
    expect(de.speed(8.44)).toBe('8,4 MB/s')
    expect(en.megabytes(1_430)).toBe('1.4 GB')
    expect(en.progress(312, 725)).toBe('312 / 725 MB')
    expect(en.progress(700, 1_400)).toBe('0.7 / 1.4 GB')
    expect(en.progress(24, null)).toBe('24 MB')
    expect([812, 12_400, 3e6].map((size) => en.bytes(size))).toEqual(['812 B', '12 kB', '3 MB'])
    expect(de.number(12_345)).toBe('12.345')
  })

  it('writes durations without needless precision', () => {
    expect(en.duration(49)).toBe('49 sec')
    expect(en.duration(59.6)).toBe('1 min')
    expect(en.duration(3_600)).toBe('1 hr')
    expect(en.duration(4_800)).toBe('1 hr 20 min')
  })

  it('writes ages, and never one in the future', () => {
    expect(en.ago(1_000, 15_000)).toBe('14 sec. ago')
    expect(en.ago(20_000, 15_000)).toBe('now')
  })
})
