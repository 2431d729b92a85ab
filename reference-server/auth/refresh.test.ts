import { expect, it } from 'vitest'
import { findDialect } from '../dialect'
import { servers } from '../testing/setup'
import type { TestClient } from '../testing/client'

const start = servers()
const START = Date.parse('2026-01-01T12:00:00Z')
const DAY_MS = 24 * 60 * 60_000

async function begin(dialect: string, tokenTtl?: number) {
  const time = { now: START }
  const { client } = await start({
    ...{ dialect: findDialect(dialect), now: () => time.now },
    ...(tokenTtl !== undefined && { tokenTtl }),
  })
  await client.signIn()
  return { client, time }
}

const refresh = (client: TestClient) => client.call('POST', '/api/auth/refresh')
const listed = async (client: TestClient) => {
  const { body } = await client.call('GET', '/openapi.json')
  return Object.keys(body.paths as object).filter((path) => path.includes('refresh'))
}
const state = async (client: TestClient) => (await client.call('GET', '/__control/state')).body

it('trades a token of the library for one as long, also when it has ended', async () => {
  const { client, time } = await begin('2026-02')
  time.now += 2 * DAY_MS
  expect((await client.call('GET', '/api/queue/status')).status).toBe(401)
  const { status, body } = await refresh(client)
  expect([status, body.token_type]).toEqual([200, 'bearer'])
  expect(Date.parse(String(body.expires_at)) - time.now).toBe(DAY_MS)
  client.token = String(body.access_token)
  expect((await client.call('GET', '/api/queue/status')).status).toBe(200)
  time.now += 10 * DAY_MS
  expect((await refresh(client)).status).toBe(401)
  expect((await state(client)).expired).toEqual({ 'library call': 1 })
})

it('trades only a valid one where the version is strict, and never one that was signed out', async () => {
  const { client, time } = await begin('2026-06', 60)
  expect((await refresh(client)).status).toBe(200)
  time.now += 61_000
  expect((await refresh(client)).status).toBe(401)
  const lenient = await begin('2026-02')
  await lenient.client.call('POST', '/api/auth/logout')
  expect((await refresh(lenient.client)).status).toBe(401)
})

it('trades the refresh token of a todo sign-in once, for a new pair', async () => {
  const { client, time } = await begin('2026-02', 60)
  await client.call('POST', '/users', { username: 'mio', password: 'correct horse' })
  const form = new URLSearchParams({ username: 'MIO', password: 'correct horse' })
  const answer = await fetch(`${client.url}/token`, { method: 'POST', body: form })
  const { refresh_token: first } = (await answer.json()) as { refresh_token: string }
  time.now += 61_000
  const trade = (token: unknown) => client.call('POST', '/token/refresh', { refresh_token: token })
  const { body } = await trade(first)
  client.token = String(body.access_token)
  expect((await client.call('GET', '/api/users/me')).body.username).toBe('mio')
  expect((await trade(first)).status).toBe(401)
  const newest = async () => (await client.call('GET', '/__control/tokens')).body.todos_refresh
  expect(await newest()).toBe(body.refresh_token)
  expect((await trade(body.refresh_token)).status).toBe(200)
  expect(await newest()).not.toBe(body.refresh_token)
})

it('is listed where it is there, and can be taken away for a while', async () => {
  const { client } = await begin('2026-02')
  expect(await listed(client)).toEqual(['/api/auth/refresh', '/token/refresh'])
  await client.control('/token-refresh', { which: 'library', on: false })
  expect(await listed(client)).toEqual(['/token/refresh'])
  expect((await refresh(client)).status).toBe(404)
  await client.control('/token-refresh', { on: true })
  expect((await refresh(client)).status).toBe(200)
  const seed = await begin('seed')
  expect(await listed(seed.client)).toEqual([])
  expect((await refresh(seed.client)).status).toBe(404)
})

it('does the work and holds the answer until it is let go', async () => {
  const { client } = await begin('seed')
  await client.control('/hold-answers', { path: '/api/queue/add', method: 'POST' })
  const added = client.add(1)
  await expect
    .poll(async () => (await client.queue()).pending_queue.map((item) => item.episode.episode))
    .toEqual([1])
  const { body } = await client.control('/release-answers')
  expect(body.released).toBe(1)
  expect(await added).toHaveLength(1)
  expect(await client.add(2)).toHaveLength(1)
})
