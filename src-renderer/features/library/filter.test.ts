import { describe, expect, it } from 'vitest'
import type { Series } from '../../../src-shared/domain/series'
import { filterSeries } from './filter'

function series(title: string, missingCount: number | null, folder: string | null = null): Series {
  return {
    ...{ id: title, serverId: title, title, folder, missingCount, missing: null },
    ...{ link: null, site: null, year: null, extra: {} },
  }
}
const all = [
  series('Über den Hügeln', 2),
  series('Amber Tide 10', 0, 'Amber Tide (2019)'),
  series('Amber Tide 9', null),
  series('Zephyr', 7),
]
const plain = { query: '', missingOnly: false, sort: 'title' } as const

describe('filterSeries', () => {
  it('orders by title as people do: numbers by value, umlauts with their letter', () => {
    expect(filterSeries(all, plain, 'de')).toEqual([
      'Amber Tide 9',
      'Amber Tide 10',
      'Über den Hügeln',
      'Zephyr',
    ])
  })

  it('finds every word anywhere in title or folder, without marks and case', () => {
    expect(filterSeries(all, { ...plain, query: 'hugeln  UBER' }, 'en')).toEqual([
      'Über den Hügeln',
    ])
    expect(filterSeries(all, { ...plain, query: '2019' }, 'en')).toEqual(['Amber Tide 10'])
    expect(filterSeries(all, { ...plain, query: 'amber zephyr' }, 'en')).toEqual([])
  })

  it('leaves out only what is known to be complete', () => {
    const found = filterSeries(all, { ...plain, missingOnly: true, sort: 'missing' }, 'en')
    expect(found).toEqual(['Zephyr', 'Über den Hügeln', 'Amber Tide 9'])
  })
})
