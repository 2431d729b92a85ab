import type { Page } from '@playwright/test'
import { expect, test } from '../fixtures'
import { FaultProxy } from '../fixtures/fault-proxy/fault-proxy'
import { look } from '../fixtures/look'
import { SecondClient } from '../fixtures/second-client'
import type { ReferenceServer, ServerTodo } from '../fixtures/server'
import { signIn } from '../fixtures/signed-in'
import type { OutboxPage } from '../pages/outbox'
import type { TodosPage } from '../pages/todos'

/** One todo for each way in which two clients can meet. */
const NAMES = ['Merge', 'Title', 'Notes', 'Doomed', 'Gone', 'Forget'] as const
type Name = (typeof NAMES)[number]
type Ids = Readonly<Record<Name, number>>

/** What the user changes while the connection is away. */
async function changeHere(todos: TodosPage): Promise<void> {
  const edit = async (name: Name, field: 'editTitle' | 'editDescription', value: string) => {
    await todos.edit(name)
    await todos[field].fill(value)
    await todos.save.click()
    await expect(todos.editor).toBeHidden()
  }
  await edit('Merge', 'editTitle', 'Merge, titled here')
  await edit('Title', 'editTitle', 'Title of here')
  await edit('Notes', 'editDescription', 'Notes of here')
  await edit('Gone', 'editDescription', 'Must not be lost')
  await edit('Forget', 'editTitle', 'Forget, renamed here')
  await todos.fromMenu('Doomed', 'Delete')
}

/** What another client does meanwhile. */
async function changeThere(other: SecondClient, ids: Ids): Promise<void> {
  await other.update(ids.Merge, { description: 'Noted there', completed: true })
  await other.update(ids.Title, { title: 'Title of there' })
  await other.update(ids.Notes, { description: 'Notes of there' })
  await other.update(ids.Doomed, { description: 'Still needed!' })
  await other.delete(ids.Gone)
  await other.delete(ids.Forget)
}

/** Walks the keyboard onto a button or choice and presses a key there. */
async function byKeyboard(page: Page, target: ReturnType<OutboxPage['answer']>, key: string) {
  await expect(target).toBeVisible()
  for (let step = 0; step < 20; step += 1) {
    if (await target.evaluate((element) => element === document.activeElement)) break
    await page.keyboard.press('Tab')
  }
  await expect(target).toBeFocused()
  await page.keyboard.press(key)
}

/** Opens the dialog of a row by keyboard alone, from the list. */
async function openByKeyboard(outbox: OutboxPage, sentence: string): Promise<void> {
  await outbox.list.focus()
  await outbox.page.keyboard.press('Home')
  const active = outbox.list.locator('.virtual-row.active')
  for (let step = 0; step < 10; step += 1) {
    if ((await active.innerText()).includes(sentence)) break
    await outbox.page.keyboard.press('ArrowDown')
  }
  await outbox.page.keyboard.press('Enter')
  await expect(outbox.decision).toBeVisible()
}

function kept(server: ReferenceServer): () => Promise<Partial<ServerTodo>[]> {
  return server.reading(({ todos }) =>
    (todos['mio'] ?? []).map(({ title, description, completed }) => ({
      ...{ title, description, completed },
    })),
  )
}

test('another client changes what was changed here offline: merged by field, asked about, never overwritten', async ({
  app,
  server,
}) => {
  test.setTimeout(120_000)
  const proxy = await FaultProxy.start(server.url)
  const shell = await signIn(app, server, proxy.url)
  const { page } = shell
  const other = await SecondClient.connect(server)
  const made: [string, number][] = []
  for (const title of NAMES) made.push([title, (await other.create({ title })).id])
  const todos = await shell.go('todos')
  await expect(todos.rows).toHaveCount(NAMES.length)

  proxy.script({ fault: { is: 'rst' } })
  await expect(shell.away.first()).toBeVisible()
  await changeHere(todos)
  await changeThere(other, Object.fromEntries(made) as Ids)
  const there = await kept(server)()
  const outbox = await shell.go('outbox')
  await expect(outbox.inState('held')).toHaveCount(0)
  await expect(outbox.inState('queued')).toHaveCount(NAMES.length)
  proxy.heal()

  await test.step('only the merge goes out by itself; the rest is asked', async () => {
    await expect(outbox.inState('conflict')).toHaveCount(5, { timeout: 30_000 })
    await expect(outbox.rows).toHaveCount(5)
    const merged = { title: 'Merge, titled here', description: 'Noted there', completed: true }
    await expect.poll(kept(server)).toEqual([merged, ...there.slice(1)])
    const activity = await shell.go('activity')
    await expect(
      activity.rows.filter({ hasText: 'Merge' }).filter({ hasText: 'were both kept' }),
    ).toHaveCount(1)
    await shell.go('todos')
    await expect(todos.mark('Doomed')).toHaveAttribute('data-state', 'conflict')
    await expect(todos.mark('Gone')).toHaveAttribute('data-state', 'conflict')
    await shell.go('outbox')
  })

  await test.step('the same field, by mouse: taken back, then the words of both', async () => {
    const row = outbox.row('Change “Title”')
    await outbox.decide(row)
    await expect(outbox.decision).toContainText('Title of there')
    await expect(outbox.decision).toContainText('Title of here')
    await look(page, 'outbox-conflict')
    await page.keyboard.press('Escape')
    const settings = await shell.go('settings')
    await settings.language.selectOption('de')
    await expect(page.locator('html')).toHaveAttribute('lang', 'de')
    await shell.go('outbox')
    await outbox.rows.first().getByTestId('outbox-decide').click()
    await look(page, 'de-outbox-conflict')
    await page.keyboard.press('Escape')
    await shell.go('settings')
    await settings.language.selectOption('en')
    await expect(page.locator('html')).toHaveAttribute('lang', 'en')
    await shell.go('outbox')
    await outbox.decide(row)
    await outbox.version('title.theirs').check()
    await outbox.answer('chosen').click()
    await expect(row).toHaveAttribute('data-state', 'held')
    await shell.undo()
    await expect(row).toHaveAttribute('data-state', 'conflict')
    await outbox.decide(row)
    await outbox.decision.getByLabel('Title: your own words').fill('Title of both')
    await outbox.answer('chosen').click()
    await expect(row).toHaveAttribute('data-state', 'held')
  })

  await test.step('the same field, by keyboard alone', async () => {
    await openByKeyboard(outbox, 'Change “Notes”')
    await byKeyboard(page, outbox.version('description.mine'), 'Space')
    await byKeyboard(page, outbox.answer('chosen'), 'Enter')
    const row = outbox.row('Change “Notes”')
    await expect(row).toHaveAttribute('data-state', 'held')
    await page.keyboard.press('Control+z')
    await expect(row).toHaveAttribute('data-state', 'conflict')
    await openByKeyboard(outbox, 'Change “Notes”')
    await byKeyboard(page, outbox.answer('chosen'), 'Enter')
    await expect(row).toHaveAttribute('data-state', 'held')
  })

  await test.step('our delete of what they changed: asked, by keyboard', async () => {
    await openByKeyboard(outbox, 'Delete “Doomed”')
    await expect(outbox.decision).toContainText('Still needed!')
    await byKeyboard(page, outbox.answer('deleteAnyway'), 'Enter')
    const row = outbox.row('Delete “Doomed”')
    await expect(row).toHaveAttribute('data-state', 'held')
    await page.keyboard.press('Control+z')
    await expect(row).toHaveAttribute('data-state', 'conflict')
    await openByKeyboard(outbox, 'Delete “Doomed”')
    await byKeyboard(page, outbox.answer('keep'), 'Enter')
    await expect(row).toHaveAttribute('data-state', 'held')
  })

  await test.step('our change of what they deleted: restored as new, by mouse', async () => {
    const row = outbox.row('Change “Gone”')
    await outbox.decide(row)
    await expect(outbox.decision).toContainText('Must not be lost')
    await look(page, 'outbox-conflict-gone')
    await outbox.answer('letGo').click()
    await expect(row).toHaveAttribute('data-state', 'held')
    await shell.undo()
    await expect(row).toHaveAttribute('data-state', 'conflict')
    await outbox.decide(row)
    await outbox.answer('restore').click()
    await expect(row).toHaveAttribute('data-state', 'held')
  })

  await test.step('our change of what they deleted: let go', async () => {
    const row = outbox.row('Change “Forget”')
    await outbox.decide(row)
    await outbox.answer('restore').click()
    await expect(row).toHaveAttribute('data-state', 'held')
    await shell.undo()
    await outbox.decide(row)
    await outbox.answer('letGo').click()
    await expect(row).toHaveAttribute('data-state', 'held')
  })
  // Nothing of it is at the server while it can still be undone.
  await expect(outbox.empty).toBeVisible({ timeout: 30_000 })
  const now = [
    { title: 'Merge, titled here', description: 'Noted there', completed: true },
    { title: 'Title of both', description: null, completed: false },
    { title: 'Notes', description: 'Notes of here', completed: false },
    { title: 'Doomed', description: 'Still needed!', completed: false },
    { title: 'Gone', description: 'Must not be lost', completed: false },
  ]
  expect(await kept(server)()).toEqual(now)
  await shell.go('todos')
  await todos.settled()
  expect((await todos.shown()).map(({ title, notes }) => ({ title, notes }))).toEqual(
    [...now.slice(1), ...now.slice(0, 1)].map(({ title, description }) => ({
      ...{ title, notes: description ?? '' },
    })),
  )
  await test.step('the merge is taken back where it is told', async () => {
    const { rows } = await shell.go('activity')
    const entry = rows.filter({ hasText: 'Merge' }).filter({ hasText: 'were both kept' })
    await entry.getByRole('button', { name: 'Undo' }).click()
    await expect(entry).toContainText('Taken back')
    await expect
      .poll(async () => (await kept(server)())[0])
      .toEqual({ title: 'Merge', description: 'Noted there', completed: true })
  })
  other.close()
  await proxy.stop()
})
