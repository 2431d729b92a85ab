import { describe, expect, it } from 'vitest'
import { ended, fixture } from './testing'

/** Each value in a process of its own: what the guard lets through would abort that process. */
describe.concurrent('the guard', () => {
  const refused = [
    'boolean object date buffer array undefined nan infinity hugeBigint nul symbol function',
    'missing extra loneBoolean loneDate loneBuffer loneArray null',
  ]
  it.each(refused.join(' ').split(' '))(
    'refuses %s with an error, not an abort',
    { timeout: 60_000 },
    async (name) => {
      const { code, signal, out, err } = await ended(
        fixture(import.meta.url, './forbidden-value.fixture.ts', [name]),
      )
      expect({ code, signal, err }).toEqual({ code: 0, signal: null, err: '' })
      expect(out).toMatch(/^refused .+ rows=0$/)
    },
  )
})
