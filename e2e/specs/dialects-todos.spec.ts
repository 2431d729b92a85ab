import { DIALECTS } from '../../reference-server/dialect'
import type { Dialect } from '../../reference-server/dialects/traits'
import { expect, test } from '../fixtures'
import { MIO } from '../fixtures/accounts'
import type { EngawaApp } from '../fixtures/app'
import type { ReferenceServer } from '../fixtures/server'
import { Witness } from '../fixtures/witness'
import { ConnectPage } from '../pages/connect'
import { Shell } from '../pages/shell'
import type { TodosPage } from '../pages/todos'

/** Registers and signs in; where the server publishes nothing, its paths are asked for. */
async function register(app: EngawaApp, server: ReferenceServer, { http, todos }: Dialect) {
  const connect = await new ConnectPage(app.page).ask(server.url)
  const sheet = await connect.keepOnly('todos')
  await sheet.register(MIO.user, MIO.password)
  if (http.schemaPath === null) {
    for (const [label, path] of [
      ['Registration path', todos.registerPath],
      ['Sign-in path', todos.tokenPath],
    ] as const) {
      await expect(sheet.path.and(app.page.getByLabel(label))).toBeVisible()
      await sheet.path.fill(path)
      await sheet.submit.click()
    }
  }
  return new Shell(app.page).live()
}

const titles = (server: ReferenceServer) =>
  server.reading(({ todos }) => todos['mio']?.map(({ title }) => title))
const first = (server: ReferenceServer) => server.reading(({ todos }) => todos['mio']?.[0])

async function createAndEdit(todos: TodosPage, server: ReferenceServer) {
  await todos.draft.fill('Buy   oat milk ')
  await todos.draft.press('Enter')
  await expect(todos.row('Buy oat milk')).toBeVisible()
  await todos.settled()
  await expect.poll(titles(server)).toEqual(['Buy oat milk'])
  await todos.edit('Buy oat milk')
  await todos.editTitle.fill('Buy rice')
  await todos.editDescription.fill('The shop closes at eight.')
  await todos.editDue.fill('2031-05-17')
  await todos.editPriority.selectOption('high')
  await todos.save.click()
  await expect(todos.editor).toBeHidden()
  await expect(todos.row('Buy rice')).toContainText('The shop closes at eight.')
  await expect(todos.row('Buy rice')).toContainText('due')
  await todos.settled()
  await expect
    .poll(first(server))
    .toMatchObject({ title: 'Buy rice', description: 'The shop closes at eight.' })
  await expect(todos.rows).toHaveCount(1)
}

async function doneAndDelete(todos: TodosPage, shell: Shell, server: ReferenceServer) {
  await todos.setDone('Buy rice', true)
  await expect(todos.openCount).toHaveText('0 open')
  await expect.poll(first(server)).toMatchObject({ completed: true })
  await todos.settled()
  await todos.fromMenu('Buy rice', 'Delete')
  await expect(todos.rows).toHaveCount(0)
  await shell.undo()
  await expect(todos.row('Buy rice')).toBeVisible()
  expect((await server.state()).frames['todos delete_todo'] ?? 0).toBe(0)
  await todos.fromMenu('Buy rice', 'Delete')
  await expect(todos.rows).toHaveCount(0)
  await expect.poll(titles(server)).toEqual([])
  // Many servers give the id of the deleted one to the next.
  await todos.add('Water the plants')
  await todos.settled()
  await expect(todos.titles).toHaveText(['Water the plants'])
}

/** What the same user does on another device, in the words of this version. */
async function elsewhere(todos: TodosPage, server: ReferenceServer, { done }: Dialect['todos']) {
  const as = (message: object) => server.control('/todos/as', { username: MIO.user, ...message })
  await as({ action: 'create_todo', payload: { title: 'From the phone' } })
  await expect(todos.row('From the phone')).toBeVisible()
  const { todos: told } = await server.state()
  const id = told['mio']?.find(({ title }) => title === 'From the phone')?.id
  await as({ action: 'update_todo', todo_id: id, payload: { title: 'From my phone' } })
  await expect(todos.row('From my phone')).toBeVisible()
  await as({ action: 'update_todo', todo_id: id, payload: { [done]: true } })
  await expect(todos.row('From my phone')).toHaveAttribute('data-done', 'true')
  await as({ action: 'delete_todo', todo_id: id })
  await expect(todos.titles).toHaveText(['Water the plants'])
}

/** The sheet comes and what was typed goes out after it; a server that renews tokens needs none. */
async function tokenEnded(
  todos: TodosPage,
  shell: Shell,
  server: ReferenceServer,
  renews: boolean,
) {
  await server.control('/expire-tokens', { which: 'todos' })
  await server.control('/drop', { which: 'todos', how: 'rst' })
  if (!renews) {
    await expect(shell.sheet.root).toContainText('Your sign-in has ended.')
    await shell.sheet.signInTodos(MIO.user, MIO.password)
  }
  await shell.live()
  await expect(shell.sheet.root).toBeHidden()
  await todos.add('After the token')
  await todos.settled()
}

async function restarted(todos: TodosPage, shell: Shell, server: ReferenceServer) {
  await server.kill()
  await expect(shell.connection).not.toHaveText('Live')
  await todos.add('While it was away')
  await server.start()
  await shell.live()
  await todos.settled()
  const all = ['Water the plants', 'After the token', 'While it was away']
  await expect(todos.titles).toHaveText(all)
  expect((await titles(server)())?.toSorted()).toEqual(all.toSorted())
}

/** The list with every version of the todo server. */
for (const dialect of DIALECTS) {
  test.describe(`version ${dialect.name}`, { tag: '@dialects' }, () => {
    test.use({ serverOptions: { dialect: dialect.name } })
    test.setTimeout(150_000)

    test('todos', async ({ server, app }) => {
      const shell = await register(app, server, dialect)
      const witness = await Witness.of(app)
      const todos = await shell.go('todos')
      await expect(todos.empty).toContainText('Nothing to do')
      await test.step('create, edit', () => createAndEdit(todos, server))
      await test.step('done, delete, undo', () => doneAndDelete(todos, shell, server))
      await test.step('another device', () => elsewhere(todos, server, dialect.todos))
      await test.step('token ended', () =>
        tokenEnded(todos, shell, server, dialect.todos.refreshPath !== null))
      // Each was made once.
      expect((await server.state()).frames['todos create_todo']).toBe(3)
      await test.step('restart', () => restarted(todos, shell, server))
      expect((await server.state()).frames['todos create_todo']).toBe(1)
      await expect(shell.outboxCount).toBeHidden()
      await witness.expectNoComplaint()
    })
  })
}
