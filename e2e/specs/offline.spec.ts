import { expect, test } from '../fixtures'
import { look } from '../fixtures/look'
import { SecondClient } from '../fixtures/second-client'
import type { AskedChange, ReferenceServer } from '../fixtures/server'
import type { QueuePage, ShownDownload } from '../pages/queue'
import { Shell } from '../pages/shell'
import type { ShownTodo, TodosPage } from '../pages/todos'
import { episodeCode } from '../../src-shared/domain/series'

const numbered = (word: string, from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, at) => `${word} ${from + at}`)

/** Both lists, as the window shows them. */
interface Shown {
  readonly todos: readonly ShownTodo[]
  readonly queue: readonly ShownDownload[]
}

async function shownBy(shell: Shell): Promise<Shown> {
  const todos = await (await shell.go('todos')).shown()
  const queue = await (await shell.go('queue')).shown()
  return { todos, queue }
}

async function createAndEdit(todos: TodosPage): Promise<void> {
  for (const title of numbered('New', 1, 20)) {
    await todos.draft.fill(title)
    await todos.draft.press('Enter')
    await expect(todos.draft).toHaveValue('')
  }
  const { keyboard } = todos.page
  const edit = async (title: string, change: () => Promise<void>) => {
    await todos.walkTo(title)
    await keyboard.press('F2')
    await change()
    await keyboard.press('Enter')
    await expect(todos.editor).toBeHidden()
  }
  const rename = (title: string) => edit(title, () => todos.editTitle.fill(`${title} renamed`))
  const note = (title: string) =>
    edit(title, async () => {
      await todos.editDescription.fill(`Notes of ${title}`)
      await todos.editTitle.focus()
    })
  for (const word of ['Kept', 'New']) {
    await rename(`${word} 1`)
    await note(`${word} 2`)
    await todos.walkTo(`${word} 3`)
    await keyboard.press('Space')
    await edit(`${word} 4`, async () => {
      await todos.editPriority.selectOption('high')
      await todos.editTitle.fill(`${word} 4 renamed`)
    })
    await note(`${word} 5`)
  }
}

async function deleteFive(todos: TodosPage): Promise<void> {
  // One of them was edited a moment ago, two the server has never heard of.
  for (const title of ['Kept 5', 'Kept 6', 'Kept 7', 'New 6', 'New 7']) {
    await todos.walkTo(title)
    await todos.page.keyboard.press('Delete')
    await expect(todos.row(title)).toHaveCount(0)
  }
}

/** Queues 12 episodes of two series; answers their names in that order. */
async function queueTwelve(shell: Shell): Promise<string[]> {
  const library = await shell.go('library')
  await library.sort.selectOption('missing')
  const names: string[] = []
  for (const [index, count] of [7, 5].entries()) {
    const series = await library.openAt(index + 1)
    const title = await series.heading.innerText()
    names.push(...(await series.queue(count)).map((code) => `${title} ${code}`))
    await series.back()
  }
  return names
}

async function reorderAndRemove(queue: QueuePage): Promise<void> {
  const { keyboard } = queue.page
  // By keyboard: the last becomes the first; by mouse: one of last time goes behind one of now.
  await queue.walkTo(queue.rows.last())
  await keyboard.press('Alt+Home')
  await queue.dragBefore(queue.rows.nth(2), queue.rows.nth(6))
  await queue.fromMenu(queue.rows.nth(8), 'Move up')
  // One of last time, one that another was put behind, one that nothing else names.
  for (const at of [1, 3, 9]) {
    const row = queue.rows.nth(at)
    const item = await row.getAttribute('data-item')
    await queue.walkTo(row)
    await keyboard.press('Delete')
    await expect(queue.page.locator(`[data-item="${item}"]`)).toHaveCount(0)
  }
}

/** Every row that stands for something unsent says so, and no other. */
function expectMarks({ todos, queue }: Shown): void {
  const marked = todos.filter(({ mark }) => mark === 'queued').map(({ title }) => title)
  const untouched = todos.filter(({ mark }) => mark === '').map(({ title }) => title)
  expect(marked).toHaveLength(4 + 18)
  expect(untouched).toEqual(['Kept 8'])
  const waiting = queue.filter(({ mark }) => mark === 'waiting to be sent')
  expect(waiting.length).toBeGreaterThanOrEqual(10)
}

/** The calls that changes of the queue become. */
function callsOf(sentences: readonly string[]): string[] {
  return sentences.flatMap((sentence) => {
    if (sentence.startsWith('Queue ')) return ['POST /api/queue/add']
    if (sentence.startsWith('Move ')) return ['POST /api/queue/reorder']
    return sentence.startsWith('Remove ') ? ['DELETE /api/queue/{item_id}'] : []
  })
}

/** What the undo windows leave of what was asked, in the order in which it has to arrive. */
function expectWaiting(outbox: readonly string[]): void {
  expect(outbox.filter((line) => line.includes('“'))).toEqual([
    ...['New 1 renamed', 'New 2', 'New 3', 'New 4 renamed', 'New 5', ...numbered('New', 8, 20)].map(
      (title) => `Add “${title}”`,
    ),
    ...['Change “Kept 1”', 'Change “Kept 2”', 'Mark “Kept 3” as done', 'Change “Kept 4”'],
    ...['Kept 5', 'Kept 6', 'Kept 7'].map((title) => `Delete “${title}”`),
  ])
  const ofQueue = outbox.filter((line) => !line.includes('“'))
  expect(ofQueue.map((line) => line.split(' ', 1)[0])).toEqual([
    ...['Queue', 'Queue', 'Move', 'Move', 'Move', 'Remove', 'Remove'],
  ])
}

/** A todo message in the words of the Outbox page. */
function sentenceOf({ what, todo_id, asked }: AskedChange, names: ReadonlyMap<number, string>) {
  const label = todo_id === undefined ? String(asked?.['title']) : names.get(todo_id)
  if (what === 'create_todo') return `Add “${label}”`
  if (what === 'delete_todo') return `Delete “${label}”`
  const [only, ...others] = Object.keys(asked ?? {})
  const ticked = only === 'completed' && others.length === 0
  return ticked ? `Mark “${label}” as done` : `Change “${label}”`
}

/** What the todo page has to show of what the server has. */
async function todosOf(server: ReferenceServer): Promise<ShownTodo[]> {
  const all = (await server.state()).todos['mio'] ?? []
  const shown = all.map(({ title, description, completed }) => ({
    ...{ title, notes: description ?? '', done: completed, mark: '' },
  }))
  return [...shown.filter(({ done }) => !done), ...shown.filter(({ done }) => done)]
}

async function queueOf(server: ReferenceServer): Promise<ShownDownload[]> {
  return (await server.state()).queue.pending_queue.map(({ serie_name, episode }) => ({
    ...{ name: `${serie_name} ${episodeCode(episode)}`, mark: '' },
  }))
}

test('a day without the servers, and the program killed in it: all is kept, then applied once and in order', async ({
  launch,
  signedIn: shell,
  app,
  server,
}) => {
  test.setTimeout(180_000)
  const names = new Map<number, string>()
  await test.step('what is there before', async () => {
    const other = await SecondClient.connect(server)
    for (const title of numbered('Kept', 1, 8)) names.set((await other.create({ title })).id, title)
    other.close()
    const library = await shell.go('library')
    await library.sort.selectOption('missing')
    await (await library.openAt(0)).queue(3)
    const queue = await shell.go('queue')
    await expect(queue.rows).toHaveCount(3)
    await queue.settled()
  })
  await server.stop()
  await expect(shell.away.first()).toBeVisible()

  await test.step('20 todos created, 10 edited, 5 deleted', async () => {
    const todos = await shell.go('todos')
    await createAndEdit(todos)
    await deleteFive(todos)
  })
  await test.step('12 episodes queued, reordered, 3 removed', async () => {
    const asked = await queueTwelve(shell)
    const queue = await shell.go('queue')
    await expect(queue.rows).toHaveCount(15)
    expect((await queue.shown()).slice(3).map(({ name }) => name)).toEqual(asked)
    await reorderAndRemove(queue)
    await expect(queue.rows).toHaveCount(12)
  })
  const before = await shownBy(shell)
  expectMarks(before)
  await app.kill()

  const after = new Shell((await launch()).page)
  let waiting: readonly string[] = []
  await test.step('the server is still away: everything is there with its marks', async () => {
    await expect(after.away.first()).toBeVisible()
    // What could still be undone when the program was killed.
    const outbox = await after.go('outbox')
    const taken = async () => (await outbox.sentences()).filter((line) => /^Remove/.test(line))
    await expect.poll(taken).toHaveLength(2)
    waiting = await outbox.sentences()
    expectWaiting(waiting)
    await expect(after.outboxCount).toContainText(`${waiting.length} waiting`)
    expect(await shownBy(after)).toEqual(before)
    for (const name of ['queue', 'outbox'] as const) {
      await after.go(name)
      await look(after.page, `${name}-waiting`)
    }
  })

  await server.start()
  const outbox = await after.go('outbox')
  await expect(outbox.empty).toBeVisible({ timeout: 60_000 })
  await expect(after.outboxCount).toBeHidden()
  await test.step('applied once, in the order in which it was asked for', async () => {
    const changes = await server.changes()
    const ofTodos = changes.filter(({ what }) => what.endsWith('_todo'))
    const told = waiting.filter((line) => line.includes('“'))
    expect(ofTodos.map((change) => sentenceOf(change, names))).toEqual(told)
    const calls = changes.filter((change) => !ofTodos.includes(change))
    expect(calls.map(({ what }) => what)).toEqual(callsOf(waiting))
    const added = calls.flatMap(({ asked }) => (asked?.['episodes'] as object[] | undefined) ?? [])
    expect(added).toHaveLength(11)
  })
  await test.step('the screen shows what the server has', async () => {
    const { todos, queue } = await shownBy(after)
    expect(todos).toEqual(await todosOf(server))
    expect(queue).toEqual(await queueOf(server))
    const bare = (rows: readonly object[]) => rows.map((row) => ({ ...row, mark: '' }))
    expect(todos).toEqual(bare(before.todos))
    expect(queue).toEqual(bare(before.queue))
  })
})
