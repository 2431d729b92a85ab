import { expect, test } from '../fixtures'
import { MASTER_PASSWORD, MIO } from '../fixtures/accounts'
import { look } from '../fixtures/look'
import type { ReferenceServer } from '../fixtures/server'
import { signIn } from '../fixtures/signed-in'
import { ConnectPage } from '../pages/connect'
import { Shell } from '../pages/shell'

/** Every screen, light and dark, to e2e/artifacts; each is held against axe, which takes its time. */
test.slow()

test('the way in', async ({ app, server }) => {
  const { page } = app
  const connect = new ConnectPage(page)
  await expect(connect.root).toBeVisible()
  await look(page, 'connect')
  await connect.ask('http://127.0.0.1:1')
  await expect(connect.error).toBeVisible()
  await look(page, 'connect-error')
  await connect.ask(server.url)
  await expect(connect.both).toBeVisible()
  await look(page, 'connect-both')
  await connect.submit.click()
  const { sheet } = new Shell(page)
  await sheet.password.fill('Enga')
  await look(page, 'set-up')
  await sheet.setUp(MASTER_PASSWORD)
  await expect(sheet.user).toBeVisible()
  await look(page, 'sign-in-todos')
  await sheet.signInTodos('nobody', 'nothing')
  await expect(sheet.error).toBeVisible()
  await look(page, 'sign-in-error')
  await sheet.register(MIO.user, MIO.password)
  const shell = await new Shell(page).live()
  await server.control('/expire-tokens', { which: 'library' })
  await shell.go('library')
  await shell.at('library').rescan.click()
  await expect(sheet.root).toContainText('Your sign-in has ended.')
  await look(page, 'sign-in-library')
})

test.describe('with nothing there', () => {
  test.use({ serverOptions: { library: 'empty' } })

  test('empty pages', async ({ signedIn: shell }) => {
    for (const name of ['home', 'library', 'queue', 'todos', 'activity', 'outbox'] as const) {
      const { root } = await shell.go(name)
      await expect(root.getByTestId('ui-empty')).toBeVisible()
      await look(shell.page, `${name}-empty`)
    }
  })
})

async function fillIn(shell: Shell, server: ReferenceServer): Promise<void> {
  const as = (payload: object) =>
    server.control('/todos/as', { username: MIO.user, action: 'create_todo', payload })
  const due = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10)
  await as({ title: 'Clean the air filter of the server box', due_date: due(2), priority: 'high' })
  await as({ title: 'Ask Hana for the second season', description: 'She has it on the old disk.' })
  await as({ title: 'Order a larger disk', due_date: due(-3), completed: false })
  await as({
    title:
      'A todo with a title that goes on and on, longer than any sensible line would allow it to be',
  })
  await as({ title: 'Back up the library database', completed: true })

  const library = await shell.go('library')
  await library.sort.selectOption('missing')
  for (const [index, count] of [4, 2, 3].entries()) {
    await (await library.openAt(index)).queue(count)
    await shell.go('library')
  }
  await library.sort.selectOption('title')
  await server.control('/next-download', { outcome: 'complete', seconds: 2 })
  await server.control('/next-download', {
    outcome: 'fail',
    seconds: 2,
    reason: 'All mirrors failed: VOE answered 503 and Doodstream asked for a captcha',
  })
  await server.control('/next-download', { outcome: 'complete', seconds: 600, times: 9 })
  const queue = await shell.go('queue')
  await queue.start.click()
  await expect(queue.inGroup('completed')).toHaveCount(1)
  await expect(queue.inGroup('failed')).toHaveCount(1)
  await expect(queue.inGroup('active')).toHaveCount(2)
  await expect(queue.inGroup('active').getByRole('progressbar').last()).toHaveAttribute(
    'aria-valuenow',
    /^[1-9]/,
    { timeout: 30_000 },
  )
}

test.describe('at work', () => {
  test.use({ serverOptions: { speed: 1 } })

  test('every page in use', async ({ signedIn: shell, server, app }) => {
    const { page } = shell
    await fillIn(shell, server)
    await look(page, 'queue')
    await shell.at('queue').rows.first().locator('.names').click()
    await shell
      .at('queue')
      .rows.nth(3)
      .locator('.names')
      .click({ modifiers: ['Control'] })
    await shell
      .at('queue')
      .rows.nth(4)
      .locator('.names')
      .click({ modifiers: ['Control'] })
    await look(page, 'queue-selected')
    await shell
      .at('queue')
      .rows.nth(3)
      .getByRole('button', { name: /^Actions for/ })
      .click()
    await expect(page.getByRole('menu')).toBeVisible()
    await look(page, 'queue-menu', { menu: true })
    await page.keyboard.press('Escape')

    await shell.go('home')
    await look(page, 'home')
    const library = await shell.go('library')
    await look(page, 'library')
    await library.search.fill('no such title')
    await expect(library.empty).toBeVisible()
    await look(page, 'library-no-match')
    await library.search.fill('')
    await library.openAt(2)
    await expect(page.getByTestId('series-episode').first()).toBeVisible()
    await look(page, 'series')

    const todos = await shell.go('todos')
    await look(page, 'todos')
    await todos.edit('Order a larger disk')
    await look(page, 'todo-editor')
    await shell.go('activity')
    await expect(shell.at('activity').of('download.failed')).toBeVisible()
    await look(page, 'activity')
    await shell.go('settings')
    await look(page, 'settings')
    await page.keyboard.press('?')
    await expect(shell.help).toBeVisible()
    await look(page, 'help')
    await page.keyboard.press('Escape')
    const palette = await shell.openPalette()
    await palette.input.fill('the')
    await expect(palette.options.first()).toBeVisible()
    await look(page, 'palette')
    await page.keyboard.press('Escape')

    const resize = (width: number, height: number) =>
      app.electron.evaluate(
        ({ BrowserWindow }, size) =>
          BrowserWindow.getAllWindows()[0]?.setContentSize(size.width, size.height),
        { width, height },
      )
    await resize(760, 480)
    await shell.go('queue')
    await look(page, 'queue-small')
    await resize(1280, 800)

    await server.stop()
    await expect(shell.away.first()).toBeVisible()
    await look(page, 'queue-offline')
    await shell.go('todos')
    await todos.add('Written while the server was away')
    await todos.setDone('Ask Hana for the second season', true)
    await todos.fromMenu('Back up the library database', 'Delete')
    await look(page, 'todos-offline')
    await shell.go('outbox')
    await look(page, 'outbox')
    await shell.connection.click()
    await expect(page.getByRole('dialog')).toBeVisible()
    await look(page, 'connections-offline')
  })

  test('in German', async ({ launch, server }) => {
    const app = await launch()
    const { page } = app
    const shell = await signIn(app, server)
    await fillIn(shell, server)
    const settings = await shell.go('settings')
    await settings.language.selectOption('de')
    await expect(shell.link('settings')).toContainText('Einstellungen')
    await expect(page.locator('html')).toHaveAttribute('lang', 'de')
    await look(page, 'de-settings')
    for (const name of ['home', 'library', 'queue', 'todos', 'activity', 'outbox'] as const) {
      await shell.go(name)
      await look(page, `de-${name}`)
    }
    await page.keyboard.press('?')
    await expect(shell.help).toBeVisible()
    await look(page, 'de-help')
  })
})

test.describe('the page about the server', () => {
  test.use({ serverOptions: { dialect: '2026-06' } })

  test('in use, refusing, resetting, in questions, away, and in German', async ({
    signedIn: shell,
    server,
    app,
  }) => {
    const { page } = shell
    await server.control('/leave-lock', {
      by: 'pid 4711',
      since: new Date(Date.now() - 3 * 3_600_000).toISOString(),
    })
    const library = await shell.go('library')
    await library.sort.selectOption('missing')
    await (await library.openAt(0)).queue(3)
    const about = await shell.go('server')
    await expect(about.health).toBeVisible()
    await expect(about.config).toBeVisible()
    await about.makeBackup.click()
    await expect(about.backups).toHaveCount(1)
    await shell.toasts.filter({ hasText: 'The backup' }).getByLabel('Dismiss').click()
    await about.health.getByText('More that the server says').click()
    await look(page, 'server')
    await about.setting('Days to keep a backup').fill('-1')
    await about.setting('Older files to keep').fill('7')
    await about.saveConfig.click()
    await expect(about.problem('Days to keep a backup')).toBeVisible()
    await about.outcome.scrollIntoViewIfNeeded()
    await look(page, 'server-refused')
    await about.setting('Days to keep a backup').fill('60')
    await about.saveConfig.click()
    await expect(about.outcome).toContainText('but for one setting')
    await about.setting('Largest size of a file, in bytes').fill('5000000')
    await about.saveConfig.click()
    await expect(about.outcome).toContainText('has also changed')
    await about.saveConfig.scrollIntoViewIfNeeded()
    await look(page, 'server-reset')
    await about.locks.last().scrollIntoViewIfNeeded()
    await look(page, 'server-below')
    await about.root.getByRole('button', { name: /^Restore / }).click()
    await look(page, 'server-restore')
    await about.answer('Cancel')
    await about.logging.getByRole('button', { name: /^Show the end/ }).click()
    await expect(page.getByTestId('server-log-lines')).toBeVisible()
    await look(page, 'server-log')
    await page.keyboard.press('Escape')
    await app.electron.evaluate(({ BrowserWindow }) =>
      BrowserWindow.getAllWindows()[0]?.setContentSize(760, 480),
    )
    await shell.go('home')
    await shell.go('server')
    await look(page, 'server-small')
    await app.electron.evaluate(({ BrowserWindow }) =>
      BrowserWindow.getAllWindows()[0]?.setContentSize(1280, 800),
    )
    const settings = await shell.go('settings')
    await settings.language.selectOption('de')
    await expect(shell.link('settings')).toContainText('Einstellungen')
    await shell.go('server')
    await look(page, 'de-server')
    await about.locks.last().scrollIntoViewIfNeeded()
    await look(page, 'de-server-below')
    await server.stop()
    await expect(shell.away.first()).toBeVisible()
    await shell.go('home')
    await shell.go('server')
    await look(page, 'de-server-offline')
  })
})
