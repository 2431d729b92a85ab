import { describe, expect, it } from 'vitest'
import { brokenRules } from './password-rules'

describe('password rules', () => {
  it.each([
    ['Engawa-42', []],
    ['', ['length', 'upper', 'lower', 'digit', 'special']],
    ['engawa-42', ['upper']],
    ['ENGAWA-42', ['lower']],
    ['Engawa-en', ['digit']],
    ['Engawa4242', ['special']],
    ['Eng-4', ['length']],
    ['Engawa 42', ['special']],
    ['Ängawä-42', []],
  ])('%j breaks %j', (password, broken) => {
    expect(brokenRules(password)).toEqual(broken)
  })
})
