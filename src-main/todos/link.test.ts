import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { AuthorisedHttp } from '../link/authorised-http'
import { ScriptedSessions, UNWATCHED } from '../link/testing'
import { silentLog } from '../log'
import type { Connection } from '../transport/connection'
import { ManualClock, TestServer, settled, testConnection, until } from '../transport/test-support'
import { encodeGetAll } from '../wire/todos/encode'
import { TodosLink } from './link'
import type { TodosService } from './service'

/** The link on a real connection; only the service behind it is written by hand. */
let server: TestServer
let clock: ManualClock
let sessions: ScriptedSessions
let link: TodosLink
let connection: Connection
let applied: string[]

beforeEach(async () => {
  server = await TestServer.start()
  clock = new ManualClock()
  sessions = new ScriptedSessions()
  Object.assign(sessions, { state: 'signedIn', url: `http://127.0.0.1:${server.port}` })
  applied = []
  const todos = {
    open: () => undefined,
    connected: () => undefined,
    disconnected: () => applied.push('down'),
    setLive: () => undefined,
    askForList: () => connection.send(encodeGetAll()),
    apply: ({ type }: { type: string }) => applied.push(type),
  }
  link = new TodosLink({
    sessions,
    todos: todos as unknown as TodosService,
    presence: UNWATCHED,
    http: { request: () => Promise.reject(new Error('not asked')) } as Pick<
      AuthorisedHttp,
      'request'
    >,
    open: () => ({ request: () => Promise.reject(new Error('not asked')) }),
    connect: (owner) => (connection = testConnection(owner, clock)),
    log: silentLog,
  })
  link.load()
  link.dial()
})

afterEach(async () => {
  const stopped = link.stop()
  await server.stop()
  await stopped
})

const LIST = JSON.stringify({ type: 'todos_list', todos: [] })

describe('a refused sign-in told by a message', () => {
  const messages = [
    { type: 'auth_error', message: 'Token expired' },
    { type: 'error', code: '401', message: 'no' },
    { type: 'error', message: 'Could not validate credentials' },
  ]
  const closes = [null, 1000, 1001, 1005, 1006, 1008, 1011, 1012, 1013, 4000, 4001, 4401]

  it.each(messages.flatMap((message) => closes.map((close) => [message, close] as const)))(
    '%j, then close %s: sign-in, once, and no dial with that token',
    async (message, close) => {
      const socket = await server.sockets.next()
      socket.send(JSON.stringify(message))
      if (close === 1006) socket.terminate()
      else if (close === 1005) socket.close()
      else if (close !== null) socket.close(close)
      const { why } = await until(connection, 'needsAuth')
      expect(why).toMatchObject({ code: 'auth.required', detail: message.message })
      await new Promise<void>((resolve) => {
        if (socket.readyState === socket.CLOSED) resolve()
        else socket.once('close', () => resolve())
      })
      // It looked for another token, and there was none.
      await settled()
      expect((await until(connection, 'needsAuth')).why).toEqual(why)
      clock.advance(3_600_000)
      expect(connection.status.state).toBe('needsAuth')
      expect(sessions.refused).toEqual(['token-1'])
      expect(server.upgrades.length).toBe(1)
    },
  )

  it('in the middle of a connection: what came before it counts', async () => {
    const socket = await server.sockets.next()
    socket.send(LIST)
    await until(connection, 'ready')
    socket.send(JSON.stringify({ type: 'todo_deleted', todo_id: 7 }))
    socket.send(JSON.stringify({ type: 'auth_error', message: 'Token expired' }))
    socket.send(JSON.stringify({ type: 'todo_deleted', todo_id: 8 }))
    await until(connection, 'needsAuth')
    expect(applied).toEqual(['list', 'deleted', 'down'])
    sessions.value = 'token-2'
    sessions.set('todos', { state: 'expired' })
    sessions.set('todos', { state: 'signedIn' })
    const again = await server.sockets.next()
    again.send(LIST)
    await until(connection, 'ready')
    expect(server.upgrades[1]?.url).toContain('token=token-2')
  })
})

describe('the snapshot', () => {
  it('is awaited on each connection, and asked for by hand after 3 s', async () => {
    const asked: string[] = []
    for (let epoch = 1; epoch <= 2; epoch++) {
      const socket = await server.sockets.next()
      await until(connection, 'syncing')
      const frame = new Promise((resolve) => socket.once('message', resolve))
      clock.advance(3_000)
      asked.push(String(await frame))
      expect(connection.status.state).toBe('syncing')
      socket.send(LIST)
      await until(connection, 'ready')
      socket.terminate()
      await until(connection, 'backoff')
      clock.advance(250)
    }
    expect(asked.map((text) => (JSON.parse(text) as { action: string }).action)).toEqual([
      'get_all_todos',
      'get_all_todos',
    ])
  })
})
