import { expect, it } from 'vitest'
import { servers } from '../testing/setup'
import { v2025_11 as dialect } from './v2025-11'

const start = servers()
const KEY = 'the-clockmakers-orchard'

it('lists series by key and folder, and details only what is missing', async () => {
  const { client } = await start({ dialect })
  await client.signIn()
  const { body } = await client.anime('GET')
  const rows = body.anime as Record<string, unknown>[]
  expect([rows.length, body.total]).toEqual([60, 60])
  const row = rows.find(({ key }) => key === KEY)
  expect(row).toMatchObject({ folder: expect.stringContaining('Orchard (') })
  for (const absent of ['id', 'missing_episodes']) expect(row).not.toHaveProperty(absent)
  const details = (await client.anime('GET', `/${KEY}`)).body
  expect(details.episodeDict).toEqual(row?.episodeDict)
  expect(Object.keys(Object(details.episodeDict))).not.toHaveLength(0)
  for (const absent of ['seasons', 'episodes']) expect(details).not.toHaveProperty(absent)
  const unknown = await client.anime('GET', '/nope')
  expect([unknown.status, unknown.body]).toEqual([
    404,
    { detail: { message: 'Series not found', code: 'ANIME_NOT_FOUND' } },
  ])
})

it('sends each event under its old and its new name, with one time stamp', async () => {
  const { client } = await start({ dialect })
  await client.signIn()
  const socket = await client.library('downloads', 'download_progress')
  await client.control('/next-download', { outcome: 'fail', reason: 'Disk full' })
  const [id] = await client.add(1)
  await client.call('POST', '/api/queue/start')
  // What was sent before the answer has come once the answer to this has.
  socket.send({ action: 'ping' })
  await socket.next('pong')
  const names = dialect.events.names
  for (const event of ['download_progress', 'download_failed', 'queue_status'] as const) {
    const [older = '', newer = ''] = names[event]
    const twins = socket.all(newer).map((message) => ({ ...message, type: older }))
    expect(twins.length).toBeGreaterThan(0)
    expect(socket.all(older)).toEqual(twins)
  }
  expect(socket.all('download_failed')[0]?.data).toMatchObject({ item_id: id, error: 'Disk full' })
  const data = socket.all('download_progress').at(-1)?.data
  expect(data).toMatchObject({ item_id: id, progress: { percent: expect.any(Number) } })
  for (const absent of ['percent', 'retry_count', 'download_id']) {
    expect(data).not.toHaveProperty(absent)
  }
})

it('answers start after the run, and everything else meanwhile', async () => {
  const { client } = await start({ dialect, speed: 1 })
  await client.signIn()
  const socket = await client.library('downloads')
  await client.add(1, 2)
  let answered = false
  const run = client.call('POST', '/api/queue/start').finally(() => (answered = true))
  await socket.next('queue_started')
  expect((await client.call('POST', '/api/queue/pause')).status).toBe(200)
  expect(await client.queue()).toMatchObject({ is_running: true, is_paused: true })
  expect((await client.call('POST', '/api/queue/resume')).status).toBe(200)
  expect(answered).toBe(false)
  expect((await client.call('POST', '/api/queue/stop')).status).toBe(200)
  expect((await run).status).toBe(200)
})

it('answers start when the queue has run dry', async () => {
  const { client } = await start({ dialect })
  await client.signIn()
  await client.control('/next-download', { outcome: 'complete' })
  const [id] = await client.add(1)
  expect((await client.call('POST', '/api/queue/start')).status).toBe(200)
  const queue = await client.queue()
  expect(queue).toMatchObject({ is_running: false, completed_downloads: [{ id }] })
})

it('keeps settings, and checks them', async () => {
  const { server, client } = await start({ dialect })
  await client.signIn()
  const config = async (): Promise<unknown> => (await client.call('GET', '/api/config')).body
  const put = (body: object): ReturnType<typeof client.call> =>
    client.call('PUT', '/api/config', body)
  expect(await config()).toMatchObject({ scheduler: { enabled: false, interval_minutes: 60 } })
  const saved = await put({ logging: { level: 'DEBUG' } })
  expect(saved.body).toMatchObject({ logging: { level: 'DEBUG', backup_count: 3 } })
  expect(await config()).toEqual(saved.body)
  const bad = await put({ logging: { level: 'LOUD' }, backup: { keep_days: -1 } })
  expect([bad.status, bad.body.detail]).toEqual([
    422,
    [
      { loc: ['body', 'logging', 'level'], msg: expect.any(String), type: 'value_error' },
      { loc: ['body', 'backup', 'keep_days'], msg: expect.any(String), type: 'value_error' },
    ],
  ])
  const check = async (body: object): Promise<unknown> =>
    (await client.call('POST', '/api/config/validate', body)).body
  expect(await check({ backup: { keep_days: 3 } })).toEqual({ valid: true, errors: [] })
  expect(await check({ backup: { keep_days: -3 } })).toMatchObject({
    valid: false,
    errors: [expect.stringContaining('keep_days')],
  })
  expect(await config()).toEqual(saved.body)

  await server.restart()
  expect(await config()).toEqual(saved.body)
})
