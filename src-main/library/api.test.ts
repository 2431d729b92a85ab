import { expect, it } from 'vitest'
import { fail } from '../../src-shared/domain/errors'
import type { ErrorCode } from '../../src-shared/domain/errors'
import { KnownVariants } from '../link/testing'
import type { ApiVariant } from '../link/variant'
import { LibraryApi } from './api'

/** A server that has its series below `base`; everything else is refused. */
function setUp(
  base: string,
  known: Partial<ApiVariant> = {},
  refusal: ErrorCode = 'server.notFound',
) {
  const calls: string[] = []
  const variants = new KnownVariants(known)
  const http = {
    request: async (_profileId: string, { method, path }: { method: string; path: string }) => {
      calls.push(`${method} ${path}`)
      await Promise.resolve()
      if (path !== base && !path.startsWith(`${base.replace(/\/$/, '')}/`))
        throw fail(refusal, path)
      return { status: 200, headers: {}, body: path === base ? [] : { key: 'a' } }
    },
  }
  return { calls, variants, api: new LibraryApi(http, variants) }
}

it.each<ErrorCode>(['server.notFound', 'server.unsupported'])(
  'finds the list on the other path after %s, and stays there',
  async (refusal) => {
    const t = setUp('/api/anime', {}, refusal)
    await t.api.list('p')
    await t.api.list('p')
    await t.api.details('p', 'a/b')
    await t.api.rescan('p')
    expect(t.calls).toEqual([
      ...['GET /api/v1/anime', 'GET /api/anime', 'GET /api/anime'],
      ...['GET /api/anime/a%2Fb', 'POST /api/anime/rescan'],
    ])
  },
)

it('notices by the list alone that the server has another version now', async () => {
  const t = setUp('/api/v1/anime', { list: '/api/anime' })
  await expect(t.api.details('p', 'a')).rejects.toMatchObject({
    error: { code: 'server.notFound' },
  })
  expect(t.calls).toEqual(['GET /api/anime/a'])
  await t.api.list('p')
  expect(t.variants.variant().list).toBe('/api/v1/anime')
})

it('keeps the slash that a schema writes, for the list only', async () => {
  const t = setUp('/api/anime/', { list: '/api/anime/' })
  await t.api.list('p')
  await t.api.details('p', 'a')
  expect(t.calls).toEqual(['GET /api/anime/', 'GET /api/anime/a'])
  expect(t.variants.variant().list).toBe('/api/anime/')
})

it('finds the list behind a redirect to the slash without following it', async () => {
  const t = setUp('/api/v1/anime/', {}, 'net.redirect')
  await t.api.list('p')
  await t.api.list('p')
  await t.api.details('p', 'a')
  expect(t.calls).toEqual([
    ...['GET /api/v1/anime', 'GET /api/anime', 'GET /api/v1/anime/', 'GET /api/v1/anime/'],
    'GET /api/v1/anime/a',
  ])
})

it('never repeats a call that may have been carried out', async () => {
  const t = setUp('/api/anime', {}, 'net.timeout')
  await expect(t.api.rescan('p')).rejects.toMatchObject({ error: { code: 'net.timeout' } })
  expect(t.calls).toEqual(['POST /api/v1/anime/rescan'])
  expect(t.variants.lacking).toEqual([])
})
