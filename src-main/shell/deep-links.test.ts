import { describe, expect, it } from 'vitest'
import { navigationOf, parseDeepLink } from './deep-links'

describe('parseDeepLink', () => {
  it.each([
    ['engawa://series/frieren', { to: 'series', seriesId: 'frieren' }],
    ['engawa://series/Frieren%20%2F%20S2', { to: 'series', seriesId: 'Frieren / S2' }],
    ['engawa://queue', { to: 'queue' }],
    ['engawa://server', { to: 'server' }],
    ['engawa://queue/', { to: 'queue' }],
    ['engawa://todos', { to: 'todos' }],
    ['engawa://todos/new?title=Buy%20%20milk', { to: 'newTodo', title: 'Buy milk' }],
    ['engawa://todos/new', { to: 'newTodo', title: '' }],
  ])('%s', (link, navigation) => {
    expect(parseDeepLink(link)).toEqual(navigation)
  })

  it.each([
    'https://queue',
    'engawa:queue',
    'engawa://',
    'engawa://series',
    'engawa://series/a/b',
    'engawa://series/%E0%A4%A',
    'engawa://queue/clear',
    'engawa://todos/delete?id=1',
    'engawa://user:pw@queue',
    'engawa://palette',
    `engawa://todos/new?title=${'x'.repeat(501)}`,
    `engawa://series/${'x'.repeat(3_000)}`,
    '',
    '--help',
  ])('refuses %s', (link) => {
    expect(parseDeepLink(link)).toBeNull()
  })
})

describe('navigationOf', () => {
  it('picks the link wherever Chromium has put it', () => {
    const argv = ['/opt/engawa', '--allow-file-access', 'engawa://queue', '--no-sandbox', '/tmp']
    expect(navigationOf(argv)).toEqual({ to: 'queue' })
  })

  it('passes over a broken link, and knows --quick-add', () => {
    expect(navigationOf(['engawa', 'engawa://nowhere', 'ENGAWA://todos'])).toEqual({ to: 'todos' })
    expect(navigationOf(['engawa', '--quick-add'])).toEqual({ to: 'newTodo', title: '' })
    expect(navigationOf(['engawa', '.', '--engawa://queue'])).toBeNull()
  })
})
