import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { Traffic } from '../../reference-server/control/traffic'
import { DEFAULT_DIALECT, DIALECTS } from '../../reference-server/dialect'
import type { Dialect } from '../../reference-server/dialects/traits'
import { PASSWORD } from '../../reference-server/testing/client'
import { servers } from '../../reference-server/testing/setup'
import { systemClock, type Clock } from '../clock'
import { silentLog } from '../log'
import type { Client } from './client'
import { diagnosticsOf } from './diagnostics'
import { openClient } from './testing'

/** What comes in which order after a reconnect: the whole client, the real server, real sockets. */
const start = servers()
const WAIT = { timeout: 15_000, interval: 10 }
const until = (what: () => unknown) => expect.poll(what, WAIT)
const ends: (() => Promise<void>)[] = []
/** What reached the server, in its order; a test adds its own marks. */
const order: string[] = []

beforeEach(() => {
  order.length = 0
  vi.spyOn(Traffic.prototype, 'request').mockImplementation((route) => void order.push(route))
  vi.spyOn(Traffic.prototype, 'frame').mockImplementation((action) => void order.push(action))
})
afterEach(async () => {
  vi.restoreAllMocks()
  for (const end of ends.splice(0)) await end()
})

const JOIN = 'library join'
const STATUS = 'GET /api/queue/status'
const ADD = 'POST /api/queue/add'
const count = (what: string) => order.filter((each) => each === what).length
const state = (client: Client) => client.slices.connections.get('library')?.state

async function ready(dialect: Dialect = DEFAULT_DIALECT, clock: Clock = systemClock()) {
  const { client: server } = await start({ dialect })
  const { client, close } = openClient(clock, silentLog)
  ends.push(close)
  await client.servers.add({ kind: 'library', url: server.url })
  await client.connect()
  await client.sessions.setUp(PASSWORD)
  await server.signIn()
  await until(() => state(client)).toBe('ready')
  await until(() => client.library.slice.rows.length).toBeGreaterThan(10)
  return { client, server }
}

type Bench = Awaited<ReturnType<typeof ready>>

/** Loses the line; what a test does `meanwhile` is done while there is none. */
async function reconnect({ client, server }: Bench, meanwhile = () => {}): Promise<void> {
  order.length = 0
  const { links } = client
  const lost = new Promise<void>((resolve) => {
    const off = links.library.port.onStatus((status) => {
      if (status.state !== 'backoff') return
      off()
      meanwhile()
      resolve()
    })
  })
  await server.control('/drop', { which: 'library', how: 'rst' })
  await lost
}

/** Queues the first missing episode that the client knows of. */
async function addOne({ library, queueCommands }: Client): Promise<() => void> {
  const id = library.slice.rows.find(({ missingCount }) => (missingCount ?? 0) > 0)?.id ?? ''
  const { episodes } = await library.details(id)
  const missing = episodes.filter((episode) => episode.missing).slice(0, 1)
  return () =>
    void queueCommands.add(
      id,
      missing.map(({ season, episode }) => ({ season, episode })),
    )
}

describe.each(DIALECTS.map((dialect) => [dialect.name, dialect] as const))(
  '%s',
  (_name, dialect) => {
    it('joins precede the snapshot, and the snapshot precedes any command', async () => {
      const bench = await ready(dialect)
      const { client, server } = bench
      const add = await addOne(client)
      await server.control('/hold-answers', { path: '/api/queue/status' })
      await reconnect(bench, add)
      await until(() => count(STATUS)).toBeGreaterThan(0)
      // The list is asked for at the same time: by now a command could have come as well.
      await until(() => order.some((each) => each.endsWith('/anime'))).toBe(true)
      await server.call('GET', '/api/auth/status')
      expect(client.outbox.all()).toMatchObject([{ state: 'queued' }])
      order.push('answered')
      await server.control('/release-answers')
      await until(() => count(ADD)).toBe(1)
      await until(() => client.outbox.all().length).toBe(0)
      expect(order.slice(0, 3)).toEqual([JOIN, JOIN, JOIN])
      expect(order.indexOf(STATUS)).toBeGreaterThan(order.lastIndexOf(JOIN))
      expect(order.indexOf(ADD)).toBeGreaterThan(order.indexOf('answered'))
      expect(order.indexOf('answered')).toBeGreaterThan(order.indexOf(STATUS))
    }, 60_000)
  },
)

describe('an item that is done', () => {
  it('stays so over a snapshot from before, and progress from before under either name', async () => {
    const bench = await ready()
    const { client, server } = bench
    const { queue, queueCommands } = client
    await server.control('/next-download', { outcome: 'complete', seconds: 400 })
    const add = await addOne(client)
    add()
    queueCommands.run('start')
    await until(() => queue.slice.rows.map(({ group }) => group)).toEqual(['active'])
    expect((await server.call('POST', '/api/queue/pause')).status).toBe(200)
    await until(() => queue.slice.rows.map(({ state }) => state)).toEqual(['paused'])
    await until(() => client.outbox.all().length).toBe(0)
    const id = queue.slice.rows[0]?.id ?? ''
    const seen: string[] = []
    const off = queue.slice.onChange(() => {
      const now = queue.slice.get(id)?.state ?? 'gone'
      if (now !== seen.at(-1)) seen.push(now)
    })

    // The server's answer says "paused" and is on its way while the download ends.
    await server.control('/hold-answers', { path: '/api/queue/status' })
    order.length = 0
    const snapshot = queue.refresh()
    await until(() => count(STATUS)).toBe(1)
    await server.call('POST', '/api/queue/resume')
    await until(() => queue.slice.get(id)?.state).toBe('completed')
    await server.control('/release-answers')
    await snapshot
    expect(queue.slice.get(id)?.state).toBe('completed')

    for (const type of ['download_progress', 'download_progress_update']) {
      const data = { download_id: id, percent: 50, downloaded_mb: 1, total_mb: 2 }
      await server.control('/emit', { type, data, room: 'download_progress' })
    }
    // On the same socket behind them: once this was heard, they were, too.
    await server.control('/emit', { type: 'auto_download_started', data: {} })
    const told = () => client.activity.slice.rows.map(({ kind }) => kind)
    await until(told).toContain('server.event')
    await queue.refresh()
    off()
    expect(queue.slice.get(id)?.state).toBe('completed')
    expect(seen.slice(seen.indexOf('completed'))).toEqual(['completed'])
    expect(seen).toContain('completed')
  }, 60_000)
})

describe('a refused join', () => {
  it('is shown in Diagnostics and polled around every 10 s', async () => {
    const clock = systemClock(5)
    const bench = await ready(DEFAULT_DIALECT, clock)
    const { client, server } = bench
    await server.control('/message-limit', { messages: 2, seconds: 3_600 })
    await reconnect(bench)
    await until(() => state(client)).toBe('ready')
    const rooms = () => diagnosticsOf(client, client.vault).rooms
    await until(rooms).toEqual([
      { room: 'scan_progress', state: 'joined' },
      { room: 'download_progress', state: 'joined' },
      { room: 'downloads', state: 'refused' },
    ])
    // Nobody tells us of this one.
    const since = clock.monotonic()
    await server.add(1)
    await until(() => client.queue.slice.rows.length).toBe(1)
    expect(clock.monotonic() - since).toBeLessThan(40_000)
    // A new connection asks again.
    await server.control('/message-limit', { messages: 100, seconds: 1 })
    await reconnect(bench)
    await until(() => state(client)).toBe('ready')
    await until(() => rooms().map((room) => room.state)).toEqual(['joined', 'joined', 'joined'])
  }, 60_000)
})
