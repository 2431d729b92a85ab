import { describe, expect, it } from 'vitest'
import { toAppError } from '../../src-shared/domain/errors'
import { capabilitiesOf } from './operations'
import { readSchema, type ApiSchema } from './openapi'
import { refreshEndpoint, registerEndpoint, tokenEndpoint } from './paths'
import { testProfile } from './testing'

const BASE = 'http://box:8000'

function schema(tokenUrl: string | null, paths: Record<string, object> = {}): ApiSchema {
  const flows = tokenUrl === null ? {} : { password: { tokenUrl, scopes: {} } }
  const read = readSchema({
    openapi: '3.1.0',
    paths,
    components: { securitySchemes: { OAuth2PasswordBearer: { type: 'oauth2', flows } } },
  })
  if (!read) throw new Error('the test schema is none')
  return read
}

describe('where to sign in', () => {
  it.each([
    ['token', BASE, { base: BASE, path: '/token' }],
    ['/auth/token', BASE, { base: BASE, path: '/auth/token' }],
    ['http://box:8000/auth/token?x=1', BASE, { base: BASE, path: '/auth/token?x=1' }],
    ['token', `${BASE}/todo`, { base: BASE, path: '/todo/token' }],
    ['/token', `${BASE}/todo`, { base: BASE, path: '/token' }],
  ])('%s at %s', (tokenUrl, url, expected) => {
    expect(tokenEndpoint({ url }, schema(tokenUrl))).toEqual(expected)
  })

  it('is below the base where the schema lists it there (a proxy that takes a prefix away)', () => {
    const listed = schema('/token', { '/token': { post: {} } })
    const url = `${BASE}/todo`
    expect(tokenEndpoint({ url }, listed)).toEqual({ base: url, path: '/token' })
  })

  it.each([
    'http://elsewhere/token',
    'https://box:8000/token',
    'http://box:8001/token',
    '//elsewhere/token',
    '/\\elsewhere/token',
    'http://user@box:8000/token',
  ])('never at another origin: %s', (tokenUrl) => {
    let code = ''
    try {
      tokenEndpoint({ url: BASE }, schema(tokenUrl))
    } catch (thrown) {
      code = toAppError(thrown).code
    }
    expect(code).toBe('auth.noSignIn')
  })

  it('is what the user says before what the schema says', () => {
    const at = tokenEndpoint({ url: BASE, tokenPath: '/mine' }, schema('/theirs'))
    expect(at).toEqual({ base: BASE, path: '/mine' })
  })

  it.each([null, schema(null)])('is nowhere without a password flow', (found) => {
    expect(() => tokenEndpoint({ url: BASE }, found)).toThrow()
  })
})

describe('where to register', () => {
  it.each([
    [['/users/', '/auth/register'], '/auth/register'],
    [['/users/{id}/reset', '/users/'], '/users/'],
    [['/users/login', '/api/sign-up'], '/api/sign-up'],
    [['/users/login', '/todos'], null],
  ])('among %j', (paths, expected) => {
    const posts = Object.fromEntries(paths.map((path) => [path, { post: {} }]))
    expect(registerEndpoint({ url: BASE }, schema(null, posts))?.path ?? null).toBe(expected)
  })
})

describe('where to refresh', () => {
  const among = (kind: 'library' | 'todos', tokenUrl: string | null, ...posts: string[]) => {
    const listed = Object.fromEntries(posts.map((path) => [path, { post: {} }]))
    return refreshEndpoint(testProfile(kind), schema(tokenUrl, listed))?.path ?? null
  }

  it.each([
    '/refresh',
    '/api/auth/refresh',
    '/api/v1/auth/token/refresh',
    '/auth/refresh-token',
    '/token/refresh/',
    '/auth/refresh_token',
    '/users/token_refresh',
    '/session/renew',
    '/auth/jwt/refresh',
  ])('%s says it', (path) => {
    expect(among('library', null, '/api/auth/login', path)).toBe(path)
  })

  it.each([
    '/api/anime/refresh',
    '/api/queue/refresh',
    '/refresh/library',
    '/api/v1/anime/{id}/refresh',
    '/auth/refresher',
    '//elsewhere/refresh',
    'http://elsewhere/auth/refresh',
    '/auth/../anime/refresh',
  ])('%s does not', (path) => {
    expect(among('library', null, path)).toBeNull()
    expect(among('todos', 'token', path)).toBeNull()
  })

  it('keeps the two servers of one process apart', () => {
    const both = ['/token/refresh', '/api/auth/refresh'] as const
    expect(among('library', 'token', ...both)).toBe('/api/auth/refresh')
    expect(among('todos', 'token', ...both)).toBe('/token/refresh')
    expect(among('library', 'token', '/token/refresh')).toBeNull()
    expect(among('todos', 'token', '/api/auth/refresh')).toBeNull()
    expect(among('todos', 'api/auth/token', '/api/auth/refresh')).toBe('/api/auth/refresh')
  })
})

describe('capabilities from a schema', () => {
  it('are what it lists, whichever version wrote it', () => {
    const listed = schema(null, {
      '/api/anime': { get: {} },
      '/api/v1/anime/rescan': { post: {} },
      '/api/queue/retry': { post: {} },
      '/api/queue/reorder': { get: {} },
      '/api/queue/completed': { delete: {} },
    })
    const has = Object.entries(capabilitiesOf(testProfile('library'), listed))
    const those = (value: boolean | null) =>
      has.filter(([, one]) => one === value).map(([name]) => name)
    expect(those(true).sort()).toEqual([
      'library.list',
      'library.rescan',
      'queue.clear',
      'queue.retry',
    ])
    expect(those(null).every((name) => name.startsWith('todos.'))).toBe(true)
    expect(those(false)).toContain('queue.reorder')
  })

  it('of a todo server are about registering', () => {
    const open = schema('token', { '/register': { post: {} } })
    expect(capabilitiesOf(testProfile('todos'), open)['todos.register']).toBe(true)
    expect(capabilitiesOf(testProfile('todos'), schema('token'))['todos.register']).toBe(false)
    const override = testProfile('todos', { registerPath: '/join' })
    expect(capabilitiesOf(override, schema('token'))['todos.register']).toBe(true)
  })
})

describe('a document that is no schema', () => {
  it.each([null, 'html', [], {}, { paths: [] }, { openapi: '3.1.0' }])('%j', (body) => {
    expect(readSchema(body)).toBeNull()
  })
})
