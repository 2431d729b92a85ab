import { afterEach, beforeEach, expect, it } from 'vitest'
import { HttpTest, answer, errorOf } from '../transport/test-http'
import { refreshToken } from './refresh'
import { testProfile } from './testing'
import { holdToken } from './tokens'

/** Over a real line: where the token goes, and where it does not. */
let server: HttpTest
let elsewhere: HttpTest

beforeEach(async () => {
  server = await HttpTest.start()
  elsewhere = await HttpTest.start()
})
afterEach(async () => {
  await server.stop()
  await elsewhere.stop()
})

const PATH = '/api/auth/refresh'

function serve(path: string, answered: Parameters<typeof answer>): void {
  const document = { openapi: '3.1.0', paths: { [path]: { post: {} } } }
  server.handler = (request, response) => {
    const listener = request.url === '/openapi.json' ? answer(200, document) : answer(...answered)
    listener(request, response)
  }
}

function refresh() {
  const origin = { user: null, remember: true, afterRefusal: false }
  const held = holdToken({ value: 'SECRET', refresh: null }, origin, server.clock)
  const profile = testProfile('library', { url: `http://127.0.0.1:${server.port}` })
  return refreshToken(() => server.http, profile, held, new AbortController().signal)
}

const seen = (test: HttpTest) =>
  test.seen.map(({ method, url, headers }) => [`${method} ${url}`, headers.authorization])

it('the bearer goes to the path the schema lists, and to nothing else', async () => {
  serve(PATH, [200, { access_token: 'NEXT' }])
  expect(await refresh()).toEqual({ value: 'NEXT', refresh: null })
  expect(seen(server)).toEqual([
    ['GET /openapi.json', undefined],
    [`POST ${PATH}`, 'Bearer SECRET'],
  ])
})

it.each([301, 302, 303, 307, 308])('the bearer never follows a redirect (%d)', async (status) => {
  serve(PATH, [status, undefined, { Location: `http://127.0.0.1:${elsewhere.port}${PATH}` }])
  expect(await refresh()).toBeNull()
  expect(elsewhere.seen).toEqual([])
})

it.each(['@127.0.0.1:1/auth/refresh', '//127.0.0.1:1/auth/refresh', 'http://127.0.0.1:1/refresh'])(
  'a schema cannot name another server: %s',
  async (path) => {
    serve(path.replace(':1/', `:${elsewhere.port}/`), [200, { access_token: 'NEXT' }])
    expect(await refresh()).toBeNull()
    expect(seen(server)).toEqual([['GET /openapi.json', undefined]])
    expect(elsewhere.seen).toEqual([])
  },
)

it('an answer without a token is a refusal; a gateway without its server is none', async () => {
  serve(PATH, [200, { ok: true }])
  expect(await refresh()).toBeNull()
  serve(PATH, [502, 'Bad Gateway'])
  expect(await errorOf(refresh())).toMatchObject({ code: 'net.unreachable', retryable: true })
})

it.each([429, 502, 503, 504])(
  'a schema that is answered with %d is no missing schema',
  async (status) => {
    server.handler = answer(status, 'later')
    const code = status === 429 || status === 503 ? 'server.busy' : 'net.unreachable'
    expect(await errorOf(refresh())).toMatchObject({ code, retryable: true })
    expect(seen(server)[0]).toEqual(['GET /openapi.json', undefined])
  },
)
