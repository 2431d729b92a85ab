import { expect, it } from 'vitest'
import { Db } from '../store/db'
import { servers } from '../testing/setup'
import { Catalogue, missingCount } from './catalogue'

const start = servers()

it('makes the same library from the same seed, and another one from another', () => {
  const library = (seed: number): unknown =>
    new Catalogue(new Db(null), seed, 60).all().map((s) => [s.key, s.seasons, missingCount(s)])
  expect(library(1)).toEqual(library(1))
  expect(library(1)).not.toEqual(library(2))
})

it('makes ten thousand series with different keys', () => {
  const series = new Catalogue(new Db(null), 1, 10_000).all()
  expect(new Set(series.map((s) => s.key)).size).toBe(10_000)
  expect(new Set(series.map((s) => s.name)).size).toBe(10_000)
})

it('remembers what was downloaded and what a scan found', () => {
  const db = new Db(null)
  const first = new Catalogue(db, 1, 60)
  const gap = first.all().find((s) => missingCount(s) > 0)
  const [season, episodes] = [...(gap?.missing ?? [])].find(([, set]) => set.size > 0) ?? [
    0,
    new Set(),
  ]
  const episode = Number([...episodes][0])
  const key = gap?.key ?? ''
  const count = gap ? missingCount(gap) : 0
  first.markDownloaded({ key, season, episode })
  const released = first.release(key)

  const second = new Catalogue(db, 1, 60).get(key)
  expect(second?.missing.get(season)?.has(episode)).toBe(false)
  expect(second?.missing.get(released?.season ?? 0)?.has(released?.episode ?? 0)).toBe(true)
  expect(second && missingCount(second)).toBe(count)
})

it('lists, details and searches', async () => {
  const { client } = await start()
  await client.signIn()
  const { body } = await client.call('GET', '/api/v1/anime')
  expect(body).toHaveLength(60)
  const key = 'lanterns-of-the-ninth-tide'
  const details = (await client.call('GET', `/api/v1/anime/${key}`)).body
  expect(details).toMatchObject({ id: key, key, name: 'Lanterns of the Ninth Tide' })
  const [season] = details.seasons as { season: number; episodes: object[] }[]
  expect(season).toMatchObject({ season: 1, episode_count: season?.episodes.length })
  expect(season?.episodes[1]).toEqual({
    season: 1,
    episode: 2,
    title: expect.stringMatching(/\w+/),
    missing: false,
  })
  const unknown = await client.call('GET', '/api/v1/anime/nope')
  expect(unknown.status).toBe(404)
  expect(unknown.body).toMatchObject({ success: false, error: 'ANIME_NOT_FOUND', details: {} })
  const found = (await client.call('POST', '/api/v1/anime/search', { query: 'FUNF uhr' })).body
  expect(found).toMatchObject([{ name: 'Fünf Uhr am Hafen' }])
})

it('sends an event only to the sockets in its room', async () => {
  const { client } = await start()
  await client.signIn()
  const [scan, downloads] = [
    await client.library('scan_progress'),
    await client.library('downloads'),
  ]
  expect(scan.messages[0]).toMatchObject({ type: 'connected', data: { authenticated: true } })
  await client.call('POST', '/api/v1/anime/rescan')
  await scan.next('scan_complete')
  await client.add(1)
  await downloads.next('download_added')
  expect(scan.types()).not.toContain('download_added')
  // Only the general event about the scan reaches somebody in another room.
  expect(downloads.types()).toContain('scan_started')
  expect(downloads.types()).not.toContain('scan_progress')

  downloads.send({ action: 'leave', room: 'downloads', data: { room: 'downloads' } })
  await downloads.next('system_info')
  const { body } = await client.control('/emit', { type: 'queue_status', room: 'downloads' })
  expect(body.sent_to).toBe(0)
})

it('never scans twice at a time', async () => {
  const { client } = await start({ speed: 1 })
  await client.signIn()
  expect((await client.call('POST', '/api/v1/anime/rescan')).status).toBe(200)
  const second = await client.call('POST', '/api/v1/anime/rescan')
  expect(second.status).toBe(409)
  expect(second.body).toMatchObject({ success: false, error: 'SCAN_IN_PROGRESS' })
})

it('scans with progress, and finds one to three new episodes', async () => {
  const { client } = await start()
  await client.signIn()
  const socket = await client.library('scan_progress')
  expect((await client.call('POST', '/api/v1/anime/rescan')).body.success).toBe(true)

  const { data } = await socket.next('scan_complete')
  const result = data as {
    new_missing: number
    new_episodes: { key: string; season: number; episode: number }[]
  }
  const progress = socket.messages
    .filter((m) => m.type === 'scan_progress')
    .map((m) => m.data as { current: number; total: number })
  expect(progress.map((p) => p.current)).toEqual(Array.from({ length: 60 }, (_, i) => i + 1))
  expect(result.new_missing).toBe(result.new_episodes.length)
  expect(result.new_missing).toBeGreaterThanOrEqual(1)
  for (const { key, season, episode } of result.new_episodes) {
    const { body } = await client.call('GET', `/api/v1/anime/${key}`)
    expect((body.missing_episodes as Record<string, number[]>)[season]).toContain(episode)
  }
  await client.control('/fail-next-scan', { reason: 'Provider unreachable' })
  await client.call('POST', '/api/v1/anime/rescan')
  expect(await socket.next('scan_failed')).toMatchObject({
    data: { error: 'Provider unreachable' },
  })
  expect((await client.call('POST', '/api/v1/anime/rescan')).status).toBe(200)
})

it('finishes the scan of an empty library', async () => {
  const { client } = await start({ librarySize: 0 })
  await client.signIn()
  const socket = await client.library('scan_progress')
  await client.call('POST', '/api/v1/anime/rescan')
  expect(await socket.next('scan_complete')).toMatchObject({ data: { total: 0, new_missing: 0 } })
})
