import { expect, it } from 'vitest'
import { PASSWORD } from '../testing/client'
import { servers } from '../testing/setup'
import { TestSocket } from '../testing/socket'

const start = servers()

it('is set up once, and says which rule a weak password breaks', async () => {
  const { client } = await start()
  const before = await client.call('GET', '/api/auth/status')
  expect(before.body).toEqual({ configured: false, authenticated: false })
  expect((await client.call('POST', '/api/auth/login', { password: PASSWORD })).status).toBe(400)

  const weak = async (master_password: string): Promise<unknown> =>
    (await client.call('POST', '/api/auth/setup', { master_password })).body.detail
  expect(await weak('Ab1!')).toContain('8 characters')
  expect(await weak('abcdefg1!')).toContain('upper case')
  expect(await weak('ABCDEFG1!')).toContain('lower case')
  expect(await weak('Abcdefgh!')).toContain('digit')
  expect(await weak('Abcdefgh1')).toContain('special')

  const set = await client.call('POST', '/api/auth/setup', { master_password: PASSWORD })
  expect([set.status, set.body]).toEqual([201, { status: 'ok' }])
  const again = await client.call('POST', '/api/auth/setup', { master_password: PASSWORD })
  expect([again.status, again.body]).toEqual([
    400,
    { detail: 'Master password already configured' },
  ])
})

it('lets nobody past without a token, and a signed-out token is worthless', async () => {
  const { client } = await start()
  await client.signIn()
  expect((await client.call('GET', '/api/auth/status')).body.authenticated).toBe(true)
  expect((await client.call('GET', '/api/v1/anime')).status).toBe(200)

  const token = client.token
  await client.call('POST', '/api/auth/logout')
  const after = await client.call('GET', '/api/v1/anime')
  expect([after.status, after.body]).toEqual([401, { detail: 'Invalid token' }])
  client.token = undefined
  expect((await client.call('GET', '/api/queue/status')).body).toEqual({
    detail: 'Not authenticated',
  })
  await expect(TestSocket.open(`${client.url}/ws/connect`, token)).rejects.toThrow('status 403')
  await expect(TestSocket.open(`${client.url}/ws/other`)).rejects.toThrow('status 403')
})

it('closes the door for the rest of the minute after five wrong passwords', async () => {
  let now = Date.parse('2026-01-01T12:00:00Z')
  const { client } = await start({ now: () => now })
  await client.call('POST', '/api/auth/setup', { master_password: PASSWORD })
  for (let i = 0; i < 5; i++) {
    expect((await client.call('POST', '/api/auth/login', { password: 'wrong' })).status).toBe(401)
  }
  now += 15_000
  const refused = await client.call('POST', '/api/auth/login', { password: PASSWORD })
  expect(refused.status).toBe(429)
  expect(refused.headers.get('retry-after')).toBe('45')
  now += 45_000
  expect((await client.call('POST', '/api/auth/login', { password: PASSWORD })).status).toBe(200)
})

it('gives tokens the life it was told to, and calls an old one expired', async () => {
  let now = Date.parse('2026-01-01T12:00:00Z')
  const { client } = await start({ now: () => now, tokenTtl: 30 })
  await client.signIn()
  const claims = JSON.parse(
    Buffer.from(client.token?.split('.')[1] ?? '', 'base64url').toString(),
  ) as { exp: number; iat: number }
  expect(claims.exp - claims.iat).toBe(30)
  now += 31_000
  expect((await client.call('GET', '/api/v1/anime')).body).toEqual({ detail: 'Token has expired' })
})

it('does not take the token of one server for the other', async () => {
  const { client } = await start()
  client.token = await client.todoToken('mio')
  expect((await client.call('GET', '/api/users/me')).body.username).toBe('mio')
  expect((await client.call('GET', '/api/v1/anime')).status).toBe(401)
})

it('answers broken requests as FastAPI does', async () => {
  const { client } = await start()
  await client.signIn()
  const missing = await client.call('POST', '/api/queue/add', { serie_id: 'x' })
  expect(missing.status).toBe(422)
  expect(missing.body.detail).toContainEqual({
    loc: ['body', 'episodes'],
    msg: 'Field required',
    type: 'missing',
  })
  expect((await client.call('GET', '/api/nothing')).body).toEqual({ detail: 'Not Found' })
  const wrong = await client.call('PUT', '/api/queue/status')
  expect([wrong.status, wrong.headers.get('allow')]).toEqual([405, 'GET, DELETE'])
})

it('publishes the routes it has, the sign-in of the todo server among them', async () => {
  const { client } = await start()
  const { body } = await client.call('GET', '/openapi.json')
  const paths = body.paths as Record<string, Record<string, object>>
  expect(Object.keys(paths['/api/queue/{item_id}'] ?? {})).toEqual(['delete'])
  expect(paths['/api/users/register']).toHaveProperty('post')
  expect(paths['/api/v1/anime/rescan']).toHaveProperty('post')
  expect(Object.keys(paths).filter((path) => path.includes('control'))).toEqual([])
  expect(body).toHaveProperty(
    'components.securitySchemes.OAuth2PasswordBearer.flows.password.tokenUrl',
    'api/token',
  )
})
