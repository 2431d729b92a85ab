import { readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from '../fixtures'
import { fillOutbox } from '../fixtures/full-outbox'
import { FaultProxy } from '../fixtures/fault-proxy/fault-proxy'
import { look } from '../fixtures/look'
import type { ReferenceServer } from '../fixtures/server'
import { signIn } from '../fixtures/signed-in'
import { Shell } from '../pages/shell'

/** Pages are looked at, undo windows and dead connections waited for. */
test.slow()

const titles = (server: ReferenceServer) =>
  server.reading(({ todos }) => (todos['mio'] ?? []).map(({ title }) => title))

test('what failed is edited or tried again; what waits is edited, discarded, brought back and copied', async ({
  signedIn: shell,
  server,
}) => {
  const { page } = shell
  const [first = '', second = '', third = ''] = ['a', 'b', 'c'].map((letter) => letter.repeat(201))
  const todos = await shell.go('todos')
  for (const title of [first, second, third]) {
    await todos.add(title)
    await expect(todos.mark(title)).toHaveAttribute('data-state', 'failed')
  }
  const outbox = await shell.go('outbox')
  await test.step('a failed one with other words', async () => {
    await outbox.edit(outbox.row(`Add “${first}”`)).click()
    await outbox.editor.getByLabel('Title').fill('Short enough')
    await page.keyboard.press('Enter')
    await expect(outbox.rows).toHaveCount(2)
    expect(await titles(server)()).toEqual(['Short enough'])
  })
  await test.step('tried again, it is refused again, and counted', async () => {
    const row = outbox.row(`Add “${second}”`)
    await outbox.retry(row).click()
    await expect(row).toContainText('2 tries')
    await expect(row).toHaveAttribute('data-state', 'failed')
  })
  await test.step('everything again, to a server that takes it by now', async () => {
    await server.control('/todos/habits', { title_max: 300 })
    await outbox.retryAll.click()
    await expect(shell.toasts.filter({ hasText: '2 changes go out again' })).toBeVisible()
    await expect(outbox.empty).toBeVisible()
    expect(await titles(server)()).toEqual(['Short enough', second, third])
  })

  await server.stop()
  await expect(shell.away.first()).toBeVisible()
  await shell.go('todos')
  await todos.add('Bye milk')
  await todos.add('Call Hana')
  await todos.setDone('Short enough', true)
  await shell.go('outbox')
  await test.step('by keyboard: edited before it is sent', async () => {
    await outbox.list.focus()
    await page.keyboard.press('Home')
    await page.keyboard.press('F2')
    await expect(outbox.editor.getByLabel('Title')).toBeFocused()
    await outbox.editor.getByLabel('Title').fill('Buy milk')
    await page.keyboard.press('Enter')
    await expect(outbox.row('Add “Buy milk”')).toBeVisible()
  })
  await test.step('discarded and brought back where it stood', async () => {
    const before = await outbox.sentences()
    await outbox.discard(outbox.row('Add “Call Hana”')).click()
    await expect(outbox.rows).toHaveCount(2)
    await shell.undo()
    await expect(outbox.rows).toHaveCount(3)
    expect(await outbox.sentences()).toEqual(before)
    await outbox.discard(outbox.row('Add “Call Hana”')).click()
    await expect(outbox.rows).toHaveCount(2)
  })
  await test.step('a copy on the disk', async () => {
    await outbox.backup.click()
    const said = shell.toasts.filter({ hasText: 'Saved as' })
    const [, file = ''] = /Saved as (\S+\.json)/.exec(await said.innerText()) ?? []
    const copy = JSON.parse(await readFile(file, 'utf8')) as { command: unknown }[]
    expect(copy.map(({ command }) => command)).toMatchObject([
      { kind: 'todo.create', fields: { title: 'Buy milk' } },
      { kind: 'todo.update', fields: { completed: true } },
    ])
    expect((await stat(file)).mode & 0o777).toBe(0o600)
  })
  const settings = await shell.go('settings')
  await settings.language.selectOption('de')
  await expect(shell.link('settings')).toContainText('Einstellungen')
  await shell.go('outbox')
  await look(page, 'de-outbox-waiting')
  await server.start()
  await expect(outbox.empty).toBeVisible({ timeout: 30_000 })
  const { todos: kept } = await server.state()
  expect(kept['mio']?.map(({ title, completed }) => [title, completed])).toEqual([
    ['Short enough', true],
    ...[second, third, 'Buy milk'].map((title) => [title, false]),
  ])
})

test('bytes that arrive long after their connection has died: the twin is offered, and removed by a click', async ({
  app,
  server,
}) => {
  const proxy = await FaultProxy.start(server.url)
  const shell = await signIn(app, server, proxy.url)
  const todos = await shell.go('todos')
  const late = { is: 'delay', ms: 9_000 } as const
  proxy.script({ fault: late, direction: 'up', connection: 'open' })
  await todos.add('Only once')
  await expect(todos.mark('Only once')).toHaveAttribute('data-state', 'sending')
  proxy.script({ fault: { is: 'fin' }, direction: 'down', connection: 'open' })
  // Nobody can wait for ever: it is sent again, and then the first one arrives after all.
  await expect.poll(titles(server), { timeout: 30_000 }).toEqual(['Only once', 'Only once'])
  const outbox = await shell.go('outbox')
  await expect(outbox.twins).toHaveCount(1)
  await expect(outbox.twins).toContainText('“Only once” may be there twice')
  await look(shell.page, 'outbox-twin')
  await outbox.twins.getByRole('button', { name: 'Remove the second' }).click()
  await expect(outbox.twins).toHaveCount(0)
  await shell.undo()
  await expect(outbox.twins).toHaveCount(1)
  await outbox.twins.getByRole('button', { name: 'Remove the second' }).click()
  await expect.poll(titles(server), { timeout: 30_000 }).toEqual(['Only once'])
  await expect(outbox.empty).toBeVisible()
  await proxy.stop()
})

test('ten thousand waiting changes: shown, scrolled, and one more is refused in words', async ({
  launch,
  server,
  profile,
}) => {
  const app = await launch()
  const shell = await signIn(app, server)
  await server.stop()
  await expect(shell.away.first()).toBeVisible()
  await (await shell.go('todos')).add('Todo 1')
  await app.quit()
  fillOutbox(join(profile, 'engawa.db'), 10_000)

  const after = new Shell((await launch()).page)
  const { keyboard } = after.page
  await expect(after.outboxCount).toContainText('10,000 waiting')
  const outbox = await after.go('outbox')
  await expect(outbox.row('Add “Todo 1”')).toBeVisible()
  await outbox.list.focus()
  await keyboard.press('End')
  await expect(outbox.row('Add “Todo 10000”')).toBeVisible()
  await keyboard.press('PageUp')
  await expect(outbox.row('Add “Todo 9990”')).toBeVisible()
  const todos = await after.go('todos')
  await todos.draft.fill('One too many')
  await todos.draft.press('Enter')
  await expect(after.toasts).toContainText('Too many changes wait to be sent')
  await look(after.page, 'todos-outbox-full')
  // What was typed stays.
  await expect(todos.draft).toHaveValue('One too many')
  await after.go('outbox')
  await outbox.list.focus()
  await keyboard.press('Home')
  await keyboard.press('Delete')
  await expect(outbox.row('Add “Todo 1”')).toHaveCount(0)
  await after.go('todos')
  await todos.draft.press('Enter')
  await expect(todos.draft).toHaveValue('')
  await expect(after.outboxCount).toContainText('10,000 waiting')
})
