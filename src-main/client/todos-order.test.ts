import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { FaultProxy } from '../../e2e/fixtures/fault-proxy/fault-proxy'
import { Traffic } from '../../reference-server/control/traffic'
import { servers } from '../../reference-server/testing/setup'
import { systemClock } from '../clock'
import { silentLog } from '../log'
import { openClient } from './testing'

/** The todo server sends its list by itself: here it is late, and nothing may be sent before it. */
const start = servers()
const WAIT = { timeout: 15_000, interval: 10 }
const until = (what: () => unknown) => expect.poll(what, WAIT)
/** As `ws` on the server answers the handshake; what follows is the list. */
const HANDSHAKE_BYTES = 129
const order: string[] = []
const ends: (() => Promise<void>)[] = []

beforeEach(() => {
  order.length = 0
  vi.spyOn(Traffic.prototype, 'dial').mockImplementation((kind) => void order.push(`dial ${kind}`))
  vi.spyOn(Traffic.prototype, 'frame').mockImplementation((action) => void order.push(action))
})
afterEach(async () => {
  vi.restoreAllMocks()
  for (const end of ends.splice(0)) await end()
})

it('after a reconnect no command goes out before the list is in', async () => {
  const { client: server } = await start()
  const proxy = await FaultProxy.start(server.url)
  const { client, close } = openClient(systemClock(), silentLog)
  ends.push(close, () => proxy.stop())
  const { sessions, todos, links, outbox } = client
  const state = () => links.todos.port.status.state
  await client.servers.add({ kind: 'todos', url: proxy.url })
  await client.connect()
  await sessions.register('mio', 'correct horse')
  await until(state).toBe('ready')

  const afterBytes = { direction: 'down' as const, bytes: HANDSHAKE_BYTES }
  const lost = new Promise<void>((resolve) => {
    const off = links.todos.port.onStatus((status) => {
      if (status.state !== 'backoff') return
      off()
      todos.create({ title: 'Buy milk' })
      resolve()
    })
  })
  order.length = 0
  proxy.script(
    { connection: 'open', fault: { is: 'rst' } },
    { fault: { is: 'stall' }, direction: 'down', afterBytes },
  )
  await lost
  await until(state).toBe('syncing')
  await until(() => order).toContain('dial todos')
  // Also not what the user adds while the connection is there, but not the list.
  todos.create({ title: 'Bake bread' })
  // Asked for by hand after three seconds: we may speak by now, and still say nothing else.
  await until(() => order).toContain('todos get_all_todos')
  expect(order).not.toContain('todos create_todo')
  expect(outbox.all()).toMatchObject([{ state: 'queued' }, { state: 'queued' }])
  order.push('list')
  proxy.heal()
  await until(() => outbox.all().length).toBe(0)
  expect(order.indexOf('todos create_todo')).toBeGreaterThan(order.indexOf('list'))
  expect(todos.slice.rows.map(({ title }) => title)).toEqual(['Buy milk', 'Bake bread'])
}, 60_000)
