import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { appError, type AppError } from '../../src-shared/domain/errors'
import {
  HOUR,
  LIBRARY_REFRESH,
  LifeTest,
  TODO_REFRESH_POST,
  code,
  library,
  schema,
  todos,
  token,
  valueOf,
} from './token-life-testing'

const TODO_REFRESH = schema(TODO_REFRESH_POST)
const away = appError('net.unreachable', 'gone')
/** Answers of a server that has decided nothing, and what becomes of them. */
const AWAY: [string, AppError, string][] = [
  ['out of reach', away, 'net.unreachable'],
  ['cut off', appError('net.reset', 'rst'), 'net.unreachable'],
  ['silent', appError('net.timeout', 'late'), 'net.unreachable'],
  ['busy', appError('server.busy', '503', { retryAfter: 9, status: 503 }), 'server.busy'],
  ['asking for patience', appError('server.busy', '429', { status: 429 }), 'server.busy'],
  ['down behind a gateway', appError('server.failed', '502', { status: 502 }), 'net.unreachable'],
  ['too slow for a gateway', appError('server.failed', '504', { status: 504 }), 'net.unreachable'],
]

let clock: LifeTest['clock']
let http: LifeTest['http']
let tokens: LifeTest['tokens']
let life: LifeTest['life']
let changed: LifeTest['changed']
let test: LifeTest

beforeEach(() => {
  test = new LifeTest()
  ;({ clock, http, tokens, life, changed } = test)
})
afterEach(() => test.end())

const signIn: LifeTest['signIn'] = (...args) => test.signIn(...args)
const asked = (path: string) => test.asked(path)
/** Until what the last timer began has come to its end. */
const told = (values: (string | null)[]) => expect.poll(() => changed).toEqual(values)

describe('a token that ends', () => {
  it('is refreshed a minute ahead, with itself as the bearer, and again before the next end', async () => {
    const next = [token('a'), token('b')]
    http.routes['GET /openapi.json'] = LIBRARY_REFRESH
    http.routes['POST /api/auth/refresh'] = () => ({ body: { access_token: next.shift() } })
    const first = await signIn(library)
    const [second = '', third = ''] = next
    for (let minute = 0; minute < 59; minute++) clock.pass(60_000)
    await told([second])
    expect(asked('/api/auth/refresh')).toMatchObject([{ method: 'POST', token: first }])
    expect(await valueOf(life.current(library))).toBe(second)
    for (let minute = 0; minute < 59; minute++) clock.pass(60_000)
    await told([second, third])
    expect(asked('/api/auth/refresh').map((request) => request.token)).toEqual([first, second])
  })

  it('and came in an earlier run is refreshed ahead of its real end', async () => {
    http.routes['GET /openapi.json'] = LIBRARY_REFRESH
    http.routes['POST /api/auth/refresh'] = { body: { access_token: 'L2' } }
    await signIn(library)
    // As after a restart: only the wall clock has seen the first half of its life.
    clock.wall += HOUR / 2
    for (let minute = 0; minute < 29; minute++) clock.pass(60_000)
    await told(['L2'])
    expect(asked('/api/queue/status')).toEqual([])
  })

  it('is gone at that moment where the schema lists no refresh', async () => {
    http.routes['GET /openapi.json'] = schema({
      '/api/anime/refresh': {},
      '/api/queue/refresh': {},
    })
    await signIn(library)
    for (let minute = 0; minute < 60; minute++) clock.pass(60_000)
    await told([null])
    expect(tokens.known(library.id)).toEqual({ token: null, why: 'expired' })
    expect(http.asked.filter(({ method }) => method === 'POST')).toEqual([])
  })

  it('is refreshed by the refresh token where the schema asks for one, each used once', async () => {
    http.routes['GET /openapi.json'] = TODO_REFRESH
    const next = token('mio')
    http.routes['POST /token/refresh'] = { body: { access_token: next, refresh_token: 'R2' } }
    const first = await signIn(todos, undefined, 'R1')
    expect(await valueOf(life.refused(todos, first))).toBe(next)
    clock.pass(20_000)
    await life.refused(todos, next)
    const sent = asked('/token/refresh').map(({ json, token: bearer }) => [json, bearer])
    expect(sent).toEqual([
      [{ refresh_token: 'R1' }, undefined],
      [{ refresh_token: 'R2' }, undefined],
    ])
  })

  it('and was read from an older vault has no refresh token: the user signs in', async () => {
    http.routes['GET /openapi.json'] = TODO_REFRESH
    const first = await signIn(todos)
    expect(await life.refused(todos, first)).toBeNull()
    expect(asked('/token/refresh')).toEqual([])
  })

  it('never becomes somebody else’s', async () => {
    http.routes['GET /openapi.json'] = TODO_REFRESH
    http.routes['POST /token/refresh'] = { body: { access_token: token('ren') } }
    const first = await signIn(todos, undefined, 'R1')
    expect(await life.refused(todos, first)).toBeNull()
    expect(tokens.known(todos.id)).toMatchObject({ why: 'expired' })
  })
})

describe('a refused token', () => {
  it('is refreshed once for all who ask at once', async () => {
    http.routes['GET /openapi.json'] = LIBRARY_REFRESH
    http.routes['POST /api/auth/refresh'] = { body: { access_token: 'L2' } }
    const first = await signIn(library, 'L1')
    const all = [life.refused(library, first), life.refused(library, first), life.current(library)]
    expect(await Promise.all(all.map(valueOf))).toEqual(['L2', 'L2', 'L2'])
    expect(asked('/api/auth/refresh')).toHaveLength(1)
  })

  it.each<[string, AppError]>([
    ['a 401', appError('auth.required', '401', { status: 401 })],
    ['a redirect', appError('net.redirect', '307')],
    ['a page', appError('net.notJson', 'html')],
    ['a fault of its own', appError('server.failed', '500', { status: 500 })],
  ])('whose refresh is answered with %s is gone, and not tried again', async (_name, answer) => {
    http.routes['GET /openapi.json'] = LIBRARY_REFRESH
    http.routes['POST /api/auth/refresh'] = answer
    const first = await signIn(library, 'L1')
    expect(await life.refused(library, first)).toBeNull()
    expect(await life.refused(library, first)).toBeNull()
    expect(asked('/api/auth/refresh')).toHaveLength(1)
    expect(changed).toEqual([null])
  })

  it.each(AWAY)(
    'is kept while the server is %s, and not handed out',
    async (_name, answer, expected) => {
      http.routes['GET /openapi.json'] = LIBRARY_REFRESH
      http.routes['POST /api/auth/refresh'] = answer
      const first = await signIn(library, 'L1')
      expect(await code(life.refused(library, first))).toBe(expected)
      expect(await code(life.current(library))).toBe(expected)
      http.routes['POST /api/auth/refresh'] = { body: { access_token: 'L2' } }
      expect(await valueOf(life.current(library))).toBe('L2')
      expect(changed).toEqual(['L2'])
    },
  )

  it.each(AWAY)(
    'is kept also while not even the schema can be read: the server is %s',
    async (_name, answer, expected) => {
      http.routes['GET /openapi.json'] = answer
      http.routes['POST /api/auth/refresh'] = { body: { access_token: 'L2' } }
      const first = await signIn(library, 'L1')
      expect(await code(life.refused(library, first))).toBe(expected)
      expect(tokens.known(library.id)?.token?.value).toBe(first)
      http.routes['GET /openapi.json'] = LIBRARY_REFRESH
      expect(await valueOf(life.current(library))).toBe('L2')
    },
  )

  it('is not refreshed when it has only just replaced a refused one: that would never end', async () => {
    http.routes['GET /openapi.json'] = LIBRARY_REFRESH
    let n = 1
    http.routes['POST /api/auth/refresh'] = () => ({ body: { access_token: `L${++n}` } })
    const first = await signIn(library, 'L1')
    const second = (await valueOf(life.refused(library, first))) ?? ''
    expect(await life.refused(library, second)).toBeNull()
    expect(asked('/api/auth/refresh')).toHaveLength(1)
  })

  it('is refreshed when it had only just been refreshed ahead of its end', async () => {
    const next = [token('a'), 'L3']
    http.routes['GET /openapi.json'] = LIBRARY_REFRESH
    http.routes['POST /api/auth/refresh'] = () => ({ body: { access_token: next.shift() } })
    await signIn(library)
    const [second = ''] = next
    for (let minute = 0; minute < 59; minute++) clock.pass(60_000)
    await told([second])
    expect(await valueOf(life.refused(library, second))).toBe('L3')
  })

  it('that is an older one leaves the new one alone', async () => {
    await signIn(library, 'L1')
    await signIn(library, 'L2')
    expect(await valueOf(life.refused(library, 'L1'))).toBe('L2')
    expect(http.asked).toEqual([])
  })

  it('does not undo a sign-in or a sign-out that came meanwhile', async () => {
    http.routes['GET /openapi.json'] = LIBRARY_REFRESH
    http.routes['POST /api/auth/refresh'] = async () => {
      await signIn(library, 'NEW')
      return { body: { access_token: 'L2' } }
    }
    const first = await signIn(library, 'L1')
    expect(await valueOf(life.refused(library, first))).toBe('NEW')
    http.routes['POST /api/auth/refresh'] = async () => {
      await tokens.leave(library.id)
      return { body: { access_token: 'L3' } }
    }
    expect(await life.refused(library, 'NEW')).toBeNull()
    expect(tokens.known(library.id)).toEqual({ token: null, why: 'signedOut' })
  })
})
