import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { appError } from '../../src-shared/domain/errors'
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

const away = appError('net.unreachable', 'gone')

let clock: LifeTest['clock']
let http: LifeTest['http']
let life: LifeTest['life']
let changed: LifeTest['changed']
let test: LifeTest

beforeEach(() => {
  test = new LifeTest()
  ;({ clock, http, life, changed } = test)
})
afterEach(() => test.end())

const signIn: LifeTest['signIn'] = (...args) => test.signIn(...args)
const asked = (path: string) => test.asked(path)
/** Until what the last timer began has come to its end. */
const told = (values: (string | null)[]) => expect.poll(() => changed).toEqual(values)

describe('after a sleep', () => {
  const proof = '/api/queue/status'

  it('the server is asked before the token is used, and a good one stays', async () => {
    http.routes[`GET ${proof}`] = { body: {} }
    const first = await signIn(library)
    clock.wall += 2 * HOUR
    expect(await valueOf(life.current(library))).toBe(first)
    expect(asked(proof)).toMatchObject([{ token: first }])
    // The wall clock is no longer believed about this one.
    expect(await valueOf(life.current(library))).toBe(first)
    expect(asked(proof)).toHaveLength(1)
  })

  it('one that ended is found out by itself, and refreshed or gone', async () => {
    http.routes[`GET ${proof}`] = appError('auth.required', '401', { status: 401 })
    await signIn(library)
    clock.wall += 2 * HOUR
    life.woke()
    await told([null])
    http.routes['GET /openapi.json'] = LIBRARY_REFRESH
    http.routes['POST /api/auth/refresh'] = { body: { access_token: 'L2' } }
    await signIn(library)
    clock.wall += 2 * HOUR
    // Nobody announced the waking.
    clock.pass(60_000)
    await told([null, 'L2'])
  })

  it('nothing is decided before the server can be asked', async () => {
    http.routes[`GET ${proof}`] = away
    const first = await signIn(library)
    clock.wall += 2 * HOUR
    expect(await code(life.current(library))).toBe('net.unreachable')
    http.routes[`GET ${proof}`] = { body: {} }
    expect(await valueOf(life.current(library))).toBe(first)
  })

  it('a todo server is asked where its schema lists who is signed in, else believed', async () => {
    http.routes['GET /openapi.json'] = schema({})
    http.routes['GET /users/me'] = { body: { username: 'mio' } }
    const first = await signIn(todos)
    clock.wall += 2 * HOUR
    expect(await valueOf(life.current(todos))).toBe(first)
    expect(asked('/users/me')).toMatchObject([{ token: first }])
    http.routes['GET /openapi.json'] = appError('server.notFound', '404')
    clock.wall += 2 * HOUR
    expect(await valueOf(life.current(todos))).toBe(first)
    expect(asked('/users/me')).toHaveLength(1)
  })
  it('a todo server with nowhere to ask refreshes it first, and is believed where it does not', async () => {
    http.routes['GET /openapi.json'] = schema(TODO_REFRESH_POST, {})
    const next = token()
    http.routes['POST /token/refresh'] = { body: { access_token: next, refresh_token: 'R2' } }
    await signIn(todos, undefined, 'R1')
    clock.wall += 2 * HOUR
    expect(await valueOf(life.current(todos))).toBe(next)
    http.routes['POST /token/refresh'] = appError('auth.required', '401', { status: 401 })
    clock.wall += 2 * HOUR
    expect(await valueOf(life.current(todos))).toBe(next)
    // The dial tells: gone at once, for the refresh has been refused already.
    expect(await life.refused(todos, next)).toBeNull()
    expect(asked('/token/refresh').map(({ json }) => json)).toEqual([
      { refresh_token: 'R1' },
      { refresh_token: 'R2' },
    ])
  })

  it.each([502, 503, 504, 429])(
    'a todo server is not believed while its schema is answered with %d',
    async (status) => {
      const busy = status === 503 || status === 429 ? 'server.busy' : 'server.failed'
      http.routes['GET /openapi.json'] = appError(busy, 'later', { status })
      http.routes['GET /users/me'] = appError('auth.required', '401', { status: 401 })
      await signIn(todos)
      clock.wall += 2 * HOUR
      expect(await code(life.current(todos))).toMatch(/^(net\.unreachable|server\.busy)$/)
      http.routes['GET /openapi.json'] = schema({})
      expect(await life.current(todos)).toBeNull()
    },
  )

  it('one that ends while it is asked about is refreshed', async () => {
    http.routes['GET /openapi.json'] = LIBRARY_REFRESH
    http.routes['POST /api/auth/refresh'] = { body: { access_token: 'L2' } }
    http.routes[`GET ${proof}`] = () => {
      clock.mono += HOUR
      return { body: {} }
    }
    await signIn(library)
    clock.wall += 2 * HOUR
    expect(await valueOf(life.current(library))).toBe('L2')
  })

  it('nobody is said to be out of reach where what comes never lasts: it is the sign-in', async () => {
    http.routes['GET /openapi.json'] = LIBRARY_REFRESH
    http.routes['POST /api/auth/refresh'] = () => ({ body: { access_token: token('mio', 1) } })
    test.onChange = () => (clock.mono += 1_000)
    const first = await signIn(library, 'L1')
    expect(await code(life.refused(library, first))).toBe('auth.required')
    expect(asked('/api/auth/refresh')).toHaveLength(2)
  })
})
