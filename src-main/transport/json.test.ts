import { describe, expect, it } from 'vitest'
import { MAX_DEPTH, parseJson } from './json'

const nested = (depth: number) => '['.repeat(depth) + ']'.repeat(depth)

describe('parseJson', () => {
  it('parses what JSON.parse parses', () => {
    const value = { a: [1, 'x"[{', null, true], b: { c: '\\' } }
    expect(parseJson(JSON.stringify(value))).toEqual({ ok: true, value })
  })

  it.each(['', '{', 'nope', '"open', '{"a":"\\"', '[1,]'])('refuses %j', (text) => {
    expect(parseJson(text)).toEqual({ ok: false, why: 'notJson' })
    expect(parseJson(text.padEnd(200, ' '))).toEqual({ ok: false, why: 'notJson' })
  })

  it('takes the greatest depth and refuses one more', () => {
    expect(parseJson(nested(MAX_DEPTH)).ok).toBe(true)
    expect(parseJson(nested(MAX_DEPTH + 1))).toEqual({ ok: false, why: 'tooDeep' })
    expect(parseJson(nested(10_000))).toEqual({ ok: false, why: 'tooDeep' })
    expect(parseJson('{"a":'.repeat(10_000))).toEqual({ ok: false, why: 'tooDeep' })
  })

  it('does not count brackets inside strings', () => {
    const value = [`${'['.repeat(200)}\\"${'{'.repeat(200)}`, '\\\\', '[[']
    expect(parseJson(JSON.stringify(value))).toEqual({ ok: true, value })
  })

  it('counts depth, not brackets', () => {
    expect(parseJson(`[${Array(500).fill('[]').join(',')}]`).ok).toBe(true)
  })

  it('refuses what is longer than allowed without reading it', () => {
    expect(parseJson('"aaaa"', 5)).toEqual({ ok: false, why: 'tooLarge' })
  })
})
