import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { LOADING_STEPS } from '../library/added'
import { servers } from '../testing/setup'
import { v2026_06 as dialect } from './v2026-06'

const start = servers()
const KEY = 'a-quiet-harbour'
const SERIES = {
  link: `https://kirschbluete.example/anime/stream/${KEY}`,
  name: 'A Quiet Harbour',
}

it('leads every call to its set-up page until it is set up', async () => {
  const { client } = await start({ dialect })
  for (const path of ['/api/anime', '/api/queue/status', '/api/config']) {
    const { status, headers } = await client.call('GET', path)
    expect([status, headers.get('location')]).toEqual([302, '/setup'])
  }
  const page = await client.call('GET', '/setup')
  expect([page.status, page.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8'])
  for (const path of ['/api/auth/status', '/api/health', '/openapi.json']) {
    expect((await client.call('GET', path)).status).toBe(200)
  }
  // The todo server has users of its own and nothing to set up.
  expect((await client.todos('mio')).list.type).toBe('todos_list')
  await client.call('POST', '/api/auth/setup', { master_password: 'Abcdef1!' })
  expect((await client.anime('GET')).status).toBe(401)
  await client.signIn()
  const { body } = await client.anime('GET')
  expect(body.items).toHaveLength(60)
})

it('lists missing episodes one by one', async () => {
  const { client } = await start({ dialect })
  await client.signIn()
  const { body } = await client.anime('GET', '/the-clockmakers-orchard')
  const seasons = body.seasons as { episodes: { season: number; missing: boolean }[] }[]
  const missing = seasons.flatMap(({ episodes }) => episodes.filter((one) => one.missing))
  expect(missing.length).toBeGreaterThan(0)
  expect(missing).toMatchObject(body.missing_episodes as object[])
})

it('gives an item up for good when it fails after three retries', async () => {
  const { client } = await start({ dialect })
  await client.signIn()
  const socket = await client.library('downloads')
  await client.control('/next-download', { outcome: 'fail', reason: 'Disk full', times: 4 })
  const [id] = await client.add(1)
  const states: unknown[] = []
  for (let retry = 0; retry < 4; retry++) {
    await client.call('POST', '/api/queue/start')
    await socket.next('queue_stopped')
    const [item] = (await client.queue()).failed_downloads
    states.push([item?.id, item?.retry_count, item?.status])
    if (retry < 3) await client.call('POST', '/api/queue/retry', { item_ids: [] })
  }
  expect(states).toEqual([
    [id, 0, 'failed'],
    [id, 1, 'failed'],
    [id, 2, 'failed'],
    [id, 3, 'permanently_failed'],
  ])
  for (const item_ids of [[], [id]]) {
    const { body } = await client.call('POST', '/api/queue/retry', { item_ids })
    expect(body.retried_count).toBe(0)
  }
  expect(await client.add(1)).toHaveLength(1)
})

it('loads a new series in steps that everybody can follow', async () => {
  const { client } = await start({ dialect })
  await client.signIn()
  const socket = await client.library()
  const added = await client.anime('POST', '/add', SERIES)
  expect(added.status).toBe(202)
  expect(added.body).toMatchObject({ key: KEY, loading_status: 'pending' })
  const last = await socket.next(
    'series_loading_update',
    ({ data }) => (data as { loading_status: string }).loading_status === 'completed',
  )
  const states = socket
    .all('series_loading_update')
    .map(({ data }) => (data as { loading_status: string }).loading_status)
  expect(states).toEqual([...LOADING_STEPS, 'completed'])
  expect(socket.all('series_updated').map(({ data }) => data)).toMatchObject([{ key: KEY }])
  expect((await client.anime('GET', `/${KEY}/loading-status`)).body).toEqual(last.data)
  expect((await client.anime('GET', `/${KEY}`)).body).toMatchObject({ has_missing: true })
  const again = await client.anime('POST', '/add', SERIES)
  expect([again.status, again.body.error]).toEqual([409, 'SERIES_EXISTS'])

  const native = await client.anime('GET', '/the-clockmakers-orchard/loading-status')
  expect(native.body).toMatchObject({ loading_status: 'completed' })
  expect((await client.anime('GET', '/nope/loading-status')).status).toBe(404)
})

it('says why the loading failed, and takes the series again', async () => {
  const { client } = await start({ dialect })
  await client.signIn()
  const socket = await client.library()
  const until = (state: string): Promise<unknown> =>
    socket.next('series_loading_update', ({ data }) => Object(data).loading_status === state)
  await client.control('/fail-next-loading', { reason: 'Provider unreachable' })
  await client.anime('POST', '/add', SERIES)
  expect(await until('failed')).toMatchObject({ data: { error: 'Provider unreachable' } })
  expect((await client.anime('GET', `/${KEY}`)).body).toMatchObject({ missing_episodes: [] })
  expect((await client.anime('POST', '/add', SERIES)).status).toBe(202)
  await until('completed')
})

it('goes on with the loading after a restart', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'engawa-server-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  // So slow that not even the first step is done.
  const first = await start({ dialect, dataDir: folder, speed: 0.001 })
  await first.client.signIn()
  expect((await first.client.anime('POST', '/add', SERIES)).status).toBe(202)
  await first.server.close()

  const { client } = await start({ dialect, dataDir: folder })
  client.token = first.client.token
  const states = new Set<unknown>()
  while (!states.has('completed')) {
    const { status, body } = await client.anime('GET', `/${KEY}/loading-status`)
    expect(status).toBe(200)
    states.add(body.loading_status)
  }
  expect((await client.anime('GET', `/${KEY}`)).body).toMatchObject({ has_missing: true })
})
