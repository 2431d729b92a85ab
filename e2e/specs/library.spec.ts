import { expect, test } from '../fixtures'
import { look } from '../fixtures/look'

test('searches, filters, and walks by keyboard into a series and back', async ({
  signedIn: shell,
}) => {
  const { page } = shell
  const library = await shell.go('library')
  await expect(library.count).toHaveText('60 series')
  const third = (await library.rows.nth(2).locator('.title').innerText()).trim()

  await library.search.fill('xyzzy')
  await expect(library.empty).toContainText('No series fits')
  await library.empty.getByRole('button', { name: 'Show all series' }).click()
  await expect(library.count).toHaveText('60 series')

  await library.missingOnly.check()
  await expect(library.count).toHaveText(/^\d+ of 60 series$/)
  await expect(library.rows.first()).toContainText(/missing/)
  await library.missingOnly.uncheck()

  await page.keyboard.press('/')
  await expect(library.search).toBeFocused()
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('j')
  await expect(library.active).toContainText(third)
  await page.keyboard.press('Enter')
  const series = page.getByRole('heading', { level: 1, name: third })
  await expect(series).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(library.root).toBeVisible()
})

test('keeps what was typed into the search while a series was open', async ({
  signedIn: shell,
}) => {
  const library = await shell.go('library')
  const title = (await library.rows.nth(5).locator('.title').innerText()).trim()
  const series = await library.open(title)
  await series.back()
  await expect(library.search).toHaveValue(title)
  await expect(library.row(title)).toBeVisible()
})

test('a rescan is shown while it runs, and what it found after it', async ({
  signedIn: shell,
  server,
}) => {
  const { page } = shell
  const library = await shell.go('library')
  await library.rescan.click()
  await expect(library.scan).toHaveAttribute('data-phase', 'running')
  const bar = library.scan.getByRole('progressbar')
  await expect(bar).toHaveAttribute('aria-valuenow', /^[1-9]/)
  await expect(library.scan).toContainText(/\d+ of 60/)
  await expect(library.rescan).toBeDisabled()
  await expect(library.scan).toBeHidden()
  await expect(library.rescan).toBeEnabled()

  const activity = await shell.go('activity')
  await expect(activity.of('scan.completed')).toContainText(
    /Scan finished: \d+ new missing episode/,
  )
  expect((await server.state()).requests['POST /api/v1/anime/rescan']).toBe(1)
  await page.keyboard.press('Control+2')

  await server.control('/fail-next-scan', { reason: 'The disk went away' })
  await library.rescan.click()
  await expect(library.scan).toHaveAttribute('data-phase', 'failed')
  await expect(library.scan).toContainText('The server says: The disk went away')
  await library.scan.getByRole('button', { name: 'Scan again' }).click()
  await expect(library.scan).toBeHidden()
})

test.describe('ten thousand series', () => {
  test.use({ serverOptions: { library: '10000' } })

  test('draws only what is seen, down to the end', async ({ signedIn: shell }) => {
    const library = await shell.go('library')
    await expect(library.count).toHaveText(/^10,?000 series$/)
    expect(await library.rows.count()).toBeLessThan(60)
    await library.list.focus()
    await shell.page.keyboard.press('End')
    await expect(library.list.locator('[aria-rowindex="10000"]')).toBeVisible()
    await expect(library.active).toHaveAttribute('aria-rowindex', '10000')
    expect(await library.rows.count()).toBeLessThan(60)
    await look(shell.page, 'library-10000')
  })
})
