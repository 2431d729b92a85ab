import { TEST_IDS } from '../../src-shared/test-ids'
import { expect, test } from '../fixtures'
import { MIO } from '../fixtures/accounts'
import { look } from '../fixtures/look'

// A version that can search for new series, and be set up from here.
test.use({ serverOptions: { dialect: '2026-06' } })

test('what makes no sense without a server says so, and is there again with it', async ({
  signedIn: shell,
  server,
}) => {
  const { page } = shell
  const library = await shell.go('library')
  await library.missingOnly.check()
  await server.stop()
  await expect(shell.away.first()).toBeVisible()

  await test.step('a series: what the list knows, and why not more', async () => {
    const series = await library.openAt(0)
    await expect(shell.needs).toContainText('need the connection')
    await expect(series.root.getByTestId(TEST_IDS.ui.error)).toHaveCount(0)
    await expect(series.root.getByTestId(TEST_IDS.ui.freshness)).toHaveText(/^(Confirmed|From)/i)
    await expect(series.missing.first()).toBeVisible()
    await look(page, 'series-offline')
  })

  await test.step('a search: nothing is asked, nothing fails, nothing is queued', async () => {
    await shell.go('library')
    await page.getByTestId(TEST_IDS.library.add).click()
    await expect(shell.needs).toContainText('Searching needs the connection')
    const dialog = page.getByRole('dialog')
    await dialog.getByTestId(TEST_IDS.library.addQuery).fill('moon')
    await page.keyboard.press('Enter')
    await expect(dialog.getByRole('button', { name: 'Search' })).toBeDisabled()
    await expect(dialog.getByTestId(TEST_IDS.ui.error)).toHaveCount(0)
    await look(page, 'search-offline')
    await page.keyboard.press('Escape')
    await expect(shell.outboxCount).toBeHidden()
  })

  await test.step('asking for the lists again: not offered', async () => {
    const todos = await shell.go('todos')
    await expect(todos.refresh).toBeDisabled()
    await expect(todos.refresh).toHaveAttribute('title', 'Needs the connection.')
    const palette = await shell.openPalette()
    await palette.input.fill('refresh')
    await expect(
      page.getByRole('option', { name: /^Refresh the (library|queue|todos)/ }),
    ).toHaveCount(0)
    await page.keyboard.press('Escape')
    await page.keyboard.press('Escape')
  })

  await test.step('the outbox tells how fresh each server is', async () => {
    const outbox = await shell.go('outbox')
    await expect(outbox.freshness).toHaveCount(2)
    await expect(outbox.freshness.first()).not.toHaveText('Live')
  })

  await test.step('the settings of the server', async () => {
    await shell.go('server')
    await expect(shell.needs).toContainText('This page needs the connection')
  })

  await test.step('a sign-in: what was typed stays', async () => {
    await shell.fromServerMenu(`Sign out of ${MIO.user}`)
    await shell.sheet.user.fill(MIO.user)
    await shell.sheet.password.fill(MIO.password)
    await shell.sheet.submit.click()
    await expect(shell.sheet.needs).toContainText('needs the connection')
    await expect(shell.sheet.password).toHaveValue(MIO.password)
    await look(page, 'sign-in-offline')
    await server.start()
    await shell.sheet.submit.click()
    await expect(shell.sheet.root).toBeHidden()
    await shell.live()
  })

  await expect(shell.needs).toHaveCount(0)
  await expect((await shell.go('todos')).refresh).toBeEnabled()
  const outbox = await shell.go('outbox')
  await expect(outbox.freshness.first()).toHaveText('Live')
})
