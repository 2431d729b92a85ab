import { afterEach, expect, it } from 'vitest'
import { DIALECTS } from '../../reference-server/dialect'
import type { Dialect } from '../../reference-server/dialects/traits'
import { PASSWORD } from '../../reference-server/testing/client'
import { servers } from '../../reference-server/testing/setup'
import type { Capability } from '../../src-shared/domain/capabilities'
import { systemClock } from '../clock'
import { silentLog } from '../log'
import { openClient } from './testing'

/** The library server about itself, over real HTTP, in every version that has something to say. */
const start = servers()
const ends: (() => Promise<void>)[] = []

afterEach(async () => {
  for (const end of ends.splice(0)) await end()
})

async function signedIn(dialect: Dialect) {
  const { client: server } = await start({ dialect })
  const { client, close } = openClient(systemClock(), silentLog)
  ends.push(close)
  await client.servers.add({ kind: 'library', url: server.url })
  await client.connect()
  await client.sessions.setUp(PASSWORD)
  const { capabilities } = client
  await expect
    .poll(() => capabilities.has('library', 'server.sockets'), { timeout: 15_000 })
    .toBe(true)
  const offers = (what: Capability) => capabilities.offers('library', what)
  return { ...client, control: server, offers }
}

const where = (path: string) => path.split('.')
const named = (filter: (extras: Dialect['extras']) => unknown) =>
  DIALECTS.filter(({ extras }) => filter(extras)).map((dialect) => [dialect.name, dialect] as const)

it.each(DIALECTS.map((dialect) => [dialect.name, dialect] as const))(
  '%s says how it is, and offers what it has and nothing else',
  async (name, dialect) => {
    const { server, offers } = await signedIn(dialect)
    const health = await server.state.health()
    expect(health).toMatchObject({ status: 'healthy', version: name })
    expect(health.uptimeSeconds).toBeGreaterThanOrEqual(0)
    expect(health.disk !== null).toBe(dialect.http.healthDetails)
    expect(await server.state.sockets()).toMatchObject({ status: 'operational' })
    const { config, backups, logging, processLocks } = dialect.extras
    const has = {
      'server.config': config !== null,
      'server.configChange': config !== null,
      'server.backups': backups !== null,
      'server.backupRestore': backups !== null,
      'server.logging': logging !== null,
      'server.logTail': logging !== null,
      'server.locks': processLocks !== null,
      'server.lockRelease': processLocks?.release === true,
    }
    const offered = Object.keys(has).map((what) => [what, offers(what as Capability)])
    expect(Object.fromEntries(offered)).toEqual(has)
  },
)

it.each(named(({ config }) => config))('%s: settings, changed and refused', async (_, dialect) => {
  const { server, control } = await signedIn(dialect)
  const before = await server.config.get()
  const at = (path: string) =>
    before.fields.find((field) => field.path.join('.') === path)?.value ?? null
  const change = (path: string, to: string | number) => ({ path: where(path), from: at(path), to })

  const bad = await server.config.save([change('backup.keep_days', -1)])
  expect(bad).toMatchObject({
    is: 'invalid',
    issues: [{ message: expect.stringContaining('keep_days') }],
  })

  const overruled = Object.entries(dialect.extras.config?.environment ?? {})
  const fixed = overruled.map(([path, value]) =>
    change(path, typeof value === 'number' ? value + 1 : 'ERROR'),
  )
  const saved = await server.config.save([change('logging.max_bytes', 5_000_000), ...fixed])
  expect(saved).toMatchObject({ is: 'saved', overruled: overruled.map(([path]) => where(path)) })

  const first = { path: where('logging.backup_count'), from: 3, to: 7 }
  const reset = await server.config.save([first])
  const lost = dialect.extras.config?.changes === 'sections'
  expect(reset).toMatchObject({
    is: 'saved',
    reset: lost ? [{ path: where('logging.max_bytes'), value: 5_000_000 }] : [],
  })
  expect(await server.config.save([{ ...first, to: 9 }])).toMatchObject({ is: 'stale' })

  await control.signIn()
  await control.call('PUT', '/api/config', { backup: { password: 'open sesame' } })
  const beside = await server.config.save([change('backup.keep_days', 21)])
  expect(beside).toMatchObject({ is: 'saved', lost: lost ? [where('backup.password')] : [] })
  expect(JSON.stringify([beside, await server.config.get()])).not.toContain('open sesame')
})

it.each(named(({ backups }) => backups))('%s: backups', async (_, dialect) => {
  const { server } = await signedIn(dialect)
  expect(await server.backups.list()).toEqual([])
  const { name, backups } = await server.backups.create()
  expect(backups).toEqual([{ name, sizeBytes: expect.any(Number), at: expect.any(Number) }])
  await server.config.save([{ path: ['name'], from: 'Aniworld', to: 'Cupboard' }])
  await server.backups.restore(name ?? '')
  const { fields } = await server.config.get()
  expect(fields).toContainEqual({ path: ['name'], value: 'Aniworld', secret: false })
  expect(await server.backups.delete(name ?? '')).toEqual([])
  await expect(server.backups.restore(name ?? '')).rejects.toMatchObject({
    error: { code: 'server.notFound' },
  })
})

it.each(named(({ logging }) => logging))('%s: the log', async (_, dialect) => {
  const { server } = await signedIn(dialect)
  const fixed = dialect.extras.config?.environment['logging.level']
  const now = await server.logging.setLevel('ERROR')
  expect(now.level).toBe(fixed ?? 'ERROR')
  const [file] = await server.logging.files()
  expect(file).toMatchObject({ name: 'server.log', sizeBytes: expect.any(Number) })
  expect(await server.logging.tail('server.log')).toEqual(expect.any(Array))
  await expect(server.logging.tail('passwd')).rejects.toMatchObject({
    error: { code: 'server.notFound' },
  })
})

it.each(named(({ processLocks }) => processLocks))('%s: locks', async (_, dialect) => {
  const { server, control, offers } = await signedIn(dialect)
  await control.control('/leave-lock', { by: 'pid 4711', since: '2026-06-01T03:00:00Z' })
  const since = Date.UTC(2026, 5, 1, 3)
  const free = { held: false, holder: null, since: null }
  const download = { name: 'download', ...free }
  expect(await server.locks.get()).toEqual([
    { name: 'rescan', held: true, holder: 'pid 4711', since },
    download,
  ])
  if (!offers('server.lockRelease')) return
  expect(await server.locks.release('rescan')).toEqual([{ name: 'rescan', ...free }, download])
})
