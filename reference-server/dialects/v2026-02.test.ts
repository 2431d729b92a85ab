import { expect, it } from 'vitest'
import { servers } from '../testing/setup'
import { v2026_02 as dialect } from './v2026-02'

const start = servers()
const LINK = 'https://kirschbluete.example/anime/stream/a-quiet-harbour'

it('says every refusal in the envelope, and numbers only those of the application', async () => {
  const { client } = await start({ dialect, speed: 1 })
  const refused = async (...call: Parameters<typeof client.call>): Promise<unknown> => {
    const { status, body } = await client.call(...call)
    const { success, error, message, details, request_id: id, ...rest } = body
    expect([success, typeof message, typeof details, rest]).toEqual([false, 'string', 'object', {}])
    return [status, error, typeof id]
  }
  expect(await refused('GET', '/api/anime')).toEqual([401, 'AUTHENTICATION_ERROR', 'undefined'])
  await client.signIn()
  expect(await refused('GET', '/api/v1/anime')).toEqual([404, 'NOT_FOUND', 'undefined'])
  expect(await refused('PUT', '/api/anime')).toEqual([405, 'METHOD_NOT_ALLOWED', 'undefined'])
  expect(await refused('POST', '/api/anime/search', {})).toEqual([
    422,
    'VALIDATION_ERROR',
    'undefined',
  ])
  expect(await refused('POST', '/api/queue/start')).toEqual([400, 'BAD_REQUEST', 'undefined'])
  expect(await refused('GET', '/api/anime/nope')).toEqual([404, 'ANIME_NOT_FOUND', 'string'])
  await client.anime('POST', '/rescan')
  expect(await refused('POST', '/api/anime/rescan')).toEqual([409, 'SCAN_IN_PROGRESS', 'string'])
  await client.control('/refuse', { status: 503, path: '/api/anime' })
  expect(await refused('GET', '/api/anime')).toEqual([503, 'ERROR', 'undefined'])
})

it('knows its rooms, and lets a socket say ten things in ten seconds', async () => {
  let now = 1_800_000_000_000
  const { client } = await start({ dialect, now: () => now })
  await client.signIn()
  const socket = await client.library('downloads')
  const join = async (room: string, answer: string): Promise<unknown> => {
    socket.send({ action: 'join', room, data: { room } })
    return (await socket.next(answer)).data
  }
  expect(await join('kitchen', 'system_error')).toEqual({
    message: 'Unknown room: kitchen',
    room: 'kitchen',
  })
  for (let i = 0; i < 8; i++) await join('scan_progress', 'system_info')
  const refusal = {
    code: 'RATE_LIMIT_EXCEEDED',
    message: 'Rate limit exceeded',
    room: 'download_progress',
  }
  expect(await join('download_progress', 'system_error')).toEqual(refusal)
  const other = await client.library('downloads')
  expect(other.types()).toContain('system_info')
  now += 10_000
  await join('download_progress', 'system_info')
  await client.control('/message-limit', { messages: 0, seconds: 1 })
  expect(await join('download_progress', 'system_error')).toEqual(refusal)
})

it('hints at a changed queue, and nests the numbers of a download', async () => {
  const { client } = await start({ dialect })
  await client.signIn()
  const socket = await client.library('downloads', 'download_progress')
  await client.control('/next-download', { outcome: 'complete' })
  const [id] = await client.add(1)
  expect((await socket.next('queue_status')).data).toEqual({ message: 'Queue changed' })
  await client.call('POST', '/api/queue/start')
  expect((await socket.next('download_complete')).data).toMatchObject({
    download_id: id,
    metadata: { percent: 100 },
    retry_count: 0,
  })
})

it('lets running downloads end when it is stopped', async () => {
  const { client } = await start({ dialect, speed: 1, maxActive: 1 })
  await client.signIn()
  const [a, b] = await client.add(1, 2)
  await client.call('POST', '/api/queue/start')
  await client.call('POST', '/api/queue/stop')
  expect(await client.queue()).toMatchObject({
    is_running: false,
    active_downloads: [{ id: a, status: 'downloading' }],
    pending_queue: [{ id: b }],
  })
})

it('adds a series at once, and says so when it is there already', async () => {
  const { server, client } = await start({ dialect })
  await client.signIn()
  const add = (link: string, name: string): ReturnType<typeof client.call> =>
    client.anime('POST', '/add', { link, name })
  expect((await add('https://kirschbluete.example/', 'x')).status).toBe(400)
  expect((await add(LINK, '   ')).status).toBe(400)
  const added = await add(LINK, 'A Quiet Harbour')
  expect([added.status, added.body]).toEqual([
    200,
    { status: 'success', message: 'Added A Quiet Harbour', key: 'a-quiet-harbour' },
  ])
  expect((await add(LINK, 'A Quiet Harbour')).body).toMatchObject({ status: 'exists' })
  const details = async (): Promise<unknown> => (await client.anime('GET', '/a-quiet-harbour')).body
  const before = await details()
  expect(before).toMatchObject({ name: 'A Quiet Harbour', link: LINK, has_missing: true })
  await server.restart()
  expect(await details()).toEqual(before)
  expect((await client.anime('GET', '/a-quiet-harbour/loading-status')).status).toBe(404)
})

it('answers the scheduler in an envelope, and downloads what a scan has found', async () => {
  const { client } = await start({ dialect })
  await client.signIn()
  const change = (body: object): ReturnType<typeof client.call> =>
    client.call('POST', '/api/scheduler/config', body)
  const on = await change({
    enabled: true,
    schedule_time: '04:30',
    schedule_days: ['sat'],
    auto_download_after_rescan: true,
  })
  expect(on.body).toEqual({
    success: true,
    config: {
      enabled: true,
      schedule_time: '04:30',
      schedule_days: ['sat'],
      auto_download_after_rescan: true,
    },
    status: {
      is_running: true,
      next_run: expect.any(String),
      last_run: null,
      scan_in_progress: false,
    },
  })
  for (const bad of [{ schedule_time: '24:00' }, { schedule_days: ['noday'] }]) {
    expect((await change(bad)).status).toBe(422)
  }
  const socket = await client.library('scan_progress', 'downloads')
  await client.control('/run-scheduler')
  await socket.next('scheduled_rescan_completed')
  const { data } = await socket.next('auto_download_completed')
  const { queued_count: count } = data as { queued_count: number }
  expect(count).toBeGreaterThan(0)
  const order = ['scheduled_rescan_started', 'scan_complete', 'scheduled_rescan_completed']
  order.push('auto_download_started', 'queue_started', 'auto_download_completed')
  expect(socket.types().filter((type) => order.includes(type))).toEqual(order)
  const { body } = await client.call('GET', '/api/queue/status')
  expect(body.statistics).toMatchObject({ total_items: count })
})

it('takes settings that its environment overrides, which only reading them back shows', async () => {
  const { client } = await start({ dialect })
  await client.signIn()
  const put = await client.call('PUT', '/api/config', {
    logging: { level: 'DEBUG', backup_count: 9 },
  })
  expect([put.status, put.body.logging]).toMatchObject([200, { level: 'DEBUG', backup_count: 9 }])
  const { body } = await client.call('GET', '/api/config')
  expect(body.logging).toMatchObject({ level: 'INFO', backup_count: 9 })
  expect(body.scheduler).not.toHaveProperty('interval_minutes')
})
