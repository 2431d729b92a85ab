import { expect, test } from '../fixtures'
import { startLauncherWatch, startNotificationDaemon } from '../fixtures/desktop'
import { pendingCodes } from '../fixtures/queue-state'
import type { QueuePage } from '../pages/queue'
import type { Shell } from '../pages/shell'

/** Puts episodes of a series with many missing ones into the queue, and goes there. */
async function queueEpisodes(shell: Shell, count: number): Promise<[QueuePage, string[]]> {
  const library = await shell.go('library')
  await library.sort.selectOption('missing')
  const series = await library.openAt(0)
  const codes = await series.queue(count)
  const queue = await shell.go('queue')
  await expect(queue.rows).toHaveCount(count)
  await queue.settled()
  return [queue, codes]
}

test('episodes are chosen, queued, downloaded, and the system tells of the end', async ({
  server,
  signedIn: shell,
}) => {
  const [queue, [code = '']] = await queueEpisodes(shell, 1)
  await server.control('/next-download', { outcome: 'complete', seconds: 60 })
  await queue.start.click()
  await expect(queue.runState).toHaveAttribute('data-state', 'running')
  const bar = queue.row(code).getByRole('progressbar')
  await expect(bar).toHaveAttribute('aria-valuenow', /^[1-9]/)
  await expect(shell.bottomStrip).toContainText('1 active')
  await expect(queue.inGroup('completed')).toContainText(code)
  await expect(queue.runState).toHaveAttribute('data-state', 'stopped')
  await expect(shell.bottomStrip).toBeHidden()
})

test.describe('on the desktop', () => {
  test('progress on the task bar, notices of end and failure; a click opens the page', async ({
    server,
    signedIn: shell,
    app,
  }) => {
    const daemon = await startNotificationDaemon()
    const launcher = await startLauncherWatch()
    try {
      const [queue, [done = '', bad = '']] = await queueEpisodes(shell, 2)
      await server.control('/next-download', { outcome: 'complete', seconds: 60 })
      await server.control('/next-download', {
        outcome: 'fail',
        reason: 'Provider answered 503',
        seconds: 60,
      })
      await queue.start.click()
      const moving = await launcher.waitFor((update) => update.progress > 0)
      expect(moving).toMatchObject({ app: 'application://engawa.desktop', progressVisible: true })
      await expect(queue.inGroup('completed')).toContainText(done)
      await expect(queue.inGroup('failed')).toContainText(bad)
      await expect(queue.inGroup('failed')).toContainText('Provider answered 503')
      await launcher.waitFor((update) => !update.progressVisible && update.count === 0)

      const failed = await daemon.waitFor(({ title }) => title.endsWith(`${bad} failed`))
      expect(failed.body).toContain('Provider answered 503')
      const finished = await daemon.waitFor(({ title }) => title.endsWith(`: ${done}`))
      expect(finished.body).toContain('Download finished')

      await shell.go('settings')
      await app.electron.evaluate(({ BrowserWindow }) =>
        BrowserWindow.getAllWindows()[0]?.minimize(),
      )
      daemon.click(failed.id)
      await expect(queue.root).toBeVisible()
      await expect
        .poll(() =>
          app.electron.evaluate(({ BrowserWindow }) => {
            const [window] = BrowserWindow.getAllWindows()
            return window?.isVisible() === true && !window.isMinimized()
          }),
        )
        .toBe(true)
      // Once for each outcome: nothing is told twice.
      const told = daemon.received().filter(({ title }) => /failed$|: S\d+E\d+$/.test(title))
      expect(told.map(({ title }) => title)).toHaveLength(2)
    } finally {
      await launcher.close()
      await daemon.close()
    }
  })

  test('the end of a scan', async ({ signedIn: shell }) => {
    const daemon = await startNotificationDaemon()
    try {
      const library = await shell.go('library')
      await library.rescan.click()
      const notice = await daemon.waitFor(({ title }) => title === 'Library scan finished')
      expect(notice.body).toMatch(/new missing episode/)
    } finally {
      await daemon.close()
    }
  })
})

test.describe('slowly', () => {
  test.use({ serverOptions: { speed: 1 } })

  test('pause, resume, stop, and one more start', async ({ signedIn: shell, server }) => {
    const [queue] = await queueEpisodes(shell, 3)
    await server.control('/next-download', { outcome: 'complete', seconds: 600, times: 6 })
    await queue.start.click()
    await expect(queue.inGroup('active')).toHaveCount(2)

    await queue.pause.click()
    await expect(queue.runState).toHaveAttribute('data-state', 'paused')
    await expect.poll(server.reading(({ queue }) => queue.is_paused)).toBe(true)
    await expect(queue.inGroup('active').first()).toHaveAttribute('data-state', 'paused')

    await queue.resume.click()
    await expect(queue.runState).toHaveAttribute('data-state', 'running')
    await expect.poll(server.reading(({ queue }) => queue.is_paused)).toBe(false)

    await queue.stop.click()
    await expect(queue.runState).toHaveAttribute('data-state', 'stopped')
    await expect(queue.inGroup('active')).toHaveCount(0)
    await expect(queue.inGroup('pending')).toHaveCount(3)
  })

  test('the keyboard reorders, and the server follows', async ({ signedIn: shell, server }) => {
    const [queue, [a = '', b = '', c = '']] = await queueEpisodes(shell, 3)
    await queue.walkTo(queue.row(a))
    await shell.page.keyboard.press('Alt+ArrowDown')
    await expect.poll(() => queue.codes('pending')).toEqual([b, a, c])
    await expect.poll(pendingCodes(server)).toEqual([b, a, c])
    await shell.page.keyboard.press('Alt+End')
    await expect.poll(pendingCodes(server)).toEqual([b, c, a])
    await shell.page.keyboard.press('Alt+Home')
    await expect.poll(pendingCodes(server)).toEqual([a, b, c])
    await shell.page.keyboard.press('Control+z')
    await expect.poll(pendingCodes(server)).toEqual([b, c, a])
    await expect.poll(() => queue.codes('pending')).toEqual([b, c, a])
  })

  test('remove, and take it back', async ({ signedIn: shell, server }) => {
    const [queue, [a = '', b = '']] = await queueEpisodes(shell, 2)
    await queue.walkTo(queue.row(a))
    await shell.page.keyboard.press('Delete')
    await expect(queue.rows).toHaveCount(1)
    await shell.undo()
    await expect(queue.rows).toHaveCount(2)
    await expect.poll(() => queue.codes('pending')).toEqual([a, b])
    expect((await server.state()).requests['DELETE /api/queue/{item_id}'] ?? 0).toBe(0)

    await queue.fromMenu(queue.row(b), 'Remove from queue')
    await expect(queue.rows).toHaveCount(1)
    await expect.poll(pendingCodes(server)).toEqual([a])
    await expect(queue.rows).toHaveCount(1)
  })
})

test('retry one and all, clear with undo', async ({ signedIn: shell, server }) => {
  const [queue, [a = '', b = '']] = await queueEpisodes(shell, 2)
  await server.control('/next-download', { outcome: 'fail', reason: 'No mirror', times: 2 })
  await queue.start.click()
  await expect(queue.inGroup('failed')).toHaveCount(2)
  await expect(queue.row(a)).toContainText('1 try')

  await server.control('/next-download', { outcome: 'complete', times: 2 })
  await queue.walkTo(queue.row(a))
  await shell.page.keyboard.press('r')
  await expect(queue.inGroup('pending')).toContainText(a)
  await expect.poll(pendingCodes(server)).toEqual([a])
  await queue.retryAll.click()
  await expect.poll(async () => (await pendingCodes(server)()).sort()).toEqual([a, b].sort())
  await queue.start.click()
  await expect(queue.inGroup('completed')).toHaveCount(2)

  await queue.clear.click()
  await expect(queue.inGroup('completed')).toHaveCount(0)
  await shell.undo()
  await expect(queue.inGroup('completed')).toHaveCount(2)
  await queue.clear.click()
  await expect(queue.empty).toContainText('Nothing in the queue')
  await expect.poll(server.reading(({ queue }) => queue.completed_downloads.length)).toBe(0)
})
