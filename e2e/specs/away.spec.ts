import { TestClient } from '../../reference-server/testing/client'
import { expect, test } from '../fixtures'
import { MIO } from '../fixtures/accounts'
import type { EngawaApp } from '../fixtures/app'
import { startNotificationDaemon } from '../fixtures/desktop'
import { look } from '../fixtures/look'
import { elsewhere } from '../fixtures/other-client'
import type { ReferenceServer } from '../fixtures/server'
import type { Shell } from '../pages/shell'

const AWAY = 'While you were away'

/** Two episodes wait, and three todos are there; then the server goes. */
async function leave(shell: Shell, server: ReferenceServer): Promise<void> {
  const todos = await shell.go('todos')
  for (const title of ['Theirs to do', 'Theirs to drop', 'Mine to do']) await todos.add(title)
  await todos.settled()
  const library = await shell.go('library')
  await library.missingOnly.check()
  const series = await library.openAt(0)
  const codes = await series.queue(2)
  const queue = await shell.go('queue')
  for (const code of codes) await expect(queue.row(code)).toBeVisible()
  await expect(shell.outboxCount).toBeHidden()
  await server.stop()
  await expect(shell.away.first()).toBeVisible()
}

/** As after a sleep: the wall clock is two minutes on, whatever the processor has counted. */
async function sleepTwoMinutes(app: EngawaApp): Promise<void> {
  await app.electron.evaluate(() => {
    const now = Date.now.bind(Date)
    Date.now = () => now() + 120_000
  })
}

/** On the same data, out of sight of the application: downloads run, another client of Mio's changes todos. */
async function meanwhile(server: ReferenceServer): Promise<void> {
  await server.start({ aside: true })
  const { socket, list } = await new TestClient(server.url).todos(MIO.user)
  const todos = list['payload'] as { id: number; title: string }[]
  const id = (title: string) => todos.find((todo) => todo.title === title)?.id
  for (const title of ['Of another', 'Of another too']) {
    socket.send({ action: 'create_todo', payload: { title } })
    await socket.next('todo_created')
  }
  const done = { completed: true }
  socket.send({ action: 'update_todo', todo_id: id('Theirs to do'), payload: done })
  await socket.next('todo_updated')
  socket.send({ action: 'delete_todo', todo_id: id('Theirs to drop') })
  await socket.next('todo_deleted')
  await server.control('/next-download', { outcome: 'complete', seconds: 10 })
  await server.control('/next-download', { outcome: 'fail', reason: 'gone', seconds: 10 })
  await elsewhere(server, 'POST', '/api/queue/start')
  await expect
    .poll(
      server.reading(({ queue }) => [
        queue.completed_downloads.length,
        queue.failed_downloads.length,
        queue.is_running,
      ]),
    )
    .toEqual([1, 1, false])
  await server.stop()
}

test('an absence: one line, one entry, one notification, and our own changes are no news', async ({
  signedIn: shell,
  server,
  app,
}) => {
  const daemon = await startNotificationDaemon()
  try {
    const { page } = shell
    await leave(shell, server)
    const todos = await shell.go('todos')
    await todos.add('Made offline')
    await todos.setDone('Mine to do', true)
    await sleepTwoMinutes(app)
    await meanwhile(server)
    await server.start()

    const news = '1 download finished, 1 failed; 2 todos added, 1 done, 1 deleted'
    await expect(shell.awayLine).toHaveText(new RegExp(`${AWAY}: ${news}`), { timeout: 30_000 })
    await expect(shell.outboxCount).toBeHidden()
    await todos.settled()
    await expect(todos.titles).toHaveCount(5)
    await expect(page.locator('[aria-live=polite]').filter({ has: shell.awayLine })).toHaveCount(1)
    const notice = await daemon.waitFor(({ title }) => title === AWAY)
    expect(notice.body).toBe(news)
    await look(page, 'away-line')

    // By keyboard: the line leads to Activity, and is gone once that was seen.
    await shell.awayLineOpen.focus()
    await page.keyboard.press('Enter')
    const activity = shell.at('activity')
    await expect(activity.of('away.digest')).toHaveCount(1)
    await expect(activity.of('away.digest')).toContainText(news)
    await expect(activity.rows).toHaveCount(1)
    await expect(shell.awayLine).toBeHidden()

    await shell.go('home')
    daemon.click(notice.id)
    await expect(activity.root).toBeVisible()
    // What comes from now on is told one by one again; none of the absence is told a second time.
    const other = await new TestClient(server.url).todos(MIO.user)
    other.socket.send({ action: 'create_todo', payload: { title: 'Later' } })
    await other.socket.next('todo_created')
    await expect(activity.rows).toHaveCount(2)
    expect(daemon.received().map(({ title }) => title)).toEqual([AWAY])
  } finally {
    await daemon.close()
  }
})

test('the line in German, dismissed by keyboard', async ({ signedIn: shell, server, app }) => {
  const settings = await shell.go('settings')
  await settings.language.selectOption('de')
  await expect(shell.link('settings')).toContainText('Einstellungen')
  await shell.go('home')
  await server.stop()
  await expect(shell.away.first()).toBeVisible()
  await sleepTwoMinutes(app)
  await server.start({ aside: true })
  const { socket } = await new TestClient(server.url).todos(MIO.user)
  socket.send({ action: 'create_todo', payload: { title: 'Milch' } })
  await socket.next('todo_created')
  await server.stop()
  await server.start()
  await expect(shell.awayLine).toContainText('Während du weg warst: 1 Aufgabe hinzugefügt', {
    timeout: 30_000,
  })
  await look(shell.page, 'de-away-line')
  await shell.awayLineOpen.focus()
  await shell.page.keyboard.press('Tab')
  await expect(shell.awayLineDismiss).toBeFocused()
  await shell.page.keyboard.press('Enter')
  await expect(shell.awayLine).toBeHidden()
  await expect((await shell.go('activity')).of('away.digest')).toHaveCount(1)
})
