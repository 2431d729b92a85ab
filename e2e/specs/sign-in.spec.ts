import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, test } from '../fixtures'
import { MASTER_PASSWORD, MIO, registerTodoUser, setUpLibrary } from '../fixtures/accounts'
import { ConnectPage } from '../pages/connect'
import { Shell } from '../pages/shell'

test('a new library server is set up: rules live, weak passwords in words', async ({
  app,
  server,
}) => {
  const sheet = await new ConnectPage(app.page).connect(server.url)
  await expect(sheet.root.getByRole('heading', { name: /^Set up/ })).toBeVisible()
  const met = sheet.rules.locator('.met')
  await expect(sheet.rules.getByRole('listitem')).toHaveCount(5)
  await expect(met).toHaveCount(0)
  await sheet.password.fill('abc')
  await expect(met).toHaveCount(1)
  await expect(met).toContainText('A lower-case letter')

  await sheet.setUp('abcdefgh')
  await expect(sheet.error).toContainText('The server finds this password too weak.')
  await expect(sheet.password).toHaveValue('abcdefgh')

  await sheet.setUp(MASTER_PASSWORD)
  // What comes next is the todo server's turn: no user there yet, so one is registered.
  await sheet.register(MIO.user, MIO.password)
  const shell = await new Shell(app.page).live()
  await expect((await shell.go('library')).count).toHaveText('60 series')
  expect((await server.state()).todos).toEqual({ mio: [] })
})

test('a wrong password, and too many of them, are told in words', async ({ app, server }) => {
  await setUpLibrary(server)
  const sheet = await new ConnectPage(app.page).connect(server.url)
  for (let i = 0; i < 5; i++) {
    await sheet.signInLibrary(`Wrong-${i}!`)
    await expect(sheet.error).toContainText('The password or user name is not right.')
    await expect(sheet.submit).not.toHaveAttribute('aria-busy', 'true')
  }
  await sheet.signInLibrary(MASTER_PASSWORD)
  await expect(sheet.error).toContainText('There were too many attempts.')
  await expect(sheet.error).toContainText(/The server asks to wait/)
})

test('an address with nobody behind it', async ({ app, server }) => {
  const { url } = server
  await server.stop()
  const connect = await new ConnectPage(app.page).ask(url)
  await expect(connect.error).toContainText('The server cannot be reached.')
  await expect(connect.url).toHaveValue(url)

  await server.start()
  await connect.connect(url)
})

test('an address that is none', async ({ app }) => {
  const connect = await new ConnectPage(app.page).ask('ftp://not a server')
  await expect(connect.error).toContainText('This is not an address Engawa can use.')
})

test('a web page instead of a server', async ({ app }) => {
  const site = createServer((_request, response) => {
    response.writeHead(200, { 'content-type': 'text/html' }).end('<h1>Router login</h1>')
  })
  await new Promise<void>((resolve) => site.listen(0, '127.0.0.1', resolve))
  const { port } = site.address() as AddressInfo
  const connect = await new ConnectPage(app.page).ask(`http://127.0.0.1:${port}`)
  await expect(connect.error).toContainText('A web page answered, not a library or todo server.')
  site.close()
})

test('an address without a scheme', async ({ app, server }) => {
  const { host } = new URL(server.url)
  const sheet = await new ConnectPage(app.page).connect(host)
  await expect(sheet.root).toContainText(server.url)
})

test('a refusal of the todo server stays on its sheet', async ({ app, server }) => {
  await setUpLibrary(server)
  await registerTodoUser(server, MIO)
  const sheet = await new ConnectPage(app.page).connect(server.url)
  await sheet.signInLibrary(MASTER_PASSWORD)
  await sheet.signInTodos(MIO.user, 'not this one')
  await expect(sheet.error).toContainText('The password or user name is not right.')
  await expect(sheet.user).toHaveValue(MIO.user)
  await sheet.root.getByRole('button', { name: 'I have no account yet' }).click()
  await sheet.submit.click()
  await expect(sheet.error).toContainText('This user name is already taken.')
})

test('a token that ends in mid-work: drafts stay, and the interrupted action runs', async ({
  signedIn: shell,
  server,
}) => {
  const todos = await shell.go('todos')
  await todos.draft.fill('Half a thou')
  await server.control('/expire-tokens', { which: 'todos' })
  await server.control('/drop', { which: 'todos', how: 'rst' })
  await expect(shell.sheet.root).toContainText('Your sign-in has ended.')
  await shell.sheet.close()
  // Signed out, the user goes on: the todo is kept and waits.
  await expect(todos.draft).toHaveValue('Half a thou')
  await todos.draft.press('End')
  await todos.draft.pressSequentially('ght')
  await todos.draft.press('Enter')
  await expect(todos.mark('Half a thought')).toHaveAttribute('data-state', 'queued')

  await shell.page
    .getByRole('button', { name: /^Sign in to/ })
    .first()
    .click()
  await shell.sheet.signInTodos(MIO.user, MIO.password)
  await todos.settled()
  const titles = server.reading(({ todos }) => todos['mio']?.map(({ title }) => title))
  await expect.poll(titles).toEqual(['Half a thought'])
})

test('a library token that ends: the command goes out after the next sign-in', async ({
  signedIn: shell,
  server,
}) => {
  const library = await shell.go('library')
  await server.control('/expire-tokens', { which: 'library' })
  await library.rescan.click()
  await expect(shell.sheet.root).toContainText('Your sign-in has ended.')
  await shell.sheet.signInLibrary(MASTER_PASSWORD)
  await shell.live()
  await expect.poll(server.reading(({ requests }) => requests['POST /api/v1/anime/rescan'])).toBe(2)
  await expect(shell.at('library').scan).toBeHidden()
})

test.describe('a server whose schema lists a refresh', () => {
  test.use({ serverOptions: { dialect: '2026-02', tokenTtlSeconds: 5 } })

  test('tokens end and nobody notices: no sheet, and what is done meanwhile arrives', async ({
    signedIn: shell,
    server,
  }) => {
    const appearances = await shell.sheet.appearances()
    const todos = await shell.go('todos')
    const refreshed = (path: string) =>
      server.reading(({ requests }) => (requests[`POST ${path}`] ?? 0) > 1)
    // Two lives of each token have passed.
    await expect.poll(refreshed('/api/auth/refresh'), { timeout: 30_000 }).toBe(true)
    await expect.poll(refreshed('/token/refresh'), { timeout: 30_000 }).toBe(true)
    // And a third, which the server ends before its time.
    await server.control('/expire-tokens', { which: 'all' })
    await server.control('/drop', { how: 'rst' })
    await todos.draft.fill('Unbothered')
    await todos.draft.press('Enter')
    await todos.settled()
    await shell.live()
    const titles = server.reading(({ todos }) => todos['mio']?.map(({ title }) => title))
    await expect.poll(titles).toEqual(['Unbothered'])
    const library = await shell.go('library')
    await library.rescan.click()
    await expect
      .poll(server.reading(({ requests }) => requests['POST /api/anime/rescan'] ?? 0))
      .toBeGreaterThan(0)
    await expect(shell.outboxCount).toBeHidden()
    expect(await appearances()).toBe(0)
  })
})
