import { expect, it } from 'vitest'
import { findDialect } from '../dialect'
import type { Message, TestSocket } from '../testing/socket'
import { servers } from '../testing/setup'

const start = servers()

async function create(socket: TestSocket, payload: object): Promise<Message> {
  socket.send({ action: 'create_todo', payload })
  return socket.next('todo_created')
}

it('2025-10 cuts titles, dates and errors short, and gives the lowest free id out again', async () => {
  const { client } = await start({ dialect: findDialect('2025-10') })
  const { socket, list } = await client.todos('mio')
  expect(list).toEqual({ type: 'todos_list', todos: [] })
  const long = await create(socket, {
    title: ` ${'x'.repeat(99)}🌙🌙`,
    due_date: '2026-05-01T23:30:00-02:00',
    completed: true,
  })
  expect(long.todo).toMatchObject({
    id: 1,
    title: `${'x'.repeat(99)}🌙`,
    due_date: '2026-05-02',
    // Only its own name for the flag counts.
    done: false,
  })
  expect((await create(socket, { done: true })).todo).toMatchObject({
    title: 'Untitled',
    done: true,
  })
  await create(socket, { title: '  ' })
  socket.send({ action: 'delete_todo', todo_id: 1 })
  expect(await socket.next('todo_deleted')).toEqual({ type: 'todo_deleted', todo_id: 1 })
  expect((await create(socket, { title: 'again' })).todo).toMatchObject({ id: 1 })
  expect((await create(socket, { title: 'next' })).todo).toMatchObject({ id: 4 })
  for (const message of ['no json', { action: 'update_todo', todo_id: 9, payload: {} }]) {
    socket.send(message)
    expect(await socket.next('error')).toEqual({ type: 'error', error: 'Something went wrong' })
  }
})

it('2025-11 fills what is missing, and writes times as Python does', async () => {
  const { client } = await start({
    dialect: findDialect('2025-11'),
    now: () => Date.UTC(2026, 4, 1, 10, 0, 0, 250),
  })
  const { socket } = await client.todos('mio')
  const { payload } = await create(socket, { title: 'a', due_date: '2026-05-01T12:00:00+02:00' })
  expect(payload).toMatchObject({
    description: '',
    priority: 'normal',
    is_completed: false,
    due_date: '2026-05-01T10:00:00+00:00',
    created_at: '2026-05-01T10:00:00.250000+00:00',
  })
  socket.send({ action: 'update_todo', todo_id: 1, payload: { is_completed: true } })
  expect((await socket.next('todo_updated')).payload).toMatchObject({
    is_completed: true,
    priority: 'normal',
  })
  socket.send({ action: 'delete_todo', todo_id: 7 })
  expect(await socket.next('error')).toEqual({ type: 'error', detail: 'Todo not found' })
  socket.send({ action: 'delete_todo', todo_id: 1 })
  expect(await socket.next('todo_deleted')).toEqual({
    type: 'todo_deleted',
    payload: { todo_id: 1 },
  })
})

it('2026-02 confirms to the other sessions of the user only', async () => {
  const { client } = await start({ dialect: findDialect('2026-02') })
  const { socket: one } = await client.todos('mio')
  const { socket: two } = await client.todos('mio')
  one.send({ action: 'create_todo', payload: { title: ' kept as it is ' } })
  expect((await two.next('todo_created')).data).toMatchObject({ title: ' kept as it is ' })
  two.send({ action: 'delete_todo', todo_id: 1 })
  expect(await one.next('todo_deleted')).toEqual({ type: 'todo_deleted', data: { todo_id: 1 } })
  one.send({ action: 'get_all_todos', payload: null })
  expect(await one.next('todos_list')).toEqual({ type: 'todos_list', data: [] })
  expect(one.types()).toEqual(['todos_list', 'todo_deleted', 'todos_list'])
  expect(two.types()).toEqual(['todos_list', 'todo_created'])
})

it('2026-06 never gives an id out twice, not even after a restart', async () => {
  const { server, client } = await start({ dialect: findDialect('2026-06') })
  const first = await client.todos('mio')
  expect((await create(first.socket, { title: 'a' })).todo).toMatchObject({
    id: 1,
    priority: 'medium',
  })
  first.socket.send({ action: 'delete_todo', todo_id: 1 })
  await first.socket.next('todo_deleted')
  await server.restart()
  const { socket } = await client.todos('mio')
  expect((await create(socket, { title: 'b' })).todo).toMatchObject({ id: 2 })
})

it('takes on other habits when a test asks for them', async () => {
  const { client } = await start()
  const { body } = await client.control('/todos/user', {
    username: 'mio',
    password: 'correct horse',
  })
  expect(body).toEqual({ token: expect.any(String) })
  const { socket } = await client.todos('mio')
  const habits = { titles: 'cut', title_max: 5, dates: 'utc', defaults: { priority: 'low' } }
  await client.control('/todos/habits', { ...habits, ids: 'never' })
  const { payload } = await create(socket, { title: 'Water the moss', due_date: '2026-05-01' })
  expect(payload).toMatchObject({
    title: 'Water',
    priority: 'low',
    due_date: '2026-05-01T00:00:00+00:00',
  })
  await client.control('/todos/habits', { confirms: 'others', errors: 'general' })
  socket.send({ action: 'create_todo', payload: { title: 'silent' } })
  socket.send({ action: 'fly' })
  expect(await socket.next('error')).toMatchObject({ message: 'Something went wrong' })
  expect(socket.all('todo_created')).toHaveLength(1)
  await client.control('/todos/error-words', { words: 'Not today' })
  socket.send({ action: 'fly' })
  expect(await socket.next('error')).toMatchObject({ message: 'Not today' })
  await client.control('/clear')
  socket.send({ action: 'fly' })
  expect(await socket.next('error')).toMatchObject({ message: 'Unknown action: fly' })
  expect((await client.control('/todos/habits', { mood: 'bad' })).status).toBe(422)
})
