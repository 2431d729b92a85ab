import { expect, test } from '../fixtures'
import { menuIds } from '../fixtures/menu'
import { elsewhere } from '../fixtures/other-client'
import type { ReferenceServer } from '../fixtures/server'
import { setUpLibraryAlone } from '../fixtures/signed-in'
import type { ServerPage } from '../pages/server'
import type { Shell } from '../pages/shell'

const config = (server: ReferenceServer) => elsewhere(server, 'GET', '/api/config')

/** What the palette lists for these words. */
async function found(shell: Shell, words: string): Promise<string[]> {
  const palette = await shell.openPalette()
  await palette.input.fill(words)
  const lines = await palette.options.locator('.words').allInnerTexts()
  await shell.page.keyboard.press('Escape')
  await expect(palette.root).toBeHidden()
  return lines
}

test.describe('the newest version', () => {
  test.use({ serverOptions: { dialect: '2026-06' } })

  test('says how it is, and who is connected', async ({ app, server }) => {
    const shell = await setUpLibraryAlone(app, server)
    const page = await shell.go('server')
    await expect(page.section('Health of the server')).toContainText('In order')
    await expect(page.health).toContainText('2026-06')
    await expect(page.health).toContainText(/Disk.*(MB|GB) free/s)
    await page.health.getByText('More that the server says').click()
    await expect(page.health).toContainText('dependencies.catalogue.status')
    await expect(page.sockets).toContainText(/Connected\s*1/)
    await expect(page.sockets).toContainText(/Listening to download_progress\s*1/)
    await expect(page.root.getByTestId('ui-freshness')).toContainText('Confirmed')
    expect(await menuIds(app)).toContain('server')
    expect(await found(shell, 'backups of the settings')).toEqual(['Backups of the settings'])
  })

  test('takes changed settings and no others, and refuses at the field', async ({
    app,
    server,
  }) => {
    const shell = await setUpLibraryAlone(app, server)
    const page = await shell.go('server')
    const keepDays = 'Days to keep a backup'
    await expect(page.setting(keepDays)).toHaveValue('30')
    await expect(page.saveConfig).toBeDisabled()

    await page.setting(keepDays).fill('soon')
    await expect(page.problem(keepDays)).toHaveText('This is not a number.')
    await expect(page.saveConfig).toBeDisabled()
    await page.setting(keepDays).fill('-1')
    await page.saveConfig.click()
    await expect(page.problem(keepDays)).toContainText('keep_days must be a whole number')
    await expect(page.outcome).toContainText('Nothing was saved')
    expect((await server.state()).requests['PUT /api/config']).toBeUndefined()

    // Nothing typed is lost by looking at something else.
    await shell.go('queue')
    await shell.go('server')
    await expect(page.setting(keepDays)).toHaveValue('-1')
    await expect(page.config).toContainText('On the server: 30')

    await page.setting(keepDays).fill('60')
    await page.setting('Name').fill('The box in the cupboard')
    await page.saveConfig.click()
    await expect(page.outcome).toContainText('Saved, but for one setting')
    await expect(page.setting(keepDays)).toHaveValue('30')
    await expect(page.config).toContainText('the server’s environment decides this one')
    expect(await config(server)).toMatchObject({
      name: 'The box in the cupboard',
      backup: { keep_days: 30, enabled: false },
    })
  })

  test('says what it reset by itself, and puts it back', async ({ app, server }) => {
    const shell = await setUpLibraryAlone(app, server)
    await elsewhere(server, 'PUT', '/api/config', { logging: { backup_count: 9 } })
    const page = await shell.go('server')
    await page.setting('Largest size of a file, in bytes').fill('5000000')
    await page.saveConfig.click()
    await expect(page.outcome).toContainText('Older files to keep: it was 9, now it is 3')
    await page.outcome.getByRole('button', { name: 'Put these back' }).click()
    await expect(page.setting('Older files to keep')).toHaveValue('9')
    await expect(page.outcome).toHaveText('The server has taken it over.')
    expect((await config(server))['logging']).toMatchObject({
      backup_count: 9,
      max_bytes: 5_000_000,
    })
  })

  test('does not overwrite unseen what somebody else has changed', async ({ app, server }) => {
    const shell = await setUpLibraryAlone(app, server)
    const page = await shell.go('server')
    await page.setting('Name').fill('Mine')
    await elsewhere(server, 'PUT', '/api/config', { name: 'Theirs' })
    await page.saveConfig.click()
    await expect(page.outcome).toContainText('somebody has changed the same settings')
    await expect(page.config).toContainText('the server now has Theirs')
    expect(await config(server)).toMatchObject({ name: 'Theirs' })
    await expect(page.setting('Name')).toHaveValue('Mine')
    await page.saveConfig.click()
    await expect(page.outcome).toHaveText('The server has taken it over.')
    expect(await config(server)).toMatchObject({ name: 'Mine' })
  })

  test('backs up, goes back after a question, and throws away after another', async ({
    app,
    server,
  }) => {
    const shell = await setUpLibraryAlone(app, server)
    const page = await shell.go('server')
    await expect(page.section('Backups of the settings')).toContainText('There is no backup yet.')
    await page.makeBackup.click()
    await expect(page.backups).toHaveCount(1)
    await expect(page.backups).toContainText(/config_backup_\d+\.json.*\d+ (B|kB)/s)
    await expect(shell.toasts.first()).toContainText('was made')

    await page.setting('Name').fill('After the backup')
    await page.saveConfig.click()
    await expect(page.outcome).toHaveText('The server has taken it over.')
    await page.backups.getByRole('button', { name: /^Restore config_backup/ }).click()
    await expect(page.question).toContainText('What was changed since then is lost')
    await page.answer('Cancel')
    expect(await config(server)).toMatchObject({ name: 'After the backup' })
    await page.backups.getByRole('button', { name: /^Restore config_backup/ }).click()
    await page.answer('Restore it')
    await expect(page.setting('Name')).toHaveValue('Aniworld')
    // The copy that was made first can be gone back to just as well.
    await expect(page.backups).toHaveCount(2)

    await page.backups
      .last()
      .getByRole('button', { name: /^Delete config_backup/ })
      .click()
    await expect(page.question).toContainText('cannot be brought back')
    await page.answer('Delete it')
    await expect(page.backups).toHaveCount(1)
  })

  test('shows its log, and takes another level', async ({ app, server }) => {
    const shell = await setUpLibraryAlone(app, server)
    const page = await shell.go('server')
    await page.logging.getByLabel('From which level on').selectOption('DEBUG')
    await page.logging.getByRole('button', { name: 'Save the level' }).click()
    await expect(page.logging).toContainText('The server has taken it over.')
    expect((await config(server))['logging']).toMatchObject({ level: 'DEBUG' })
    // One place for each setting.
    await expect(page.setting('From which level on')).toHaveCount(0)
    const library = await shell.go('library')
    await library.rescan.click()
    // Not only asked for: what is shown of that may go before the scan has begun.
    await expect(library.scan).toHaveAttribute('data-phase', 'running')
    await expect(library.scan).toBeHidden()
    await shell.go('server')
    await page.logging.getByRole('button', { name: 'Show the end of server.log' }).click()
    await expect(page.logLines).toContainText('INFO scan_complete')
  })

  test('lets a lock go that a dead scan has left, after a question', async ({ app, server }) => {
    const shell = await setUpLibraryAlone(app, server)
    const since = new Date(Date.now() - 3 * 3_600_000).toISOString()
    await server.control('/leave-lock', { by: 'pid 4711', since })
    const page = await shell.go('server')
    const scan = page.locks.filter({ hasText: 'Scan of the library' })
    await expect(scan).toContainText(/held.*pid 4711.*3 hr. ago/s)
    await scan.getByRole('button', { name: /^Release/ }).click()
    await expect(page.question).toContainText('It is held by pid 4711')
    await page.answer('Release it')
    await expect(scan).toContainText('free')
    await expect(page.root.getByRole('button', { name: /^Release/ })).toHaveCount(0)
    const library = await shell.go('library')
    await library.rescan.click()
    await expect(library.scan).toHaveAttribute('data-phase', 'running')
  })

  test('needs the connection, says so, and keeps what was typed', async ({ app, server }) => {
    const shell = await setUpLibraryAlone(app, server)
    const page = await shell.go('server')
    await page.setting('Name').fill('Typed before')
    await server.stop()
    await expect(page.needsConnection).toBeVisible()
    await expect(page.saveConfig).toBeDisabled()
    await expect(page.makeBackup).toBeDisabled()
    await expect(page.config).toContainText('Needs the connection.')
    await expect(shell.outboxCount).toBeHidden()
    await server.start()
    await shell.live()
    await expect(page.needsConnection).toBeHidden()
    await expect(page.setting('Name')).toHaveValue('Typed before')
    await server.control('/lose-answers', { path: '/api/config', method: 'PUT' })
    await page.saveConfig.click()
    await expect(page.config.getByTestId('ui-error')).toContainText('The connection broke')
    await expect(page.setting('Name')).toHaveValue('Typed before')
    await page.refresh.click()
    await expect(page.saveConfig).toBeDisabled()
    expect(await config(server)).toMatchObject({ name: 'Typed before' })
  })
})

test.describe('a version whose environment decides the level', () => {
  test.use({ serverOptions: { dialect: '2026-02' } })

  test('says so, and offers no release', async ({ app, server }) => {
    const shell = await setUpLibraryAlone(app, server)
    await server.control('/leave-lock', { by: 'pid 4711', since: new Date().toISOString() })
    const page = await shell.go('server')
    await page.logging.getByLabel('From which level on').selectOption('ERROR')
    await page.logging.getByRole('button', { name: 'Save the level' }).click()
    await expect(page.logging).toContainText('The server stays at INFO')
    await expect(page.locks.filter({ hasText: 'pid 4711' })).toBeVisible()
    await expect(page.root.getByRole('button', { name: /^Release/ })).toHaveCount(0)
    await page.setting('Days to keep a backup').fill('-1')
    await page.saveConfig.click()
    // This one names no field; its words do.
    await expect(page.problem('Days to keep a backup')).toContainText('keep_days must be')
  })
})

test.describe('a version with settings and without a schema', () => {
  test.use({ serverOptions: { dialect: '2025-10' } })

  test('shows those and nothing else', async ({ app, server }) => {
    const shell = await setUpLibraryAlone(app, server)
    const page = await shell.go('server')
    await page.setting('Name').fill('Old box')
    await page.saveConfig.click()
    await expect(page.outcome).toHaveText('The server has taken it over.')
    expect(await config(server)).toMatchObject({ name: 'Old box' })
    await expectOnly(page, ['health', 'sockets', 'config', 'scheduler'])
  })
})

test.describe('the first version', () => {
  test.use({ serverOptions: { dialect: 'seed' } })

  test('tells how it is and nothing else, there and in the palette', async ({ app, server }) => {
    const shell = await setUpLibraryAlone(app, server)
    const page = await shell.go('server')
    await expect(page.health).toContainText('seed')
    await expectOnly(page, ['health', 'sockets'])
    expect(await found(shell, 'health of the server')).toEqual(['Health of the server'])
    for (const words of ['settings of the server', 'backups of', 'log of', 'what runs']) {
      expect(await found(shell, words)).toEqual([])
    }
  })

  test('that tells nothing has no such page, in the rail, the menu and the palette', async ({
    app,
    server,
  }) => {
    for (const path of ['/openapi.json', '/api/health', '/health', '/ws/status']) {
      await server.control('/refuse', { status: 404, path, times: 1_000_000 })
    }
    const shell = await setUpLibraryAlone(app, server)
    // The last thing that is asked for has been refused: now it is known.
    await expect
      .poll(server.reading(({ requests }) => requests['GET /ws/status'] ?? 0))
      .toBeGreaterThan(0)
    await expect(shell.link('settings')).toBeVisible()
    await expect(shell.link('server')).toHaveCount(0)
    expect(await menuIds(app)).not.toContain('server')
    expect(await found(shell, 'server')).not.toContain('Server')
    await shell.page.keyboard.press('Control+7')
    await shell.page.keyboard.press('Control+8')
    await expect(shell.at('settings').root).toBeVisible()
    await expect(shell.at('settings').root.getByText('Scheduled scan')).toHaveCount(0)
  })
})

async function expectOnly(page: ServerPage, parts: readonly string[]): Promise<void> {
  await expect(page.root.locator('section')).toHaveCount(parts.length)
  const ids = await page.root.locator('section').evaluateAll((all) => all.map(({ id }) => id))
  expect(ids).toEqual(parts.map((part) => `server-${part}`))
}
