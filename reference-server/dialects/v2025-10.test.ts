import { expect, it } from 'vitest'
import { servers } from '../testing/setup'
import { v2025_10 as dialect } from './v2025-10'

const start = servers()

it('signs in with a bare token, and throttles without saying for how long', async () => {
  const { client } = await start({ dialect })
  await client.signIn()
  const { body } = await client.call('POST', '/api/auth/login', { password: 'Abcdef1!' })
  expect(body).toEqual({ token: expect.any(String), token_type: 'bearer' })
  for (let i = 0; i < 5; i++) await client.call('POST', '/api/auth/login', { password: 'x' })
  const refused = await client.call('POST', '/api/auth/login', { password: 'x' })
  expect([refused.status, refused.headers.has('retry-after')]).toEqual([429, false])
  expect(refused.body).toEqual({ detail: expect.stringContaining('Too many') })
})

it('knows series by id and title, and counts what is missing', async () => {
  const { client } = await start({ dialect })
  await client.signIn()
  const rows = (await client.anime('GET')).body as unknown as Record<string, unknown>[]
  const row = rows.find(({ title }) => title === "The Clockmaker's Orchard")
  expect(row).toMatchObject({ id: 'the-clockmakers-orchard', has_missing: true })
  for (const absent of ['key', 'name', 'link']) expect(row).not.toHaveProperty(absent)
  const details = (await client.anime('GET', '/the-clockmakers-orchard')).body
  const episodes = details.episodes as { season: number; missing: boolean }[]
  expect(episodes.filter(({ missing }) => missing)).toHaveLength(Number(row?.missing_episodes))
  const [found] = (await client.anime('POST', '/search', { query: 'clockmaker' }))
    .body as unknown as object[]
  expect(found).toMatchObject({
    id: 'the-clockmakers-orchard',
    missing_episodes: expect.any(Number),
  })
  expect(found).not.toHaveProperty('key')
})

it('uses {detail} for everything it refuses', async () => {
  const { client } = await start({ dialect, speed: 1 })
  await client.signIn()
  expect((await client.anime('GET', '/nope')).body).toEqual({ detail: 'Series not found' })
  await client.anime('POST', '/rescan')
  const second = await client.anime('POST', '/rescan')
  expect([second.status, second.body]).toEqual([409, { detail: 'A scan is already in progress' }])
})

it('greets nobody, acknowledges nothing, and sends its payload bare under the old names', async () => {
  const { client } = await start({ dialect })
  await client.signIn()
  const socket = await client.library('downloads', 'download_progress', 'scan_progress')
  expect(socket.types()).toEqual(['pong', 'pong', 'pong'])
  await client.control('/next-download', { outcome: 'complete' })
  const [id] = await client.add(1)
  expect(await socket.next('download_queue_update')).toMatchObject({
    is_running: false,
    pending_queue: [{ id }],
  })
  await client.call('POST', '/api/queue/start')
  const done = await socket.next('download_completed')
  expect(done).toMatchObject({ id, serie_id: 'lanterns-of-the-ninth-tide', percent: '100' })
  for (const absent of ['data', 'timestamp', 'key', 'retry_count', 'download_id']) {
    expect(done).not.toHaveProperty(absent)
  }
  await socket.next('download_episode_update')
  await socket.next('download_series_completed')
  expect(socket.all('download_progress_update').at(-1)?.percent).toMatch(/^\d+(\.\d)?$/)
  await client.anime('POST', '/rescan')
  await socket.next('scan_completed')
})

it('moves one item at a time', async () => {
  const { client } = await start({ dialect })
  await client.signIn()
  const [a, b, c] = await client.add(1, 2, 3)
  const move = async (item_id: unknown, new_position: unknown): Promise<number> =>
    (await client.call('POST', '/api/queue/reorder', { item_id, new_position })).status
  const order = async (): Promise<string[]> =>
    (await client.queue()).pending_queue.map(({ id }) => id)
  expect(await move(c, 0)).toBe(200)
  expect(await order()).toEqual([c, a, b])
  expect(await move(c, 99)).toBe(200)
  expect(await order()).toEqual([a, b, c])
  expect(await move('gone', 0)).toBe(404)
  expect((await client.call('POST', '/api/queue/reorder', { item_ids: [b, a] })).status).toBe(422)
})

it('scans every so many minutes, and tells what came of it', async () => {
  const { client } = await start({ dialect, speed: 10_000 })
  await client.signIn()
  const socket = await client.library('scan_progress')
  const change = (body: object): ReturnType<typeof client.call> =>
    client.call('POST', '/api/scheduler/config', body)
  expect((await change({ interval_minutes: 0 })).status).toBe(422)
  await client.control('/fail-next-scan', { reason: 'Provider unreachable' })
  const on = await change({ enabled: true, interval_minutes: 1 })
  expect(on.body).toEqual({ enabled: true, interval_minutes: 1 })
  await socket.next('scheduled_rescan_started')
  expect(await socket.next('scheduled_rescan_error')).toMatchObject({
    error: 'Provider unreachable',
  })
  // Nobody has to ask for the next one.
  await socket.next('scheduled_rescan_started')
  await socket.next('scheduled_rescan_completed')
  await change({ enabled: false })
  expect((await client.call('GET', '/api/scheduler/config')).body).toEqual({
    enabled: false,
    interval_minutes: 1,
  })
})

it('skips a scheduled scan while another runs', async () => {
  const { client } = await start({ dialect, speed: 1 })
  await client.signIn()
  const socket = await client.library()
  await client.anime('POST', '/rescan')
  await client.control('/run-scheduler')
  await socket.next('scheduled_rescan_skipped')
})
