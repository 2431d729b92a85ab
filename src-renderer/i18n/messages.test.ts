import { describe, expect, it } from 'vitest'
import { ERROR_CODES } from '../../src-shared/domain/errors'
import { de } from './de'
import { en } from './en'

type Tree = { readonly [key: string]: string | Tree }

function flatten(tree: Tree, path = ''): [string, string][] {
  return Object.entries(tree).flatMap(([key, value]) =>
    typeof value === 'string' ? [[path + key, value]] : flatten(value, `${path}${key}.`),
  )
}

const english = new Map(flatten(en))
const german = new Map(flatten(de))
const placeholders = (text: string) => [...new Set(text.match(/\{\w+\}/g))].sort()

describe('messages', () => {
  it('has the same keys in both languages', () => {
    expect([...german.keys()].sort()).toEqual([...english.keys()].sort())
  })

  it('has the same placeholders and plural forms in both languages', () => {
    for (const [key, text] of english) {
      const other = german.get(key) ?? ''
      expect(placeholders(other), key).toEqual(placeholders(text))
      expect(other.split('|').length, key).toBe(text.split('|').length)
    }
  })

  it('words every error code: what happened and what to do next', () => {
    for (const code of ERROR_CODES) {
      for (const part of ['what', 'next']) {
        expect(english.get(`errors.${code}.${part}`), code).toMatch(/\S.*\.$/)
        expect(german.get(`errors.${code}.${part}`), code).toMatch(/\S.*\.$/)
      }
    }
  })

  it('has every key that the sources name', () => {
    const sources = import.meta.glob<string>('../**/*.{vue,ts}', {
      query: '?raw',
      import: 'default',
      eager: true,
    })
    const missing: string[] = []
    for (const [file, source] of Object.entries(sources)) {
      for (const [, key] of source.matchAll(/\bt\(\s*'([\w.]+)'/g)) {
        if (key !== undefined && !english.has(key)) missing.push(`${file}: ${key}`)
      }
    }
    expect(missing).toEqual([])
  })
})
