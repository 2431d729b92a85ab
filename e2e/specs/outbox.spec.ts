import { expect, test } from '../fixtures'
import type { ReferenceServer } from '../fixtures/server'

const titles = (server: ReferenceServer) =>
  server.reading(({ todos }) => todos['mio']?.map(({ title }) => title))

test('what is done while the server is away waits, is told, and goes out by itself', async ({
  signedIn: shell,
  server,
}) => {
  const { page } = shell
  const todos = await shell.go('todos')
  await todos.add('While it was there')
  await todos.settled()
  const library = await shell.go('library')
  await library.missingOnly.check()
  const series = await library.openAt(0)
  await expect(series.missing.first()).toBeVisible()
  const title = await series.heading.innerText()
  await server.stop()
  await expect(shell.away.first()).toContainText('what you change is kept and sent later')

  const [code = ''] = await series.queue(1)
  const queue = await shell.go('queue')
  await expect(queue.row(code)).toContainText('waiting to be sent')
  await shell.go('todos')
  await todos.add('While it was away')
  await expect(todos.mark('While it was away')).toHaveAttribute('data-state', 'queued')
  await todos.setDone('While it was there', true)
  await expect(todos.row('While it was there')).toHaveAttribute('data-done', 'true')
  await expect(shell.outboxCount).toContainText('3 waiting')

  const outbox = await shell.go('outbox')
  await expect(outbox.rows).toHaveCount(3)
  await expect(outbox.rows.nth(0)).toContainText(`Queue ${title}`)
  await expect(outbox.row('Add “While it was away”')).toBeVisible()
  await expect(outbox.row('Mark “While it was there” as done')).toBeVisible()
  await expect(outbox.rows.nth(1)).toContainText('Waits for the connection')

  await server.start()
  await expect(outbox.empty).toBeVisible({ timeout: 30_000 })
  await expect(shell.outboxCount).toBeHidden()
  await expect.poll(titles(server)).toEqual(['While it was there', 'While it was away'])
  const { todos: kept, queue: told, frames, requests } = await server.state()
  expect(kept['mio']?.map(({ completed }) => completed)).toEqual([true, false])
  expect(told.pending_queue).toHaveLength(1)
  expect(frames['todos create_todo']).toBe(1)
  expect(requests['POST /api/queue/add']).toBe(1)
  await shell.go('todos')
  await todos.settled()
  await page.keyboard.press('Control+3')
  await expect(queue.row(code)).toBeVisible()
  await expect(queue.row(code)).not.toContainText('waiting')
})

test('a connection that broke before the answer: in doubt, then found on the list, and not sent again', async ({
  signedIn: shell,
  server,
}) => {
  const todos = await shell.go('todos')
  // The write goes out on a line whose other end has stopped to answer.
  await server.control('/freeze', { which: 'todos' })
  await todos.add('Did it arrive?')
  await expect(todos.mark('Did it arrive?')).toHaveAttribute('data-state', 'sending')
  await server.control('/drop', { which: 'todos', how: 'rst' })
  await expect(todos.mark('Did it arrive?')).toHaveAttribute('data-state', 'ambiguous')
  const outbox = await shell.go('outbox')
  const row = outbox.inState('ambiguous')
  await expect(row).toContainText('It may or may not have arrived.')
  await expect(outbox.retry(row)).toHaveAttribute('title', /can do it twice/)

  await server.control('/thaw', { which: 'todos' })
  await expect(outbox.empty).toBeVisible({ timeout: 30_000 })
  await shell.go('todos')
  await todos.add('Something else')
  await todos.settled()
  await expect(todos.titles).toHaveText(['Did it arrive?', 'Something else'])
  expect(await titles(server)()).toEqual(['Did it arrive?', 'Something else'])
  expect((await server.state()).frames['todos create_todo']).toBe(2)
})

test('a confirmation lost on a live line is found in the list', async ({
  signedIn: shell,
  server,
}) => {
  const todos = await shell.go('todos')
  await server.control('/lose-confirmations', { times: 1 })
  await todos.add('Silently done')
  await todos.settled()
  expect(await titles(server)()).toEqual(['Silently done'])
  expect((await server.state()).frames['todos create_todo']).toBe(1)
  await expect(todos.rows).toHaveCount(1)
})

test('an answer that was lost does not queue an episode twice', async ({
  signedIn: shell,
  server,
}) => {
  await server.control('/lose-answers', { path: '/api/queue/add' })
  const library = await shell.go('library')
  await library.missingOnly.check()
  const series = await library.openAt(0)
  const [code = ''] = await series.queue(1)
  const queue = await shell.go('queue')
  await expect(queue.row(code)).toHaveCount(1)
  const { queue: told } = await server.state()
  expect(told.pending_queue).toHaveLength(1)
  expect((await server.state()).requests['POST /api/queue/add']).toBe(1)
})
