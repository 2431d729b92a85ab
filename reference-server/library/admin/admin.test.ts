import { expect, it } from 'vitest'
import { v2026_02 } from '../../dialects/v2026-02'
import { v2026_06 } from '../../dialects/v2026-06'
import { servers } from '../../testing/setup'

const start = servers()
const ALL = [v2026_02, v2026_06].map((dialect) => [dialect.name, dialect] as const)

it.each(ALL)(
  '%s backs its settings up, brings them back, and throws them away',
  async (_, dialect) => {
    const { server, client } = await start({ dialect })
    await client.signIn()
    const path = '/api/config/backups'
    const list = async (): Promise<unknown> => {
      const { body } = await client.call('GET', path)
      const { listUnder = null } = dialect.extras.backups ?? {}
      return listUnder === null ? body : body[listUnder]
    }
    const { name } = (await client.call('POST', path)).body
    await client.call('PUT', '/api/config', { name: 'Changed' })
    await server.restart()
    const entry =
      dialect.extras.backups?.listUnder === null
        ? { name, size_bytes: expect.any(Number), created_at: expect.any(String) }
        : { filename: name, size: expect.any(Number), created: expect.any(String) }
    expect(await list()).toEqual([entry])
    const one = `${path}/${String(name)}`
    expect((await client.call('POST', `${one}/restore`)).status).toBe(200)
    expect((await client.call('GET', '/api/config')).body).toMatchObject({ name: 'Aniworld' })
    expect((await client.call('DELETE', one)).status).toBe(200)
    expect(await list()).toEqual([])
    expect((await client.call('DELETE', one)).status).toBe(404)
    expect((await client.call('POST', `${one}/restore`)).status).toBe(404)
  },
)

it('takes fields in one version, whole sections in the next, and says what is wrong in either way', async () => {
  const change = { logging: { max_bytes: 1 } }
  const bad = { backup: { keep_days: -1 } }
  const older = await start({ dialect: v2026_02 })
  await older.client.signIn()
  await older.client.call('PUT', '/api/config', { logging: { backup_count: 9 } })
  const kept = await older.client.call('PUT', '/api/config', change)
  expect(kept.body.logging).toMatchObject({ backup_count: 9, max_bytes: 1 })
  const listed = await older.client.call('POST', '/api/config/validate', bad)
  expect(listed).toMatchObject({ status: 200, body: { valid: false } })
  expect(listed.body.errors).toEqual([expect.stringContaining('keep_days')])

  const newer = await start({ dialect: v2026_06 })
  await newer.client.signIn()
  await newer.client.call('PUT', '/api/config', { logging: { backup_count: 9 } })
  const reset = await newer.client.call('PUT', '/api/config', change)
  expect(reset.body.logging).toMatchObject({ backup_count: 3, max_bytes: 1 })
  const refused = await newer.client.call('POST', '/api/config/validate', bad)
  expect([refused.status, refused.body.detail]).toMatchObject([
    422,
    [{ loc: ['body', 'backup', 'keep_days'] }],
  ])
})

it.each([
  [v2026_02.name, v2026_02, 'log_level', { log_level: 'INFO' }],
  // This one's environment leaves the level alone.
  [v2026_06.name, v2026_06, 'level', { success: true, config: { level: 'DEBUG' } }],
] as const)('%s shows its log, and takes another level', async (_, dialect, field, answer) => {
  const { client } = await start({ dialect, speed: 1 })
  await client.signIn()
  await client.add(1)
  await client.call('POST', '/api/queue/start')
  const { files } = (await client.call('GET', '/api/logging/files')).body
  expect(files).toEqual([{ name: 'server.log', size_bytes: expect.any(Number) }])
  const path = '/api/logging/files/server.log/tail?lines=2'
  const { lines } = (await client.call('GET', path)).body as { lines: string[] }
  expect(lines.map((line) => line.split(' ').slice(1))).toEqual([
    ['INFO', 'queue_started'],
    ['INFO', 'queue_status'],
  ])
  expect((await client.call('GET', '/api/logging/files/passwd/tail')).status).toBe(404)
  const set = await client.call('POST', '/api/logging/config', { [field]: 'DEBUG' })
  expect(set.body).toMatchObject(answer)
  const bad = await client.call('POST', '/api/logging/config', { [field]: 'LOUD' })
  expect(bad.status).toBe(422)
})

it('shows who is at work by name, in the older version', async () => {
  const { client } = await start({ dialect: v2026_02, speed: 1 })
  await client.signIn()
  const locks = async (): Promise<unknown> =>
    (await client.call('GET', '/api/process/locks/status')).body
  expect(await locks()).toEqual({
    rescan: { is_locked: false },
    download: { is_locked: false },
  })
  await client.anime('POST', '/rescan')
  expect(await locks()).toEqual({
    rescan: {
      is_locked: true,
      locked_by: `pid ${process.pid}`,
      lock_time: expect.any(String),
    },
    download: { is_locked: false },
  })
  const release = await client.call('POST', '/api/process/locks/rescan/release')
  expect(release.status).toBe(404)
})

it('lets go of a lock that a dead scan has left, in the newer one, and of no other', async () => {
  const { client } = await start({ dialect: v2026_06, speed: 1 })
  await client.signIn()
  const left = { by: 'pid 4711', since: '2026-06-01T03:00:00Z' }
  await client.control('/leave-lock', left)
  const rescan = async (): Promise<number> => (await client.anime('POST', '/rescan')).status
  const release = async (name: string): Promise<number> =>
    (await client.call('POST', `/api/process/locks/${name}/release`)).status
  expect((await client.call('GET', '/api/process/locks/status')).body.locks).toEqual([
    { name: 'rescan', locked: true, holder: left.by, acquired_at: left.since },
    { name: 'download', locked: false },
  ])
  expect(await rescan()).toBe(409)
  expect(await release('rescan')).toBe(200)
  expect(await release('kitchen')).toBe(404)
  expect(await rescan()).toBe(200)
  expect(await release('rescan')).toBe(409)
})
