import { describe, expect, it } from 'vitest'
import { best, score } from './paletteResults'

describe('palette search', () => {
  it('wants every word of the query', () => {
    expect(score('Stop the downloads', 'down stop')).not.toBeNull()
    expect(score('Stop the downloads', 'down start')).toBeNull()
  })

  it('puts beginnings of words before their middles', () => {
    expect(best(['Harbour', 'Iron Orchard'], 'or', (x) => x)).toEqual(['Iron Orchard'])
    expect(best(['Restart', 'Start'], 'start', (x) => x)).toEqual(['Start', 'Restart'])
  })

  it('finds accented letters without their accents', () => {
    expect(score('Schließen ändern', 'andern')).not.toBeNull()
  })
})
