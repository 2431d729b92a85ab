import { expect, test } from '../fixtures'
import { MASTER_PASSWORD, MIO, YUI } from '../fixtures/accounts'

test('another todo user sees nothing of the first, who finds everything again', async ({
  signedIn: shell,
  server,
}) => {
  const { page } = shell
  const todos = await shell.go('todos')
  await todos.add('Only for Mio')
  await todos.settled()
  await todos.draft.fill('A draft of Mio')

  await shell.fromServerMenu(`Sign out of ${MIO.user}`)
  await expect(shell.sheet.root).toBeVisible()
  await expect(todos.rows).toHaveCount(0)
  await expect(todos.draft).toHaveValue('')
  await shell.sheet.register(YUI.user, YUI.password)
  await shell.live()
  await shell.go('todos')
  await expect(todos.rows).toHaveCount(0)
  await expect(todos.draft).toHaveValue('')
  await expect(page.getByText('Mio')).toHaveCount(0)
  for (const name of ['home', 'activity', 'outbox'] as const) {
    const { root } = await shell.go(name)
    await expect(root).not.toContainText('Only for Mio')
  }
  await shell.go('todos')
  await todos.add('Only for Yui')
  await todos.settled()

  await shell.fromServerMenu(`Sign out of ${YUI.user}`)
  await shell.sheet.signInTodos(MIO.user, MIO.password)
  await shell.live()
  await shell.go('todos')
  await expect(todos.titles).toHaveText(['Only for Mio'])
  await expect(todos.draft).toHaveValue('A draft of Mio')
  const { todos: kept } = await server.state()
  expect(kept['mio']?.map(({ title }) => title)).toEqual(['Only for Mio'])
  expect(kept['yui']?.map(({ title }) => title)).toEqual(['Only for Yui'])
})

test('signing out of the library keeps the todos, and the way back', async ({
  signedIn: shell,
  server,
}) => {
  await shell.fromServerMenu(/^Sign out of (?!mio)/)
  await expect(shell.sheet.root).toBeVisible()
  await shell.sheet.close()
  const todos = await shell.go('todos')
  await expect(todos.freshness).toHaveText('Live')
  const sockets = server.reading(({ sockets }) => sockets.map((socket) => socket.server))
  await expect.poll(sockets).toEqual(['todos'])

  await shell.page
    .getByRole('button', { name: /^Sign in to/ })
    .first()
    .click()
  await shell.sheet.signInLibrary(MASTER_PASSWORD)
  await shell.live()
  await expect((await shell.go('library')).count).toHaveText('60 series')
})
