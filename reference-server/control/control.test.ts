import { isUtf8 } from 'node:buffer'
import { once } from 'node:events'
import { expect, it } from 'vitest'
import WebSocket from 'ws'
import { servers } from '../testing/setup'
import type { TestSocket } from '../testing/socket'

const start = servers()

it('is there only when asked for, and not for web pages', async () => {
  const { client } = await start({ control: false })
  expect((await client.call('GET', '/__control/state')).status).toBe(404)
  const second = await start()
  const response = await fetch(`${second.client.url}/__control/state`, {
    headers: { origin: 'http://evil.example' },
  })
  expect(response.status).toBe(403)
})

it('drops sockets in three ways', async () => {
  const { client } = await start()
  await client.signIn()
  const drop = async (how: object): Promise<number> => {
    const socket = await client.library()
    const { socket: todos } = await client.todos('mio')
    const { body } = await client.control('/drop', { which: 'library', ...how })
    expect(body.dropped).toBe(1)
    todos.send({ action: 'get_all_todos' })
    await todos.next('todos_list')
    todos.close()
    return (await socket.closed).code
  }
  expect(await drop({ how: 'rst' })).toBe(1006)
  expect(await drop({ how: 'close' })).toBe(1006)
  expect(await drop({ how: 'code', code: 4001 })).toBe(4001)
})

it('freezes sockets half-open, and thaws them', async () => {
  const { client } = await start()
  const { socket } = await client.todos('mio')
  await client.control('/freeze', { which: 'todos' })
  await client.control('/todos/as', {
    username: 'mio',
    action: 'create_todo',
    payload: { title: 'a' },
  })
  const pong = socket.pong()
  socket.ping()
  socket.send({ action: 'get_all_todos', payload: null })
  const frozen = await client.call('GET', '/__control/state')
  expect(frozen.body.frames).toEqual({})
  expect(frozen.body.todos).toMatchObject({ mio: [{ title: 'a' }] })
  await client.control('/thaw')
  await pong
  expect(await socket.next('todos_list')).toMatchObject({ payload: [{ title: 'a' }] })
  expect(socket.types()).toEqual(['todos_list', 'todos_list'])
})

it('does the work and loses the answer', async () => {
  const { client } = await start()
  await client.signIn()
  await client.control('/lose-answers', { path: '/api/queue/add', times: 1 })
  await expect(client.add(1)).rejects.toThrow()
  expect((await client.queue()).pending_queue).toHaveLength(1)
  expect(await client.add(2)).toHaveLength(1)
})

it('does the work and loses the confirmation', async () => {
  const { client } = await start()
  const { socket } = await client.todos('mio')
  await client.control('/lose-confirmations', { times: 1 })
  socket.send({ action: 'create_todo', payload: { title: 'silent' } })
  socket.send({ action: 'create_todo', payload: { title: 'loud' } })
  expect((await socket.next('todo_created')).payload).toMatchObject({ id: 2, title: 'loud' })
  const { body } = await client.call('GET', '/__control/state')
  expect(body.todos).toMatchObject({ mio: [{ title: 'silent' }, { title: 'loud' }] })
  expect(body.frames).toEqual({ 'todos create_todo': 2 })
})

it('tells what was asked to be changed, in order', async () => {
  const { client } = await start()
  await client.signIn()
  const { socket } = await client.todos('mio')
  const [id = ''] = await client.add(1)
  await client.call('DELETE', `/api/queue/${id}`)
  await client.call('GET', '/api/queue/status')
  await client.control('/refuse', { status: 503, path: '/api/queue/*' })
  await client.call('DELETE', '/api/queue/completed')
  socket.send({ action: 'get_all_todos', payload: null })
  socket.send({ action: 'create_todo', payload: { title: 'a' } })
  socket.send({ action: 'delete_todo', todo_id: 1 })
  await socket.next('todo_deleted')
  const { body } = await client.call('GET', '/__control/changes')
  expect(body).toEqual([
    {
      what: 'POST /api/queue/add',
      asked: expect.objectContaining({ episodes: [{ season: 1, episode: 1 }] }),
    },
    { what: 'DELETE /api/queue/{item_id}', asked: { item_id: id } },
    { what: 'create_todo', asked: { title: 'a' } },
    { what: 'delete_todo', todo_id: 1 },
  ])
})

it('refuses so many calls, socket handshakes too, and says when to come back', async () => {
  const { client } = await start()
  await client.signIn()
  await client.control('/refuse', { status: 503, path: '/api/v1/*', times: 1, retry_after: 7 })
  const refused = await client.call('GET', '/api/v1/anime')
  expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '7'])
  expect((await client.call('GET', '/api/v1/anime')).status).toBe(200)
  await client.control('/refuse', { status: 429, path: '/ws/connect' })
  await expect(client.library()).rejects.toThrow('status 429')
  await client.library()
})

it('answers a page instead of JSON', async () => {
  const { client } = await start()
  await client.control('/html', { on: true })
  const page = await client.call('GET', '/api/auth/status')
  expect([page.status, page.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8'])
  await client.control('/clear')
  expect((await client.call('GET', '/api/auth/status')).body.configured).toBe(false)
})

it('holds an answer back while others pass it', async () => {
  const { server, client } = await start()
  await client.control('/delay', { ms: 3_600_000, path: '/api/health' })
  const order: string[] = []
  const slow = client.call('GET', '/api/health').then(
    () => order.push('answered'),
    () => order.push('cut off'),
  )
  expect((await client.call('GET', '/api/auth/status')).status).toBe(200)
  order.push('passed')
  await server.restart()
  await slow
  expect(order).toEqual(['passed', 'cut off'])
})

it('emits anything, with the envelope and bare', async () => {
  const { client } = await start()
  const socket = await client.library('downloads')
  await client.control('/emit', { type: 'download_error', data: { id: 'x' }, room: 'downloads' })
  expect(await socket.next('download_error')).toEqual({
    type: 'download_error',
    timestamp: expect.any(String),
    data: { id: 'x' },
  })
  await client.control('/emit', { type: 'scan_error', data: { reason: 'y' }, bare: true })
  expect(await socket.next('scan_error')).toEqual({ type: 'scan_error', reason: 'y' })
  const { socket: todos } = await client.todos('mio')
  await client.control('/emit-todos', { message: { type: 'error', detail: 'odd' } })
  expect(await todos.next('error')).toEqual({ type: 'error', detail: 'odd' })
})

it('acts as another client of a todo user', async () => {
  const { client } = await start()
  const { socket } = await client.todos('mio')
  const as = (message: object): ReturnType<typeof client.call> =>
    client.control('/todos/as', { username: 'mio', ...message })
  const made = await as({ action: 'create_todo', payload: { title: 'from the phone' } })
  expect(made.body).toMatchObject({ type: 'todo_created', payload: { id: 1 } })
  expect((await socket.next('todo_created')).payload).toMatchObject({ title: 'from the phone' })
  expect((await as({ action: 'delete_todo', todo_id: 9 })).body.type).toBe('error')
})

it('restarts on the same port, and keeps counting', async () => {
  const { client } = await start()
  await client.signIn()
  const socket = await client.library()
  await client.control('/restart', { ms: 0 })
  expect((await socket.closed).code).toBe(1006)
  const again = async (): Promise<TestSocket> => client.library().catch(again)
  await again()
  const { body } = await client.call('GET', '/__control/state')
  expect(body.dials).toEqual({ library: 2 })
  expect(body.sockets).toMatchObject([{ server: 'library', user: 'master', rooms: [] }])
})

it('says goodbye when it shuts down in order', async () => {
  const { server, client } = await start()
  await client.signIn()
  const socket = await client.library()
  await server.close()
  expect(await socket.closed).toEqual({ code: 1001, reason: 'Server shutdown' })
  expect(socket.types()).toEqual(['connected', 'server_shutdown'])
})

it('sends frames that no client should get, and bursts', async () => {
  const { client } = await start()
  await client.signIn()
  const ws = new WebSocket(`${client.url.replace(/^http/, 'ws')}/ws/connect`, {
    maxPayload: 64 * 1024 * 1024,
    skipUTF8Validation: true,
  })
  const frames: { size: number; binary: boolean; utf8: boolean }[] = []
  const told = new Promise<void>((resolve) => {
    ws.on('message', (data: Buffer, binary) => {
      frames.push({ size: data.length, binary, utf8: isUtf8(data) })
      if (frames.length === 1 + 4 + 1_000) resolve()
    })
  })
  await once(ws, 'message')
  for (const frame of ['large', 'binary', 'invalid-utf8', 'deep']) {
    expect((await client.control('/odd-frame', { which: 'library', frame })).body.sent_to).toBe(1)
  }
  const messages = [{ type: 'a' }, { type: 'bb' }]
  await client.control('/burst', { which: 'library', messages, times: 1_000 })
  await told
  const [large, binary, invalid, deep] = frames.slice(1)
  expect(large?.size).toBeGreaterThan(20 * 1024 * 1024)
  expect(binary?.binary).toBe(true)
  expect(invalid).toMatchObject({ binary: false, utf8: false })
  expect(deep?.size).toBeGreaterThan(20_000)
  expect(frames.slice(5).map(({ size }) => size)).toEqual(
    Array.from({ length: 1_000 }, (_, at) => JSON.stringify(messages[at % 2]).length),
  )
  ws.terminate()
})
