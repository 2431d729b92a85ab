import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { AppError } from '../../src-shared/domain/errors'
import { DEFAULT_POLICY } from './policy'
import { HttpTest, answer, errorOf } from './test-http'

let t: HttpTest

beforeEach(async () => {
  t = await HttpTest.start()
})

afterEach(() => t.stop())

describe('requests', () => {
  it('carry the token in a header only, and JSON or a form', async () => {
    const bodies: string[] = []
    t.handler = (request, response) => {
      request.on('data', (chunk) => bodies.push(String(chunk)))
      request.on('end', () => answer(200, { ok: true })(request, response as never))
    }
    await t.post({ path: '/a?b=c', token: 'tok', json: { title: 'Äpfel' } })
    await t.http.request({ method: 'POST', path: '/t', form: { username: 'a b', password: 'x&y' } })
    expect(t.seen[0]?.url).toBe('/a?b=c')
    expect(t.seen[0]?.headers).toMatchObject({
      authorization: 'Bearer tok',
      'content-type': 'application/json',
      accept: 'application/json',
    })
    expect(t.seen[1]?.headers.authorization).toBeUndefined()
    expect(bodies).toEqual(['{"title":"Äpfel"}', 'username=a+b&password=x%26y'])
  })

  it('go below the base address, and nowhere else', async () => {
    t.handler = answer(200, {})
    const { port } = t
    t.http = t.client({ baseUrl: `http://127.0.0.1:${port}/lib` })
    await t.get('/api')
    expect(t.seen[0]?.url).toBe('/lib/api')
    t.http = t.client()
    for (const path of ['@evil.example/x', 'x', '.evil.example/', ':1/x']) {
      expect((await errorOf(t.get(path, { token: 'tok' }))).code).toBe('input.invalid')
    }
    expect(t.seen.length).toBe(1)
  })

  it('call what they name, or nothing', async () => {
    t.handler = answer(200, {})
    t.http = t.client({ baseUrl: `http://127.0.0.1:${t.port}/lib` })
    const folded = ['/a/..', '/a/.', '/a/../b', '/a/%2e%2e', '/a/%2E', '/a/.?x=1', '/..', '/a\\b']
    for (const path of folded) {
      expect((await errorOf(t.get(path))).code).toBe('input.invalid')
    }
    expect(t.seen.length).toBe(0)
    const told = ['/', `/${encodeURIComponent("Ü/b.(1)'?#..%2e")}`, '/a/...', '/a?at=../x']
    for (const path of told) await t.get(path)
    expect(t.seen.map(({ url }) => url)).toEqual(told.map((path) => `/lib${path}`))
  })

  it('a token that cannot stand in a header is refused without repeating it', async () => {
    const error = await errorOf(t.get('/x', { token: 'a\nb-c4n4ry' }))
    expect(error.code).toBe('input.invalid')
    expect(JSON.stringify(error)).not.toContain('c4n4ry')
  })

  it('reuse their connection', async () => {
    t.handler = answer(200, {})
    await t.get()
    await t.post()
    await t.get()
    expect(new Set(t.seen.map(({ socket }) => socket)).size).toBe(1)
  })
})

describe('answers', () => {
  it('give status, headers and body', async () => {
    t.handler = answer(201, { id: 1 }, { 'X-A': 'b' })
    expect(await t.post()).toMatchObject({ status: 201, headers: { 'x-a': 'b' }, body: { id: 1 } })
  })

  it.each([204, 202, 200])('%i without a body is null', async (status) => {
    t.handler = answer(status)
    expect((await t.post()).body).toBeNull()
  })

  it('an empty answer to a read is not an empty list', async () => {
    t.handler = answer(200)
    expect((await errorOf(t.get())).code).toBe('net.notJson')
  })

  it.each<[string, number, unknown, Partial<AppError>]>([
    ['detail text', 400, { detail: 'No' }, { code: 'server.badRequest', detail: 'No' }],
    [
      'detail list',
      422,
      { detail: [{ loc: ['body'], msg: 'field required', type: 'x' }] },
      { code: 'server.badRequest', detail: 'field required' },
    ],
    [
      'detail object',
      409,
      { detail: { message: 'runs' } },
      { code: 'server.conflict', detail: 'runs' },
    ],
    [
      'message first',
      404,
      { success: false, error: 'NOT_FOUND', message: 'no such', details: {} },
      { code: 'server.notFound', detail: 'no such' },
    ],
    [
      'error last',
      500,
      { success: false, error: 'CODE' },
      { code: 'server.failed', detail: 'CODE' },
    ],
    ['nothing', 403, {}, { code: 'server.forbidden', detail: 'Forbidden' }],
    ['HTML', 502, '<h1>nginx</h1>', { code: 'server.failed', detail: 'Bad Gateway' }],
    ['401', 401, { detail: 'expired' }, { code: 'auth.required', retryable: false }],
    ['405', 405, {}, { code: 'server.unsupported' }],
    ['a secret in words', 400, { detail: 'bad token=abc' }, { detail: 'bad token=[redacted]' }],
  ])('an error: %s', async (_name, status, body, error) => {
    t.handler = answer(status, body)
    expect(await errorOf(t.get())).toMatchObject(error)
  })

  it.each<[number, Record<string, string>, number | undefined]>([
    [429, {}, undefined],
    [429, { 'Retry-After': '12' }, 12],
    [
      503,
      { 'Retry-After': 'Wed, 21 Oct 2015 07:28:30 GMT', Date: 'Wed, 21 Oct 2015 07:28:00 GMT' },
      30,
    ],
    [503, { 'Retry-After': 'soon' }, undefined],
  ])('%i with %j is busy', async (status, headers, retryAfter) => {
    t.handler = answer(status, {}, headers)
    const error = await errorOf(t.get())
    expect(error).toMatchObject({ code: 'server.busy', retryable: true })
    expect(error.retryAfter).toBe(retryAfter)
  })

  it('HTML is not JSON, nor is text, nor broken JSON', async () => {
    t.handler = answer(200, '<html>')
    expect((await errorOf(t.get())).code).toBe('net.notJson')
    t.handler = (_request, response) => response.end('<html>')
    expect((await errorOf(t.get())).code).toBe('net.notJson')
    t.handler = (_request, response) => response.end('{"a":1}')
    expect((await t.get()).body).toEqual({ a: 1 })
    t.handler = (_request, response) => response.end('['.repeat(10_000))
    expect((await errorOf(t.get())).code).toBe('net.badAnswer')
  })

  it('a redirect is not followed', async () => {
    t.handler = answer(307, undefined, { Location: '/setup?token=abc' })
    const error = await errorOf(t.get('/x', { token: 'tok' }))
    expect(error).toMatchObject({ code: 'net.redirect', detail: '/setup?token=[redacted]' })
    expect(t.seen.length).toBe(1)
  })

  it('a body beyond the limit is not read to its end', async () => {
    t.http = t.client({ policy: { ...DEFAULT_POLICY.http, maxBody: 1_000 } })
    t.handler = (_request, response) => {
      const more = () => response.write('x'.repeat(500), () => response.destroyed || more())
      more()
    }
    expect((await errorOf(t.get())).code).toBe('net.tooLarge')
  })
})
