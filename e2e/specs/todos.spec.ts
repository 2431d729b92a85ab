import { expect, test } from '../fixtures'
import type { ReferenceServer, ServerTodo } from '../fixtures/server'

const titles = (server: ReferenceServer) =>
  server.reading(({ todos }) => todos['mio']?.map(({ title }) => title))
const first = (server: ReferenceServer, read: (todo: ServerTodo | undefined) => unknown) =>
  server.reading(({ todos }) => read(todos['mio']?.[0]))

test('create, edit, mark as done and open again', async ({ signedIn: shell, server }) => {
  const todos = await shell.go('todos')
  await expect(todos.empty).toContainText('Nothing to do')
  await todos.draft.fill('Buy   oat milk ')
  await todos.draft.press('Enter')
  await expect(todos.row('Buy oat milk')).toBeVisible()
  await todos.settled()
  await expect.poll(titles(server)).toEqual(['Buy oat milk'])
  await expect(todos.openCount).toHaveText('1 open')

  await todos.edit('Buy oat milk')
  await todos.editTitle.fill('Buy oat milk and rice')
  await todos.editDescription.fill('The shop closes at eight.')
  await todos.save.click()
  await expect(todos.editor).toBeHidden()
  await expect(todos.row('Buy oat milk and rice')).toContainText('The shop closes at eight.')
  await expect
    .poll(first(server, (todo) => [todo?.title, todo?.description]))
    .toEqual(['Buy oat milk and rice', 'The shop closes at eight.'])

  await todos.setDone('Buy oat milk and rice', true)
  await expect(todos.openCount).toHaveText('0 open')
  await expect.poll(first(server, (todo) => todo?.completed)).toBe(true)
  await shell.undo()
  await expect(todos.openCount).toHaveText('1 open')
  await expect.poll(first(server, (todo) => todo?.completed)).toBe(false)
  expect((await server.state()).frames['todos create_todo']).toBe(1)
})

test('delete, and take it back', async ({ signedIn: shell, server }) => {
  const todos = await shell.go('todos')
  await todos.add('Water the plants')
  await todos.settled()
  await todos.fromMenu('Water the plants', 'Delete')
  await expect(todos.row('Water the plants')).toBeHidden()
  await shell.undo()
  await expect(todos.row('Water the plants')).toBeVisible()
  expect((await server.state()).frames['todos delete_todo'] ?? 0).toBe(0)

  await todos.fromMenu('Water the plants', 'Delete')
  await expect(todos.row('Water the plants')).toBeHidden()
  await expect.poll(titles(server)).toEqual([])
  await expect(todos.empty).toBeVisible()
})

test('what another client does appears by itself', async ({ signedIn: shell, server }) => {
  const todos = await shell.go('todos')
  const as = (message: object) =>
    server.control<{ payload: { id: number } }>('/todos/as', { username: 'mio', ...message })
  const { payload } = await as({ action: 'create_todo', payload: { title: 'From the phone' } })
  await expect(todos.row('From the phone')).toBeVisible()
  await as({ action: 'update_todo', todo_id: payload.id, payload: { title: 'From my phone' } })
  await expect(todos.row('From my phone')).toBeVisible()
  await as({ action: 'update_todo', todo_id: payload.id, payload: { completed: true } })
  await expect(todos.row('From my phone')).toHaveAttribute('data-done', 'true')
  await as({ action: 'delete_todo', todo_id: payload.id })
  await expect(todos.rows).toHaveCount(0)

  const activity = await shell.go('activity')
  await expect(activity.of('todo.remote').first()).toContainText('Another device')
})

test('refresh asks for the whole list', async ({ signedIn: shell, server }) => {
  const todos = await shell.go('todos')
  const asked = server.reading(({ frames }) => frames['todos get_all_todos'] ?? 0)
  const before = await asked()
  await todos.refresh.click()
  await expect.poll(asked).toBe(before + 1)
})

test('what the server refuses is told on its row, and can be mended', async ({
  signedIn: shell,
  server,
}) => {
  const todos = await shell.go('todos')
  const long = 'x'.repeat(201)
  await todos.add(long)
  await expect(todos.mark(long)).toHaveAttribute('data-state', 'failed')
  const outbox = await shell.go('outbox')
  await expect(outbox.inState('failed')).toContainText('The server did not accept it.')
  await expect(outbox.inState('failed')).toContainText('must have 1 to 200 characters')
  await outbox.discard(outbox.inState('failed')).click()
  await expect(outbox.empty).toBeVisible()
  await shell.go('todos')
  await expect(todos.rows).toHaveCount(0)
  expect(await titles(server)()).toEqual([])
})
