import { describe, expect, it } from 'vitest'
import type { Json } from '../../../src-shared/json'
import {
  changesOf,
  formFields,
  isChanged,
  levelsWith,
  placeIssues,
  readDraft,
  unreadable,
  writtenAs,
} from './configForm'

const field = (dotted: string, value: Json, secret = false) => ({
  ...{ path: dotted.split('.'), value, secret },
})
const FIELDS = formFields([
  field('name', 'Home'),
  field('logging.level', 'INFO'),
  field('logging.file', null),
  field('logging.max_bytes', 10),
  field('backup.enabled', false),
  field('backup.keep_days', 14),
  field('other.providers', ['VOE']),
  field('other.jwt_secret', null, true),
])
const typed = (drafts: Record<string, string>) => new Map(Object.entries(drafts))
const of = (key: string) => FIELDS.filter((one) => one.key === key)

describe('the form', () => {
  it('has words and a fitting control for what it knows, JSON for all else', () => {
    const shape = FIELDS.map(({ key, group, input }) => `${key} ${group} ${input}`)
    expect(shape).toEqual([
      'name general text',
      'logging.level logging level',
      'logging.file logging text',
      'logging.max_bytes logging number',
      'backup.enabled backup flag',
      'backup.keep_days backup number',
      'other.providers unknown json',
      'other.jwt_secret unknown json',
    ])
    // A known name with a value of another kind is shown as it is.
    expect(formFields([field('backup.keep_days', { a: 1 })])).toMatchObject([{ input: 'json' }])
    expect(formFields([field('constructor', 1)])).toMatchObject([{ known: null }])
    expect(levelsWith('TRACE')).toContain('TRACE')
  })

  it('reads back what it has written', () => {
    for (const one of FIELDS)
      expect(readDraft(one, writtenAs(one.input, one.value))).toEqual(one.value)
  })

  it('sends what was changed and nothing else', () => {
    const drafts = typed({
      name: 'Home',
      'logging.file': '',
      'backup.keep_days': ' 30 ',
      'backup.enabled': 'true',
      'other.providers': '["VOE", "Vidoza"]',
      'other.jwt_secret': '"mine"',
    })
    expect(changesOf(FIELDS, drafts)).toEqual([
      { path: ['backup', 'enabled'], from: false, to: true },
      { path: ['backup', 'keep_days'], from: 14, to: 30 },
      { path: ['other', 'providers'], from: ['VOE'], to: ['VOE', 'Vidoza'] },
    ])
    expect(changesOf(FIELDS, typed({}))).toEqual([])
  })

  it('sends the rest of a section along where the server would reset it, secrets never', () => {
    const paths = (drafts: Record<string, string>) =>
      changesOf(FIELDS, typed(drafts), true).map(({ path }) => path.join('.'))
    expect(paths({ 'logging.max_bytes': '11' })).toEqual([
      ...['logging.level', 'logging.file', 'logging.max_bytes'],
    ])
    expect(paths({ 'other.providers': '[]' })).toEqual(['other.providers'])
    expect(paths({ name: 'Away' })).toEqual(['name'])
  })

  it('does not send what is no number or no JSON', () => {
    const drafts = typed({ 'backup.keep_days': 'a week', 'other.providers': '[', name: '' })
    expect(unreadable(FIELDS, drafts).map(({ key }) => key)).toEqual([
      ...['backup.keep_days', 'other.providers'],
    ])
    expect(of('backup.keep_days').every((one) => isChanged(one, drafts))).toBe(true)
    expect(changesOf(FIELDS, drafts)).toEqual([{ path: ['name'], from: 'Home', to: '' }])
    // Empty is no number, unless nothing was set before.
    expect(of('logging.max_bytes').map((one) => readDraft(one, ''))).toEqual([undefined])
    expect(formFields([field('logging.max_bytes', null)]).map((one) => readDraft(one, ''))).toEqual(
      [null],
    )
  })
})

describe('what the server says', () => {
  const place = (path: string[], message: string) => {
    const { at, rest } = placeIssues(FIELDS, [{ path, message }])
    return [...at.keys(), ...rest]
  }

  it('stands at the field it is about', () => {
    expect(place(['backup', 'keep_days'], 'no')).toEqual(['backup.keep_days'])
    expect(place(['other', 'providers', '0'], 'no')).toEqual(['other.providers'])
    expect(place([], 'keep_days must be a whole number')).toEqual(['backup.keep_days'])
    expect(place([], 'backup.enabled: the backup.path is missing')).toEqual(['backup.enabled'])
  })

  it('stands below where it is about no field, or about several', () => {
    expect(place(['elsewhere'], 'no')).toEqual(['elsewhere: no'])
    expect(place([], 'level needs a file')).toEqual(['level needs a file'])
    expect(place([], 'no')).toEqual(['no'])
  })

  it('is said in full where there is more than one thing', () => {
    const two = ['one.', 'two.'].map((message) => ({ path: ['name'], message }))
    expect(placeIssues(FIELDS, two).at.get('name')).toBe('one. two.')
  })
})
