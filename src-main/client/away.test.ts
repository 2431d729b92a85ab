import { describe, expect, it, vi } from 'vitest'
import { DEFAULT_DIALECT } from '../../reference-server/dialect'
import { PASSWORD, TestClient } from '../../reference-server/testing/client'
import { TestSocket } from '../../reference-server/testing/socket'
import { USER, worlds, type SteppedWorld } from './test-support'

/** What happened during an absence: the whole client, the real server, a stepped clock. */
const world = worlds()
vi.setConfig({ testTimeout: 60_000 })

const entries = ({ client }: SteppedWorld) =>
  client.activity.slice.rows.map(({ kind, data }) => [kind, data['news'] ?? data['title'] ?? null])

/** Another client of the same user. It ends with the server, or with its test. */
async function otherDevice({ url }: SteppedWorld) {
  const answer = await fetch(url + DEFAULT_DIALECT.todos.tokenPath, {
    method: 'POST',
    body: new URLSearchParams({ username: USER, password: PASSWORD, grant_type: 'password' }),
  })
  const { access_token: token } = (await answer.json()) as { access_token: string }
  const socket = await TestSocket.open(`${url}/ws_ep/ws?token=${token}`)
  const list = await socket.next('todos_list')
  const todos = list['payload'] as { id: number; title: string }[]
  return {
    id: (title: string) => todos.find((todo) => todo.title === title)?.id ?? 0,
    async does(frame: object, answered: string): Promise<void> {
      socket.send(frame)
      await socket.next(answered)
    },
  }
}

describe('todos', () => {
  it('are told as one digest without our own changes, which the server confirms only afterwards', async () => {
    const w = await world('todos', 'seed', 100_000)
    const { todos } = w.client
    for (const title of ['theirs to do', 'theirs to drop', 'mine to do']) todos.create({ title })
    await w.passUntil(() => todos.slice.rows.every(({ pending, serverId }) => !pending && serverId))
    const notices: unknown[] = []
    w.client.away.onDigest((digest) => notices.push(digest.news))
    await w.stopServer()
    await w.pass(70_000, 5_000)
    todos.create({ title: 'made offline' })
    const mine = todos.slice.rows.find(({ title }) => title === 'mine to do')
    todos.update(mine?.id ?? '', { completed: true })

    await w.startServer()
    const { id, does } = await otherDevice(w)
    const done = { completed: true }
    await does({ action: 'create_todo', payload: { title: 'of another' } }, 'todo_created')
    await does(
      { action: 'update_todo', todo_id: id('theirs to do'), payload: done },
      'todo_updated',
    )
    await does({ action: 'delete_todo', todo_id: id('theirs to drop') }, 'todo_deleted')
    await w.passUntil(() => w.state === 'ready')
    await w.passUntil(() => w.client.outbox.all().length === 0)
    await w.pass(15_000)
    const news = { todosAdded: 1, todosDone: 1, todosDeleted: 1 }
    expect(notices).toEqual([news])
    expect(entries(w)).toEqual([['away.digest', news]])
    expect(w.client.activity.slice.meta.digest?.data['news']).toEqual(news)
    expect(todos.slice.rows.map(({ title }) => title).sort()).toEqual([
      ...['made offline', 'mine to do', 'of another', 'theirs to do'],
    ])
  })

  it('are compared with the list of last time when Engawa is started again', async () => {
    const w = await world('todos', 'seed', 100_000)
    w.client.todos.create({ title: 'known' })
    await w.passUntil(() => w.client.todos.slice.rows.some(({ serverId }) => serverId !== null))
    await w.restart(async () => {
      const { id, does } = await otherDevice(w)
      await does({ action: 'create_todo', payload: { title: 'of another' } }, 'todo_created')
      await does({ action: 'delete_todo', todo_id: id('known') }, 'todo_deleted')
      w.clock.sleep(3_600_000)
    })
    const notices: unknown[] = []
    w.client.away.onDigest((digest) => notices.push(digest.news))
    await w.client.connect()
    await w.signIn()
    await w.passUntil(() => w.state === 'ready')
    const news = { todosAdded: 1, todosDeleted: 1 }
    expect(notices).toEqual([news])
    expect(entries(w)).toEqual([['away.digest', news]])
  })

  it('are told one by one after less than a minute, and not at all when nothing happened', async () => {
    const w = await world('todos', 'seed', 100_000)
    await w.stopServer()
    await w.pass(30_000, 5_000)
    await w.startServer()
    const { does } = await otherDevice(w)
    await does({ action: 'create_todo', payload: { title: 'of another' } }, 'todo_created')
    await w.passUntil(() => w.state === 'ready')
    expect(entries(w)).toEqual([['todo.remote', 'of another']])

    await w.stopServer()
    await w.pass(70_000, 5_000)
    await w.startServer()
    await w.passUntil(() => w.state === 'ready')
    await w.pass(15_000)
    expect(entries(w)).toHaveLength(1)
    expect(w.client.activity.slice.meta.digest).toBeNull()
  })
})

describe('the library', () => {
  it('tells what was downloaded while asleep once, and nothing of it item by item', async () => {
    const w = await world('library', 'seed', 100_000)
    const { client } = w
    const told: string[] = []
    client.away.onOutcome(({ itemId }) => told.push(itemId))
    const other = new TestClient(w.url)
    const { body } = await other.call('POST', '/api/auth/login', { password: PASSWORD })
    other.token = String(body['access_token'])
    const series = client.library.slice.rows.find(({ missingCount }) => (missingCount ?? 0) > 2)
    expect(series).toBeDefined()
    const missing = (series?.missing ?? []).slice(0, 2)
    await other.call('POST', '/api/queue/add', {
      ...{ serie_id: series?.serverId, serie_folder: series?.folder, serie_name: series?.title },
      ...{ episodes: missing, priority: 'normal' },
    })
    await w.passUntil(() => client.queue.confirmed.items.length === 2)
    await other.control('/next-download', { outcome: 'complete', seconds: 1 })
    await other.control('/next-download', { outcome: 'fail', reason: 'gone', seconds: 1 })
    client.suspend()
    await other.call('POST', '/api/queue/start')
    await w.until(async () => {
      const { completed_downloads: done, failed_downloads: bad } = await other.queue()
      return done.length + bad.length === 2
    })
    w.clock.sleep(600_000)
    client.resume()
    await w.passUntil(() => client.activity.slice.meta.digest !== null)
    await w.pass(15_000)
    expect(entries(w)).toEqual([['away.digest', { finished: 1, failed: 1 }]])
    expect(told).toEqual([])
  })
})
