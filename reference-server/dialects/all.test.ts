import { expect, it } from 'vitest'
import { DIALECTS, findDialect } from '../dialect'
import { servers } from '../testing/setup'
import type { Dialect } from './traits'

const start = servers()

interface Probe {
  method: string
  path: string
  there: (dialect: Dialect) => boolean
}

const v1 = ({ http }: Dialect): boolean => http.animeBase === '/api/v1/anime'
const always = (): boolean => true

/** What versions differ in. The bodies are empty: a route that is there says 422, or does no harm. */
const PROBES: readonly Probe[] = [
  { method: 'GET', path: '/api/v1/anime', there: v1 },
  { method: 'GET', path: '/api/anime', there: (d) => !v1(d) },
  { method: 'POST', path: '/api/v1/anime/search', there: v1 },
  { method: 'POST', path: '/api/anime/search', there: (d) => !v1(d) },
  { method: 'POST', path: '/api/anime/add', there: (d) => d.extras.addSeries !== null },
  { method: 'GET', path: '/api/queue/status', there: always },
  { method: 'POST', path: '/api/queue/pause', there: (d) => d.queue.pause },
  { method: 'POST', path: '/api/queue/resume', there: (d) => d.queue.pause },
  { method: 'POST', path: '/api/queue/reorder', there: (d) => d.queue.reorder !== null },
  { method: 'GET', path: '/api/health', there: (d) => d.http.health.includes('/api/health') },
  { method: 'GET', path: '/health', there: (d) => d.http.health.includes('/health') },
  { method: 'GET', path: '/api/scheduler/config', there: (d) => d.extras.scheduler !== null },
  { method: 'POST', path: '/api/scheduler/config', there: (d) => d.extras.scheduler !== null },
  { method: 'GET', path: '/api/config', there: (d) => d.extras.config !== null },
  { method: 'PUT', path: '/api/config', there: (d) => d.extras.config !== null },
  { method: 'POST', path: '/api/config/validate', there: (d) => d.extras.config !== null },
  { method: 'GET', path: '/api/config/backups', there: (d) => d.extras.backups !== null },
  { method: 'GET', path: '/api/logging/config', there: (d) => d.extras.logging !== null },
  { method: 'GET', path: '/api/logging/files', there: (d) => d.extras.logging !== null },
  {
    method: 'GET',
    path: '/api/process/locks/status',
    there: (d) => d.extras.processLocks !== null,
  },
  { method: 'GET', path: '/ws/status', there: always },
]

it('has five dialects, the seed as the default', () => {
  const names = DIALECTS.map((dialect) => dialect.name)
  expect(names).toEqual(['seed', '2025-10', '2025-11', '2026-02', '2026-06'])
  expect(findDialect('2026-02').http.animeBase).toBe('/api/anime')
})

it.each(DIALECTS)('$name publishes exactly what it has', async (dialect) => {
  const { client } = await start({ dialect })
  await client.signIn()
  const there: string[] = []
  for (const { method, path } of PROBES) {
    const { status, headers } = await client.call(method, path, method === 'GET' ? undefined : {})
    const absent = status === 404 || status === 405
    expect([status, headers.has('allow')]).toEqual([status, status === 405])
    if (!absent) there.push(`${method} ${path}`)
  }
  const wanted = PROBES.filter((probe) => probe.there(dialect))
  expect(there).toEqual(wanted.map(({ method, path }) => `${method} ${path}`))

  for (const path of ['/openapi.json', '/api/openapi.json']) {
    const { status, body } = await client.call('GET', path)
    expect([path, status]).toEqual([path, path === dialect.http.schemaPath ? 200 : 404])
    if (status !== 200) continue
    const paths = body.paths as Record<string, Record<string, unknown>>
    const listed = PROBES.filter(({ method, path: at }) => paths[at]?.[method.toLowerCase()])
    expect(listed).toEqual(wanted)
    expect(paths[dialect.todos.tokenPath]).toHaveProperty('post')
    expect(JSON.stringify(body.components)).toContain(`"${dialect.todos.tokenPath.slice(1)}"`)
    expect(paths).not.toHaveProperty('/setup')
  }
})

it.each(DIALECTS)(
  '$name downloads an episode, and says so under its own names',
  async (dialect) => {
    const { client } = await start({ dialect })
    await client.signIn()
    const socket = await client.library('downloads', 'download_progress')
    await client.control('/next-download', { outcome: 'complete' })
    const [id] = await client.add(1)
    await client.call('POST', '/api/queue/start')
    await socket.next('queue_stopped')
    const queue = await client.queue()
    expect(queue).toMatchObject({ is_running: false, is_paused: false, pending_queue: [] })
    expect(queue.completed_downloads.map((item) => item.id)).toEqual([id])
    const { names } = dialect.events
    for (const name of names.download_complete) expect(socket.all(name)).toHaveLength(1)
    for (const name of names.download_progress) expect(socket.all(name).length).toBeGreaterThan(0)
    const known = new Set([...Object.values(names).flat(), 'system_info', 'pong'])
    expect(socket.types().filter((type) => !known.has(type))).toEqual([])
    // Tests look at the server in one way, whatever it tells its clients.
    const { body } = await client.call('GET', '/__control/state')
    expect(body.queue).toMatchObject({ is_running: false, completed_downloads: [{ id }] })
  },
)
