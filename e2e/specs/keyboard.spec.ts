import { expect, test } from '../fixtures'

test('the whole round by keyboard alone', async ({ signedIn: shell, server }) => {
  const { page } = shell
  const { keyboard } = page
  const pages = [
    ...(['home', 'library', 'queue', 'todos', 'activity', 'outbox', 'server', 'settings'] as const),
  ]
  await expect(shell.link('server')).toBeVisible()
  for (const [at, name] of pages.entries()) {
    await keyboard.press(`Control+${at + 1}`)
    await expect(shell.at(name).root).toBeVisible()
    await expect(shell.link(name)).toHaveAttribute('aria-current', 'page')
  }

  await keyboard.press('?')
  await expect(shell.help).toBeVisible()
  await keyboard.press('Escape')
  await expect(shell.help).toBeHidden()

  // Two todos, walked, marked, edited, deleted and brought back.
  await keyboard.press('Control+n')
  const todos = shell.at('todos')
  await expect(todos.draft).toBeFocused()
  for (const title of ['First', 'Second']) {
    await keyboard.type(title)
    await keyboard.press('Enter')
    await expect(todos.row(title)).toBeVisible()
  }
  await todos.settled()
  await keyboard.press('Tab')
  while (!(await todos.list.evaluate((list) => list === document.activeElement))) {
    await keyboard.press('Tab')
  }
  await keyboard.press('j')
  await keyboard.press('j')
  await keyboard.press('k')
  await keyboard.press('Space')
  await expect(todos.row('First')).toHaveAttribute('data-done', 'true')
  await keyboard.press('Control+z')
  await expect(todos.row('First')).toHaveAttribute('data-done', 'false')
  await keyboard.press('Enter')
  await expect(todos.editTitle).toBeFocused()
  await keyboard.press('End')
  await keyboard.type(' of all')
  await keyboard.press('Enter')
  await expect(todos.row('First of all')).toBeVisible()
  await expect(todos.list).toBeFocused()
  await keyboard.press('Delete')
  await expect(todos.rows).toHaveCount(1)
  await keyboard.press('Control+z')
  await expect(todos.rows).toHaveCount(2)

  // A series found by the palette; a range of its episodes into the queue.
  await keyboard.press('Control+2')
  const library = shell.at('library')
  await keyboard.press('/')
  await expect(library.search).toBeFocused()
  await library.missingOnly.focus()
  await keyboard.press('Space')
  const title = (await library.rows.first().locator('.title').innerText()).trim()
  const palette = await shell.openPalette()
  await palette.run(title)
  const heading = page.getByRole('heading', { level: 1, name: title })
  await expect(heading).toBeVisible()
  const episodes = page.getByRole('grid', { name: `Episodes of ${title}` })
  while (!(await episodes.evaluate((list) => list === document.activeElement))) {
    await keyboard.press('Tab')
  }
  await keyboard.press('Control+a')
  await keyboard.press('Enter')
  await keyboard.press('Control+3')
  const queue = shell.at('queue')
  await expect(queue.rows.first()).toBeVisible()
  await expect.poll(server.reading(({ queue }) => queue.pending_queue.length)).toBeGreaterThan(0)

  // The palette runs commands too.
  await (await shell.openPalette()).run('Start the downloads')
  await expect.poll(server.reading(({ queue }) => queue.is_running)).toBe(true)
  await (await shell.openPalette()).run('Dark appearance')
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark')
})
