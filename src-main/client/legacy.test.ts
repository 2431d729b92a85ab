import { afterEach, expect, it } from 'vitest'
import { PASSWORD } from '../../reference-server/testing/client'
import { servers } from '../../reference-server/testing/setup'
import { v2025_10 } from '../../reference-server/dialects/v2025-10'
import { systemClock } from '../clock'
import { silentLog } from '../log'
import { openClient } from './testing'

/** What the oldest servers send, from their socket to the entries of Activity, each once. */
const start = servers()
const until = (what: () => unknown) => expect.poll(what, { timeout: 15_000, interval: 10 })
let close: (() => Promise<void>) | null = null
afterEach(async () => {
  await close?.()
  close = null
})

async function signedIn() {
  const { client: server } = await start({ dialect: v2025_10 })
  const opened = openClient(systemClock(), silentLog)
  close = opened.close
  const { client } = opened
  await client.servers.add({ kind: 'library', url: server.url })
  await client.connect()
  await client.sessions.setUp(PASSWORD)
  await until(() => client.slices.connections.get('library')?.state).toBe('ready')
  const entries = () =>
    client.activity.slice.rows
      .map(({ kind, data }) => (kind === 'server.event' ? data.name : kind))
      .reverse()
  const emit = (type: string, data: object) => server.control('/emit', { type, data, bare: true })
  return { server, client, entries, emit }
}

it('a scheduled scan: begun, ended, and what was found; failed; skipped', async () => {
  const { server, entries } = await signedIn()
  await server.control('/run-scheduler')
  const ended = ['scheduled_rescan_started', 'scan.completed', 'scheduled_rescan_completed']
  await until(() => [...entries()].sort()).toEqual([...ended].sort())
  await server.control('/fail-next-scan', { reason: 'Provider unreachable' })
  await server.control('/run-scheduler')
  const failed = ['scheduled_rescan_started', 'scan.failed', 'scheduled_rescan_error']
  await until(() => entries().slice(3).sort()).toEqual([...failed].sort())
}, 30_000)

it('every legacy name once, and one event under two names once', async () => {
  const { client, entries, emit } = await signedIn()
  const names = [
    ...['scheduled_rescan_skipped', 'auto_download_started', 'auto_download_completed'],
    ...['auto_download_error', 'download_series_completed'],
  ]
  for (const name of names) await emit(name, { message: name })
  await until(entries).toEqual(names)
  const end = { key: 'x', serie_name: 'X', episode: { season: 1, episode: 2 } }
  await emit('download_episode_update', { ...end, percent: 50 })
  await emit('download_episode_update', { ...end, status: 'completed' })
  await emit('download_episode_update', { ...end, status: 'completed' })
  await emit('scan_error', { error: 'Disk gone' })
  await emit('scan_failed', { error: 'Disk gone' })
  await until(() => entries().slice(names.length)).toEqual(['download.completed', 'scan.failed'])
  // The frames came in order: what follows shows that nothing of the twins is still to come.
  await emit('auto_download_error', { message: 'last' })
  await until(() => entries().at(-1)).toBe('auto_download_error')
  expect(entries()).toHaveLength(names.length + 3)
  expect(client.links.library.port.counters.get('events.twin')).toBe(1)
}, 30_000)
