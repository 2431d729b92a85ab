import { expect, it } from 'vitest'
import { servers } from '../testing/setup'
import { TestSocket } from '../testing/socket'

const start = servers()

it('registers a user once, and signs in with a form only', async () => {
  const { client } = await start()
  const register = (username: string, password: string): ReturnType<typeof client.call> =>
    client.call('POST', '/api/users/register', { username, password })
  const first = await register('mio', 'correct horse')
  expect(first.status).toBe(201)
  expect(first.body).toMatchObject({ id: 1, username: 'mio' })
  const second = await register('MIO', 'correct horse')
  expect([second.status, second.body]).toEqual([400, { detail: 'Username already registered' }])
  expect((await register('x', 'correct horse')).status).toBe(422)
  expect((await register('ren', 'short')).status).toBe(422)
  const json = await client.call('POST', '/api/token', {
    username: 'mio',
    password: 'correct horse',
  })
  expect(json.status).toBe(422)
  const wrong = await fetch(`${client.url}/api/token`, {
    method: 'POST',
    body: new URLSearchParams({ username: 'mio', password: 'wrong' }),
  })
  expect([wrong.status, await wrong.json()]).toEqual([
    401,
    { detail: 'Incorrect username or password' },
  ])
})

it('pushes the list, and tells every socket of the user of every change', async () => {
  const { client } = await start()
  const { socket: one, list } = await client.todos('mio')
  const { socket: two } = await client.todos('mio')
  const { socket: stranger } = await client.todos('ren')
  expect(list).toEqual({ type: 'todos_list', payload: [] })

  one.send({ action: 'create_todo', payload: { title: '  Water the moss ', priority: 'high' } })
  const expected = {
    id: 1,
    title: 'Water the moss',
    description: null,
    completed: false,
    priority: 'high',
    due_date: null,
    owner_id: 1,
    created_at: expect.any(String),
    updated_at: expect.any(String),
  }
  expect((await one.next('todo_created')).payload).toEqual(expected)
  expect((await two.next('todo_created')).payload).toEqual(expected)
  two.send({ action: 'update_todo', todo_id: 1, payload: { completed: true } })
  expect((await one.next('todo_updated')).payload).toMatchObject({
    id: 1,
    completed: true,
    priority: 'high',
  })
  two.send({ action: 'delete_todo', todo_id: 1 })
  expect(await one.next('todo_deleted')).toEqual({ type: 'todo_deleted', todo_id: 1 })
  one.send({ action: 'get_all_todos', payload: null })
  expect(await one.next('todos_list')).toEqual({ type: 'todos_list', payload: [] })
  stranger.send({ action: 'get_all_todos', payload: null })
  await stranger.next('todos_list')
  expect(stranger.types()).toEqual(['todos_list', 'todos_list'])
})

it('hands the highest deleted id out again', async () => {
  const { client } = await start()
  const { socket } = await client.todos('mio')
  for (const title of ['one', 'two']) {
    socket.send({ action: 'create_todo', payload: { title } })
    await socket.next('todo_created')
  }
  socket.send({ action: 'delete_todo', todo_id: 2 })
  socket.send({ action: 'create_todo', payload: { title: 'three' } })
  expect((await socket.next('todo_created')).payload).toMatchObject({ id: 2, title: 'three' })
})

it('answers what it does not carry out with an error to the sender alone', async () => {
  const { client } = await start()
  const { socket } = await client.todos('mio')
  const { socket: other } = await client.todos('mio')
  const refusal = async (message: object | string): Promise<unknown> => {
    socket.send(message)
    return (await socket.next('error')).message
  }
  expect(await refusal('not json')).toBe('Invalid JSON')
  expect(await refusal({ action: 'fly' })).toBe('Unknown action: fly')
  expect(await refusal({ action: 'create_todo', payload: {} })).toContain('title')
  expect(await refusal({ action: 'create_todo', payload: { title: '   ' } })).toContain('1 to 200')
  expect(await refusal({ action: 'create_todo', payload: { title: 'x'.repeat(201) } })).toContain(
    '200',
  )
  expect(
    await refusal({ action: 'create_todo', payload: { title: 'x', due_date: 'soon' } }),
  ).toContain('due_date')
  expect(await refusal({ action: 'create_todo', payload: { title: 'x', completed: 1 } })).toContain(
    'completed',
  )
  expect(await refusal({ action: 'update_todo', todo_id: 9, payload: { title: 'x' } })).toBe(
    'Todo not found',
  )
  expect(await refusal({ action: 'delete_todo', todo_id: '9' })).toContain('todo_id')
  expect(other.types()).toEqual(['todos_list'])
})

it('does not let one user reach the todo of another', async () => {
  const { client } = await start()
  const { socket: owner } = await client.todos('mio')
  const { socket: thief } = await client.todos('ren')
  owner.send({ action: 'create_todo', payload: { title: 'mine' } })
  await owner.next('todo_created')
  thief.send({ action: 'delete_todo', todo_id: 1 })
  expect((await thief.next('error')).message).toBe('Todo not found')
  thief.send({ action: 'update_todo', todo_id: 1, payload: { title: 'yours' } })
  expect((await thief.next('error')).message).toBe('Todo not found')
})

it('turns a bad token away with words and 1008, or as it is told', async () => {
  const { client } = await start()
  const path = `${client.url}/ws_ep/ws?token=`
  const bad = await TestSocket.open(`${path}nonsense`)
  expect(await bad.next('auth_error')).toMatchObject({ message: 'Could not validate credentials' })
  expect((await bad.closed).code).toBe(1008)

  const token = await client.todoToken('mio')
  await client.control('/expire-tokens', { which: 'todos' })
  const expired = await TestSocket.open(path + token)
  expect(await expired.next('auth_error')).toMatchObject({ message: 'Token has expired' })

  for (const how of ['1008', '4001', '4003', '4401']) {
    await client.control('/todos/rejection', { how })
    const socket = await TestSocket.open(path + token)
    expect((await socket.closed).code).toBe(Number(how))
    expect(socket.messages).toEqual([])
  }
  await client.control('/todos/rejection', { how: 'http401' })
  await expect(TestSocket.open(path + token)).rejects.toThrow('status 401')
})
