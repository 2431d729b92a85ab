import { describe, expect, it } from 'vitest'
import { appError, toAppError } from '../../src-shared/domain/errors'
import { probe } from './probe'
import { TableHttp } from './testing'

const URL = 'http://box:8000'
const status = (configured: boolean) => ({ body: { configured, authenticated: false } })
const todoSchema = (paths: Record<string, object> = {}, tokenUrl = 'token') => ({
  body: {
    paths,
    components: { securitySchemes: { o: { flows: { password: { tokenUrl } } } } },
  },
})
const code = (http: TableHttp, kind?: 'library' | 'todos') =>
  probe(http, URL, kind).then(
    (answer) => answer.kinds.join('+'),
    (thrown: unknown) => toAppError(thrown).code,
  )

describe('what answers there', () => {
  it('a library server, and whether it is set up', async () => {
    const http = new TableHttp({ 'GET /api/auth/status': status(false) })
    expect(await probe(http, URL)).toEqual({
      url: URL,
      kinds: ['library'],
      unsure: ['todos'],
      configured: false,
      canRegister: null,
      insecure: true,
    })
  })

  it('a todo server, and whether one can register', async () => {
    const http = new TableHttp({ 'GET /openapi.json': todoSchema({ '/users/': { post: {} } }) })
    expect(await probe(http, 'https://box')).toEqual({
      url: 'https://box',
      kinds: ['todos'],
      unsure: [],
      configured: null,
      canRegister: true,
      insecure: false,
    })
  })

  it('a library that tells of no todo server, unless a library was all that was asked for', async () => {
    const known = new TableHttp({
      'GET /api/auth/status': status(true),
      'GET /openapi.json': { body: { paths: { '/api/anime': { get: {} } } } },
    })
    expect(await probe(known, URL)).toMatchObject({ kinds: ['library'], unsure: [] })
    const silent = new TableHttp({ 'GET /api/auth/status': status(true) })
    expect(await probe(silent, URL, 'library')).toMatchObject({ kinds: ['library'], unsure: [] })
  })

  it('both at once', async () => {
    const http = new TableHttp({
      'GET /api/auth/status': status(true),
      'GET /openapi.json': todoSchema(),
    })
    expect(await code(http)).toBe('library+todos')
  })

  it('a library whose own login is described as a password flow is no todo server', async () => {
    const http = new TableHttp({
      'GET /api/auth/status': status(true),
      'GET /openapi.json': todoSchema({}, '/api/auth/login'),
    })
    expect(await code(http)).toBe('library')
    expect(await code(http, 'todos')).toBe('net.badAnswer')
  })

  it.each(['net.unreachable', 'net.timeout', 'net.certificate', 'net.insecure'] as const)(
    'nobody: %s, asked once',
    async (failure) => {
      const http = new TableHttp({ 'GET /api/auth/status': appError(failure, 'no') })
      expect(await code(http)).toBe(failure)
      expect(http.asked.length).toBe(1)
    },
  )

  it('some web site', async () => {
    const html = appError('net.notJson', 'HTML')
    const http = new TableHttp({
      'GET /api/auth/status': html,
      'GET /openapi.json': html,
      'GET /api/openapi.json': html,
    })
    expect(await code(http)).toBe('net.notJson')
  })

  it('another JSON service', async () => {
    const http = new TableHttp({
      'GET /api/auth/status': { body: { detail: 'hello' } },
      'GET /openapi.json': { body: { paths: { '/pets': { post: {} } } } },
    })
    expect(await code(http)).toBe('net.badAnswer')
    expect(await code(http, 'library')).toBe('net.badAnswer')
  })
})
