import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { servers } from '../../testing/setup'
import type { TestQueue } from '../../testing/client'

const start = servers()

interface ProgressData {
  download_id: string
  percent: number
  downloaded_mb: number
  total_mb: number | null
  speed_mbps: number | null
  eta_seconds: number | null
  status: string
}

describe('a run', () => {
  it('downloads with a preparing phase, growing numbers and one completion', async () => {
    const { client } = await start()
    await client.signIn()
    const socket = await client.library('downloads', 'download_progress')
    await client.control('/next-download', { outcome: 'complete' })
    const [id] = await client.add(1)
    await client.call('POST', '/api/queue/start')
    const done = await socket.next('download_complete')
    expect(done.data).toMatchObject({
      download_id: id,
      percent: 100,
      key: 'lanterns-of-the-ninth-tide',
    })
    await socket.next('queue_stopped')

    const progress = socket.messages
      .filter((m) => m.type === 'download_progress')
      .map((m) => m.data as ProgressData)
    expect(progress[0]).toMatchObject({ status: 'preparing', total_mb: null, percent: 0 })
    const moving = progress.filter((p) => p.status === 'downloading')
    expect(moving.length).toBeGreaterThan(3)
    for (const p of moving) {
      expect(p.total_mb).toBeGreaterThanOrEqual(250)
      expect(p.speed_mbps).toBeGreaterThan(0)
      expect(p.eta_seconds).not.toBeNull()
    }
    const percents = progress.map((p) => p.percent)
    expect(percents).toEqual([...percents].sort((a, b) => a - b))
    const queue = await client.queue()
    expect(queue).toMatchObject({ is_running: false, active_downloads: [], pending_queue: [] })
    expect(queue.completed_downloads.map((item) => item.id)).toEqual([id])
  })

  it('takes a finished episode off the missing ones a little later', async () => {
    const { client } = await start()
    await client.signIn()
    const socket = await client.library('downloads')
    const { body } = await client.call('GET', '/api/v1/anime/the-clockmakers-orchard')
    const missing = (body.missing_episodes as Record<string, number[]>)['1'] ?? []
    const [episode] = missing
    expect(episode).toBeGreaterThan(0)
    await client.control('/next-download', { outcome: 'complete' })
    await client.call('POST', '/api/queue/add', {
      serie_id: 'the-clockmakers-orchard',
      serie_folder: 'x',
      serie_name: 'x',
      episodes: [{ season: 1, episode }],
    })
    await client.call('POST', '/api/queue/start')
    await socket.next('series_updated')
    const after = await client.call('GET', '/api/v1/anime/the-clockmakers-orchard')
    expect(after.body.missing_episodes).toEqual({ '1': missing.slice(1) })
  })

  it('runs two at a time, in the order of the queue', async () => {
    const { client } = await start({ speed: 1 })
    await client.signIn()
    const ids = await client.add(1, 2, 3)
    await client.call('POST', '/api/queue/start')
    const queue = await client.queue()
    expect(queue.active_downloads.map((item) => item.id)).toEqual(ids.slice(0, 2))
    expect(queue.pending_queue.map((item) => item.id)).toEqual(ids.slice(2))
  })

  it('pauses, resumes, stops and starts again', async () => {
    const { client } = await start({ speed: 1 })
    await client.signIn()
    const socket = await client.library('downloads')
    expect((await client.call('POST', '/api/queue/start')).status).toBe(400)
    const ids = await client.add(1, 2, 3)
    await client.call('POST', '/api/queue/start')
    await client.call('POST', '/api/queue/pause')
    let queue = await client.queue()
    expect(queue).toMatchObject({ is_running: true, is_paused: true })
    expect(queue.active_downloads.map((item) => item.status)).toEqual(['paused', 'paused'])
    await client.call('POST', '/api/queue/resume')
    queue = await client.queue()
    expect(queue.active_downloads.map((item) => item.status)).toEqual([
      'downloading',
      'downloading',
    ])
    await client.call('POST', '/api/queue/stop')
    queue = await client.queue()
    expect(queue).toMatchObject({ is_running: false, is_paused: false, active_downloads: [] })
    expect(queue.pending_queue.map((item) => item.id)).toEqual(ids)
    await socket.next('queue_stopped')
    const names = ['queue_started', 'queue_paused', 'queue_resumed', 'queue_stopped']
    expect(socket.types().filter((type) => names.includes(type))).toEqual(names)
  })

  it('fails with a reason, and retries one, or all of them for an empty list', async () => {
    const { client } = await start()
    await client.signIn()
    const socket = await client.library('downloads')
    await client.control('/next-download', { outcome: 'fail', reason: 'Disk full', times: 2 })
    const [first, second] = await client.add(1, 2)
    await client.call('POST', '/api/queue/start')
    await socket.next('queue_stopped')
    let queue = await client.queue()
    expect(queue.failed_downloads.map((item) => item.error)).toEqual(['Disk full', 'Disk full'])
    expect(socket.types().filter((type) => type === 'download_failed')).toHaveLength(2)

    await client.call('POST', '/api/queue/retry', { item_ids: [second] })
    queue = await client.queue()
    expect(queue.pending_queue).toMatchObject([{ id: second, retry_count: 1, error: null }])
    await client.call('POST', '/api/queue/retry', { item_ids: [] })
    queue = await client.queue()
    expect(queue.pending_queue.map((item) => item.id)).toEqual([second, first])
    expect(queue.failed_downloads).toEqual([])
  })

  it('fails an episode that the provider does not have', async () => {
    const { client } = await start()
    await client.signIn()
    const socket = await client.library('downloads')
    await client.add(99)
    await client.call('POST', '/api/queue/start')
    expect(await socket.next('download_failed')).toMatchObject({
      data: { error: 'Episode S1E99 was not found at the provider' },
    })
  })
})

describe('the order', () => {
  it('drops what waits already, and answers with fewer ids', async () => {
    const { client } = await start()
    await client.signIn()
    expect(await client.add(1, 2, 2)).toHaveLength(2)
    expect(await client.add(2, 3)).toHaveLength(1)
    expect((await client.queue()).pending_queue).toHaveLength(3)
  })

  it('puts high before normal before low, and reorders as told', async () => {
    const { client } = await start()
    await client.signIn()
    const add = async (episode: number, priority: string): Promise<string> => {
      const { body } = await client.call('POST', '/api/queue/add', {
        serie_id: 's',
        serie_folder: 's',
        serie_name: 's',
        episodes: [{ season: 1, episode }],
        priority,
      })
      return String((body.item_ids as string[])[0])
    }
    const order = async (): Promise<string[]> =>
      (await client.queue()).pending_queue.map((item) => item.id)
    const low = await add(1, 'low')
    const normal = await add(2, 'NORMAL')
    const high = await add(3, 'high')
    const second = await add(4, 'normal')
    expect(await order()).toEqual([high, normal, second, low])
    await client.call('POST', '/api/queue/reorder', { item_ids: [low, 'gone', high] })
    expect(await order()).toEqual([low, high, normal, second])
    expect((await client.call('POST', '/api/queue/add', { priority: 'urgent' })).status).toBe(422)
  })

  it('removes one, many and a running one, and clears the completed', async () => {
    const { client } = await start({ speed: 1, maxActive: 1 })
    await client.signIn()
    const socket = await client.library('downloads')
    const [a, b, c, d] = await client.add(1, 2, 3, 4)
    await client.call('POST', '/api/queue/start')
    expect((await client.call('DELETE', `/api/queue/${String(a)}`)).status).toBe(204)
    expect(await socket.next('download_removed')).toMatchObject({ data: { removed_ids: [a] } })
    expect((await client.queue()).active_downloads.map((item) => item.id)).toEqual([b])
    expect((await client.call('DELETE', `/api/queue/${String(a)}`)).status).toBe(404)
    const many = await client.call('DELETE', '/api/queue/', { item_ids: [b, c] })
    expect(many.body.removed_ids).toEqual([b, c])
    expect((await client.queue()).active_downloads.map((item) => item.id)).toEqual([d])
    await client.call('DELETE', `/api/queue/${String(d)}`)
    expect(await client.queue()).toMatchObject({ is_running: false })

    const clear = await client.call('DELETE', '/api/queue/completed')
    expect([clear.status, clear.body.count]).toEqual([200, 0])
  })
})

describe('a restart', () => {
  let folder = ''
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'engawa-server-'))
  })
  afterEach(() => rmSync(folder, { recursive: true }))

  const ids = (queue: TestQueue): string[] =>
    [...queue.active_downloads, ...queue.pending_queue].map((item) => item.id)

  it('brings back order, history and token, and goes on with the run', async () => {
    const { server, client } = await start({ dataDir: folder, speed: 1 })
    await client.signIn()
    const [a, b, c, d] = await client.add(1, 2, 3, 4)
    await client.call('POST', '/api/queue/reorder', { item_ids: [d, b, a, c] })
    await client.call('POST', '/api/queue/start')
    await server.close()

    const second = await start({ dataDir: folder, speed: 1 })
    second.client.token = client.token
    const queue = await second.client.queue()
    expect(queue.is_running).toBe(true)
    expect(ids(queue)).toEqual([d, b, a, c])
    expect(queue.active_downloads.map((item) => item.progress?.total_mb)).toEqual([null, null])
  })

  it('stays paused, and stays stopped', async () => {
    const { server, client } = await start({ speed: 1 })
    await client.signIn()
    const added = await client.add(1, 2, 3)
    await client.call('POST', '/api/queue/start')
    await client.call('POST', '/api/queue/pause')
    await server.restart()
    let queue = await client.queue()
    expect(queue).toMatchObject({ is_running: true, is_paused: true, active_downloads: [] })
    expect(ids(queue)).toEqual(added)
    await client.call('POST', '/api/queue/stop')
    await server.restart()
    queue = await client.queue()
    expect(queue).toMatchObject({ is_running: false, is_paused: false })
  })

  it('dies abruptly: the socket is reset without a goodbye', async () => {
    const { server, client } = await start()
    await client.signIn()
    const socket = await client.library('downloads')
    await server.restart()
    expect((await socket.closed).code).toBe(1006)
    expect(socket.types()).not.toContain('server_shutdown')
    expect((await client.call('GET', '/api/v1/anime')).status).toBe(200)
  })
})
