import { afterEach, expect, it } from 'vitest'
import { servers } from '../../reference-server/testing/setup'
import { systemClock } from '../clock'
import { silentLog } from '../log'
import type { Client } from './client'
import { openClient } from './testing'

const start = servers()
const until = (what: () => unknown) => expect.poll(what, { timeout: 15_000, interval: 10 })
const ends: (() => Promise<void>)[] = []

afterEach(async () => {
  for (const end of ends.splice(0)) await end()
})

async function signedIn(): Promise<Client> {
  const { client: server } = await start()
  const { client, close } = openClient(systemClock(), silentLog)
  ends.push(close)
  await client.servers.add({ kind: 'todos', url: server.url })
  await client.connect()
  await client.sessions.register('mio', 'correct horse')
  await until(() => client.links.todos.port.status.state).toBe('ready')
  return client
}

it('what is made while a connection sleeps that survives goes out on it', async () => {
  const client = await signedIn()
  const { port } = client.links.todos
  client.suspend()
  client.todos.create({ title: 'Buy milk' })
  client.todos.create({ title: 'Bake bread' })
  expect(client.outbox.all()).toMatchObject([{ state: 'queued' }, { state: 'queued' }])
  client.resume()
  await until(() => client.outbox.all().length).toBe(0)
  expect(client.todos.slice.rows.map(({ title }) => title)).toEqual(['Buy milk', 'Bake bread'])
  expect(port.epoch).toBe(1)
}, 30_000)

it('so does what is made while it has to prove itself', async () => {
  const client = await signedIn()
  const { port } = client.links.todos
  port.retryNow()
  expect(port.status.state).toBe('probing')
  client.todos.create({ title: 'Buy milk' })
  await until(() => client.outbox.all().length).toBe(0)
  expect(port.epoch).toBe(1)
}, 30_000)
