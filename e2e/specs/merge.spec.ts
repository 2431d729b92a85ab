import { TestClient } from '../../reference-server/testing/client'
import { expect, test } from '../fixtures'
import { MIO } from '../fixtures/accounts'
import { look } from '../fixtures/look'

test('a merge is taken back from Activity by keyboard; what the other device did stays', async ({
  signedIn: shell,
  server,
}) => {
  const { page } = shell
  const todos = await shell.go('todos')
  await todos.add('Milk')
  await todos.settled()
  await server.stop()
  await expect(shell.away.first()).toBeVisible()
  await todos.setDone('Milk', true)
  await server.start({ aside: true })
  const { socket, list } = await new TestClient(server.url).todos(MIO.user)
  const [milk] = list['payload'] as { id: number }[]
  socket.send({ action: 'update_todo', todo_id: milk?.id, payload: { description: 'Two litres' } })
  await socket.next('todo_updated')
  await server.stop()
  await server.start()

  const activity = await shell.go('activity')
  const entry = activity.of('todo.remote').filter({ hasText: 'were both kept' })
  await expect(entry).toHaveCount(1, { timeout: 30_000 })
  await expect(shell.outboxCount).toBeHidden()
  await expect(activity.undo).toBeVisible()
  await look(page, 'activity-merge')
  const at = async () =>
    (await activity.rows.allInnerTexts()).findIndex((text) => /both kept/.test(text))
  const steps = await at()
  await activity.list.focus()
  await page.keyboard.press('Home')
  for (let n = 0; n < steps; n++) await page.keyboard.press('ArrowDown')
  await page.keyboard.press('u')
  await expect(entry).toContainText('Taken back')
  await expect(activity.undo).toHaveCount(0)
  await expect
    .poll(
      server.reading(({ todos: kept }) =>
        kept[MIO.user]?.map(({ description, completed }) => [description, completed]),
      ),
    )
    .toEqual([['Two litres', false]])
  await expect(shell.outboxCount).toBeHidden()

  // Changed again by hand: newer than either.
  await shell.go('todos')
  await todos.fromMenu('Milk', 'Delete')
  await shell.go('activity')
  await expect(entry).toContainText('The todo is no longer there')
})
