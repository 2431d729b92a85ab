import { expect, test } from '../fixtures'
import { MIO } from '../fixtures/accounts'
import type { ReferenceServer } from '../fixtures/server'
import type { TodosPage } from '../pages/todos'

const titles = (server: ReferenceServer) =>
  server.reading(({ todos }) => todos['mio']?.map(({ title }) => title))

/** The server becomes one that does this with what it is told; all else is as the newest does it. */
const becomes = (server: ReferenceServer, habits: object) => server.control('/todos/habits', habits)

/** Adds one, waits for its confirmation: shown once, kept once, as the server made it. */
async function addOne(
  todos: TodosPage,
  server: ReferenceServer,
  title: string,
  made = title,
): Promise<void> {
  const before = await server.state()
  await todos.draft.fill(title)
  await todos.draft.press('Enter')
  await expect(todos.row(made)).toHaveCount(1)
  await todos.settled()
  const after = await server.state()
  const kept = before.todos['mio']?.length ?? 0
  await expect(todos.rows).toHaveCount(kept + 1)
  expect(after.todos['mio']).toHaveLength(kept + 1)
  const sent = before.frames['todos create_todo'] ?? 0
  expect(after.frames['todos create_todo']).toBe(sent + 1)
}

/** Whatever a server makes of a todo, it is recognised as ours: never twice, never an error. */
test.describe('a todo server of its own mind', () => {
  test.setTimeout(120_000)

  test('cuts, fills in, rewrites dates, gives ids again', async ({ signedIn: shell, server }) => {
    const todos = await shell.go('todos')
    await test.step('cuts titles', async () => {
      await becomes(server, { titles: 'cut', title_max: 60 })
      const title =
        'Ask Hana for the second season on the old disk in the cupboard under the stairs'
      await addOne(todos, server, title, title.slice(0, 60).trim())
    })
    await test.step('does not trim', async () => {
      await becomes(server, { trims: false })
      await addOne(todos, server, '  Two   spaces ', 'Two spaces')
    })
    await test.step('fills defaults in', async () => {
      await becomes(server, { defaults: { description: '', priority: 'normal' } })
      await addOne(todos, server, 'Plain')
      await todos.edit('Plain')
      await expect(todos.editPriority).toHaveValue('normal')
      await shell.page.keyboard.press('Escape')
    })
    for (const dates of ['utc', 'day'] as const) {
      await test.step(`dates: ${dates}`, async () => {
        await becomes(server, { dates })
        await addOne(todos, server, `Due ${dates}`)
        await todos.edit(`Due ${dates}`)
        await todos.editDue.fill('2031-05-17')
        await todos.save.click()
        await expect(todos.row(`Due ${dates}`)).toContainText('due')
        await todos.settled()
        await todos.edit(`Due ${dates}`)
        await expect(todos.editDue).toHaveValue('2031-05-17')
        await shell.page.keyboard.press('Escape')
      })
    }
    await test.step('gives ids again', async () => {
      await becomes(server, { ids: 'lowest' })
      const { todos: told } = await server.state()
      const gone = told['mio']?.[0]
      await todos.fromMenu(gone?.title ?? '', 'Delete')
      await expect.poll(titles(server)).not.toContain(gone?.title)
      await addOne(todos, server, 'Heir')
      const { todos: now } = await server.state()
      expect(now['mio']?.find(({ title }) => title === 'Heir')?.id).toBe(gone?.id)
      await expect(todos.row(gone?.title ?? '')).toHaveCount(0)
    })
    await expect(shell.outboxCount).toBeHidden()
  })

  test('confirms to other sessions only', async ({ signedIn: shell, server }) => {
    const todos = await shell.go('todos')
    await becomes(server, { confirms: 'others' })
    await addOne(todos, server, 'Unconfirmed')
    await todos.edit('Unconfirmed')
    await todos.editTitle.fill('Edited')
    await todos.save.click()
    await todos.settled()
    await todos.setDone('Edited', true)
    await todos.settled()
    const { todos: told, frames } = await server.state()
    expect(told['mio']).toMatchObject([{ title: 'Edited', completed: true }])
    expect(frames['todos update_todo']).toBe(2)
    await todos.fromMenu('Edited', 'Delete')
    await expect.poll(titles(server)).toEqual([])
    await expect(shell.outboxCount).toBeHidden()
    expect((await server.state()).frames['todos delete_todo']).toBe(1)
  })

  test('says only that something went wrong', async ({ signedIn: shell, server }) => {
    const todos = await shell.go('todos')
    await becomes(server, { errors: 'general' })
    const long = 'x'.repeat(201)
    await todos.add(long)
    await expect(todos.mark(long)).toHaveAttribute('data-state', 'failed')
    // It is no fault of what comes next, nor of what another client does meanwhile.
    await addOneBeside(todos, server, 'Still fine')
    const outbox = await shell.go('outbox')
    await expect(outbox.inState('failed')).toContainText('Something went wrong')
    await outbox.discard(outbox.inState('failed')).click()
    await expect(outbox.empty).toBeVisible()
    await shell.go('todos')
    await expect(todos.titles).toHaveText(['Still fine'])
  })
})

/** Adds one while another has failed, and an error that belongs to nothing comes in between. */
async function addOneBeside(todos: TodosPage, server: ReferenceServer, title: string) {
  const error = { type: 'error', message: 'Something went wrong' }
  await server.control('/lose-confirmations', { times: 1 })
  await todos.add(title)
  await server.control('/emit-todos', { message: error, username: MIO.user })
  await expect(todos.mark(title)).toHaveCount(0)
  expect(await titles(server)()).toEqual([title])
}
