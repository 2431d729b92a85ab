import { once } from 'node:events'
import { describe, expect, it } from 'vitest'
import WebSocket from 'ws'
import { UNDO_WINDOW_MS } from '../../src-shared/domain/outbox'
import { socketUrl } from '../../src-main/transport/url'
import { endAfterEach, ending, fastApi, until, USER, Witnessed } from './testing'

/** Todos over FastAPI's socket: no correlation ids, only evidence. */
endAfterEach()

async function signedIn() {
  const server = await fastApi()
  const witness = new Witnessed(server)
  await witness.todos()
  const { client, clock } = witness
  return { server, witness, client, clock, todos: client.todos }
}

/** The same user on another device. */
async function otherDevice(url: string): Promise<(message: object) => void> {
  const answer = await fetch(`${url}/auth/token`, {
    method: 'POST',
    body: new URLSearchParams({ username: USER.user, password: USER.password }),
  })
  const { access_token: token } = (await answer.json()) as { access_token: string }
  const socket = new WebSocket(socketUrl(url, '/ws_ep/ws', { token }))
  ending(() => Promise.resolve(socket.terminate()))
  await once(socket, 'open')
  return (message) => socket.send(JSON.stringify(message))
}

describe('todos', () => {
  it('are made, changed and deleted, each settled by its confirmation', async () => {
    const { witness, clock, todos } = await signedIn()
    expect(todos.slice.rows).toEqual([])
    expect(todos.slice.meta.freshness.live).toBe(true)
    const { entity } = todos.create({
      title: '  Buy   milk ',
      description: 'two litres',
      priority: '2',
      dueDate: '2026-12-01T09:00:00Z',
    })
    await until(() => witness.outbox()).toEqual([])
    const made = { serverId: 1, title: 'Buy milk', description: 'two litres', priority: '2' }
    expect(todos.slice.get(entity)).toMatchObject({ ...made, completed: false, pending: null })

    todos.update(entity, { completed: true, dueDate: '2026-12-24T18:00:00Z' })
    await until(() => witness.outbox()).toEqual([])
    expect(todos.slice.get(entity)).toMatchObject({ ...made, completed: true })

    todos.delete(entity)
    clock.advance(UNDO_WINDOW_MS)
    await until(() => witness.outbox()).toEqual([])
    expect(todos.slice.rows).toEqual([])
    expect(await witness.actions()).toEqual(['create_todo', 'update_todo', 'delete_todo'])
    expect(witness.warnings).toEqual([])
  })

  it('go out in order, many at once, and the list is never asked for', async () => {
    const { witness, todos } = await signedIn()
    const titles = Array.from({ length: 20 }, (_, n) => `Todo ${n + 1}`)
    for (const title of titles) todos.create({ title })
    await until(() => witness.outbox()).toEqual([])
    expect(todos.slice.rows.map(({ serverId }) => serverId)).toEqual(titles.map((_, n) => n + 1))
    expect(witness.titles()).toEqual(titles)
    expect(await witness.actions()).toEqual(titles.map(() => 'create_todo'))
  })

  it('of another device are there at once', async () => {
    const { server, witness, client } = await signedIn()
    const send = await otherDevice(server.url)
    send({ action: 'create_todo', payload: { title: 'From afar' } })
    await until(() => witness.titles()).toEqual(['From afar'])
    send({ action: 'update_todo', todo_id: 1, payload: { title: 'From nearby' } })
    await until(() => witness.titles()).toEqual(['From nearby'])
    send({ action: 'delete_todo', todo_id: 1 })
    await until(() => witness.titles()).toEqual([])
    expect(client.activity.slice.rows.map(({ kind }) => kind)).toContain('todo.remote')
  })

  it('whose confirmation never comes are found in the list, and sent once', async () => {
    const { server, witness, todos } = await signedIn()
    await server.control('/swallow-confirmations', { times: 1 })
    todos.create({ title: 'Unheard' })
    await until(() => witness.actions()).toEqual(['create_todo'])
    expect(witness.outbox()).toEqual(['todo.create sending'])
    await witness.look(5_000)
    await until(() => witness.outbox()).toEqual([])
    expect(witness.titles()).toEqual(['Unheard'])
    expect(await witness.actions()).toEqual(['create_todo', 'get_all_todos'])
  })

  it('that are due on a day are taken, also where the server wants a time with it', async () => {
    const { witness, todos } = await signedIn()
    const { entity } = todos.create({ title: 'Due', dueDate: '2026-12-01' })
    await until(() => witness.outbox()).toEqual([])
    expect(todos.slice.get(entity)?.dueDate).toContain('2026-12-01')
    todos.update(entity, { dueDate: '2026-12-24' })
    await until(() => witness.outbox()).toEqual([])
    expect(todos.slice.get(entity)?.dueDate).toContain('2026-12-24')
  })

  it('that FastAPI refuses keep its words, and hold back nothing else', async () => {
    const { client, witness, todos } = await signedIn()
    const { entity } = todos.create({ title: 'x'.repeat(201) })
    await until(() => witness.outbox()).toEqual(['todo.create failed'])
    expect(client.outbox.all()[0]?.lastError).toMatchObject({
      code: 'server.badRequest',
      detail: expect.stringContaining('at most 200 characters') as string,
    })
    todos.create({ title: 'Short' })
    await until(() => witness.outbox()).toEqual(['todo.create failed'])
    expect(todos.slice.get(entity)?.pending?.state).toBe('failed')
    expect(witness.titles()).toContain('Short')
  })
})
