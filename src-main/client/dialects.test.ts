import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { DIALECTS } from '../../reference-server/dialect'
import type { Dialect } from '../../reference-server/dialects/traits'
import { PASSWORD } from '../../reference-server/testing/client'
import { servers } from '../../reference-server/testing/setup'
import type { QueueGroup } from '../../src-shared/domain/queue'
import { episodeCode } from '../../src-shared/domain/series'
import { systemClock } from '../clock'
import { silentLog } from '../log'
import type { Client } from './client'
import { openClient } from './testing'

/** A whole client without a window, and the real server in each of its versions. */
const start = servers()
const WAIT = { timeout: 15_000, interval: 10 }
const ends: (() => Promise<void>)[] = []
/** Whatever the client found worth a warning: nothing, in any version. */
const warnings: string[] = []
const log = { ...silentLog, warn: note, error: note }

function note(message: string, more?: unknown): void {
  warnings.push(`${message} ${JSON.stringify(more)}`)
}

beforeEach(() => {
  warnings.length = 0
})
afterEach(async () => {
  for (const end of ends.splice(0)) await end()
})

function open(): Client {
  const { client, close } = openClient(systemClock(), log)
  ends.push(close)
  return client
}

const until = (what: () => unknown) => expect.poll(what, WAIT)
const state = (client: Client) => client.slices.connections.get('library')?.state
const inGroup = (client: Client, group: QueueGroup) =>
  client.queue.slice.rows.filter((row) => row.group === group)
const codes = (client: Client, group: QueueGroup) =>
  inGroup(client, group)
    .filter((row) => row.pending === null)
    .map(episodeCode)
const unsettled = (client: Client) => client.outbox.all().length

async function signedIn(dialect: Dialect) {
  const { client: server, server: process } = await start({ dialect })
  const client = open()
  await client.servers.add({ kind: 'library', url: server.url })
  await client.connect()
  expect(client.sessions.view('library').state).toBe('needsSetup')
  await client.sessions.setUp(PASSWORD)
  await until(() => state(client)).toBe('ready')
  return { client, server, process }
}

describe.each(DIALECTS.map((dialect) => [dialect.name, dialect] as const))(
  '%s',
  (_name, dialect) => {
    it('from the set-up to a retry, without an error anywhere', async () => {
      const { client, server } = await signedIn(dialect)
      const { library, queue, queueCommands, capabilities } = client

      await until(() => library.slice.rows.length).toBeGreaterThan(10)
      const known = library.slice.rows.find(({ missingCount }) => (missingCount ?? 0) >= 4)
      const id = known?.id ?? ''
      expect(known?.title).not.toBe(id)
      const { episodes } = await library.details(id)
      const missing = episodes.filter((episode) => episode.missing)
      expect(missing.length).toBe(known?.missingCount)
      const [first, second, third, fourth] = missing
      expect((await library.search(known?.title ?? '')).length).toBeGreaterThan(0)

      const { pause, reorder } = dialect.queue
      const { extras } = dialect
      await until(() => capabilities.has('library', 'server.scheduler')).toBe(
        extras.scheduler !== null,
      )
      await until(() => capabilities.has('library', 'server.health')).toBe(true)
      const offers = (name: Parameters<typeof capabilities.offers>[1]) =>
        capabilities.offers('library', name)
      expect({
        pause: offers('queue.pause'),
        reorder: offers('queue.reorder'),
        add: offers('library.add'),
        config: offers('server.config'),
        backups: offers('server.backups'),
        logging: offers('server.logging'),
        locks: offers('server.locks'),
      }).toEqual({
        pause,
        reorder: reorder !== null,
        add: extras.addSeries !== null,
        config: extras.config !== null,
        backups: extras.backups !== null,
        logging: extras.logging !== null,
        locks: extras.processLocks !== null,
      })

      if (extras.scheduler !== null) {
        const scheduler = await client.server.scheduler.get()
        expect(scheduler).toMatchObject({ rhythm: extras.scheduler, enabled: false })
        // Kept by the server: at a rhythm that brings no scan into this test.
        const rare =
          scheduler.rhythm === 'interval'
            ? { ...scheduler, intervalMinutes: 10_000 }
            : { ...scheduler, time: '04:30', days: [], autoDownload: true }
        expect(await client.server.scheduler.set(rare)).toEqual(rare)
      }

      const wanted = [first, second, third, fourth].flatMap((episode) => episode ?? [])
      const [one = '', two = '', three = '', four = ''] = wanted.map(episodeCode)
      queueCommands.add(
        id,
        wanted.map(({ season, episode }) => ({ season, episode })),
      )
      await until(() => codes(client, 'pending')).toEqual([one, two, three, four])

      if (reorder !== null) {
        const last = inGroup(client, 'pending')[3]?.id ?? ''
        queueCommands.move(last, inGroup(client, 'pending')[0]?.id ?? null)
        await until(() => codes(client, 'pending')).toEqual([one, four, two, three])
        expect(capabilities.variant(queue.where?.profileId ?? '').reorder).toBe(reorder)
      }

      await server.control('/next-download', { outcome: 'complete', times: 3 })
      await server.control('/next-download', { outcome: 'fail', reason: 'No luck', times: 1 })
      queueCommands.run('start')
      await until(() => inGroup(client, 'completed').length).toBe(3)
      await until(() => inGroup(client, 'failed').map((row) => row.error)).toEqual(['No luck'])
      await until(() => queue.slice.meta.run.running).toBe(false)
      await until(() => library.series(id)?.missingCount).toBe(missing.length - 3)
      await until(() => unsettled(client)).toBe(0)

      const lost = inGroup(client, 'failed').map(({ episode }) => episode)
      await server.control('/next-download', { outcome: 'complete' })
      queueCommands.retry(inGroup(client, 'failed').map((row) => row.id))
      await until(() => inGroup(client, 'pending').length).toBe(1)
      await until(() => unsettled(client)).toBe(0)
      queueCommands.run('start')
      await until(() => inGroup(client, 'completed').length).toBe(4)
      queueCommands.run('stop')
      await until(() => unsettled(client)).toBe(0)
      expect(state(client)).toBe('ready')
      expect(warnings).toEqual([])
      // Each end of an episode is one entry, whatever names it came under; so is the end of a series.
      const tells = dialect.events.names.download_series_completed.length > 0
      const entries = () =>
        client.activity.slice.rows.map(({ kind, data }) =>
          kind === 'server.event' ? data.name : `${kind} ${String(data.episode)}`,
        )
      const told = [
        ...wanted.map(({ episode }) => `download.completed ${episode}`),
        ...lost.map((episode) => `download.failed ${episode}`),
        ...(tells ? ['download_series_completed'] : []),
      ]
      await until(() => entries().sort()).toEqual(told.sort())
    }, 30_000)

    it('leads to the set-up when the server was begun anew', async () => {
      const { client, process } = await signedIn(dialect)
      await process.close()
      await until(() => state(client)).not.toBe('ready')
      await start({ dialect, port: process.port })
      client.links.library.port.retryNow()
      await until(() => client.sessions.view('library').state).toBe('needsSetup')
    }, 30_000)
  },
)

const ADDING = DIALECTS.filter(({ extras }) => extras.addSeries).map(
  (one) => [one.name, one] as const,
)

it.each(ADDING)(
  '%s takes a series in',
  async (_name, dialect) => {
    const { client, server } = await signedIn(dialect)
    const { library } = client
    await until(() => library.slice.rows.length).toBeGreaterThan(10)
    const results = await library.search('a')
    expect(results.some(({ inLibrary }) => inLibrary)).toBe(true)
    const [one, other] = results.filter(({ inLibrary }) => !inLibrary)
    const add = (result = one) => library.add(result?.link ?? '', result?.title ?? '')
    const byTitle = (title = '') => library.slice.rows.find((row) => row.title === title)
    add()
    expect(library.slice.meta.adding).toMatchObject([{ title: one?.title, link: one?.link }])
    await until(() => byTitle(one?.title)?.missingCount).toBeGreaterThan(0)
    await until(() => library.slice.meta.adding).toEqual([])
    // Known by now, so the server says that it is there: that is what was wanted.
    add()
    await until(() => unsettled(client)).toBe(0)
    if (dialect.extras.addSeries?.status === 202) {
      await server.control('/fail-next-loading', { reason: 'No page' })
      add(other)
      const failed = { title: other?.title, loading: 'failed', error: 'No page', pending: null }
      await until(() => library.slice.meta.adding).toMatchObject([failed])
    }
    expect(warnings).toEqual([])
  },
  30_000,
)
