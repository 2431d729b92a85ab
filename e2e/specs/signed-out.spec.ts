import { expect, test } from '../fixtures'
import { MASTER_PASSWORD, MIO } from '../fixtures/accounts'
import { FaultProxy } from '../fixtures/fault-proxy/fault-proxy'
import { look } from '../fixtures/look'
import { PrivateKeyring } from '../fixtures/keyring'
import { allFiles, filesWith, needles } from '../fixtures/secrets'
import type { ReferenceServer } from '../fixtures/server'
import { signIn } from '../fixtures/signed-in'
import { Shell } from '../pages/shell'

const titles = (server: ReferenceServer) =>
  server.reading(({ todos }) => (todos['mio'] ?? []).map(({ title }) => title))
const signIns = (server: ReferenceServer) =>
  server.reading(({ requests }) => [
    requests['POST /api/auth/login'] ?? 0,
    requests['POST /api/token'] ?? 0,
  ])

test('tokens that end while the outbox fills up: one sign-in each, then everything is sent', async ({
  app,
  server,
  profile,
}) => {
  test.setTimeout(120_000)
  const proxy = await FaultProxy.start(server.url)
  const shell = await signIn(app, server, proxy.url)
  const before = await server.control<{ library: string; todos: string }>('/tokens')
  proxy.script({ fault: { is: 'rst' } })
  await expect(shell.away.first()).toBeVisible()

  const asked = Array.from({ length: 60 }, (_, at) => `Todo ${at + 1}`)
  const todos = await shell.go('todos')
  for (const title of asked) {
    await todos.draft.fill(title)
    await todos.draft.press('Enter')
    await expect(todos.draft).toHaveValue('')
  }
  const library = await shell.go('library')
  await library.sort.selectOption('missing')
  for (const index of [0, 1, 2]) {
    await (await library.openAt(index)).queue(4)
    await shell.go('library')
  }
  await shell.go('outbox')
  await expect(shell.outboxCount).toContainText('63 waiting')
  // With everything in the database and its log, which is not folded in yet.
  expect(await allFiles(profile)).toContain('engawa.db-wal')
  expect(await filesWith(profile, Object.values(before).flatMap(needles))).toEqual([])

  await server.control('/expire-tokens', { which: 'all' })
  const asks = await signIns(server)()
  proxy.heal()
  await shell.sheet.signInBoth(MASTER_PASSWORD, MIO)
  await expect(shell.at('outbox').empty).toBeVisible({ timeout: 60_000 })
  expect(await signIns(server)()).toEqual(asks.map((times) => times + 1))
  expect(await titles(server)()).toEqual(asked)
  const changes = await server.changes()
  const made = changes.filter(({ what }) => what === 'create_todo')
  expect(made.map((change) => change.asked?.['title'])).toEqual(asked)
  expect(changes.filter(({ what }) => what === 'POST /api/queue/add')).toHaveLength(3)
  expect((await server.state()).queue.pending_queue).toHaveLength(12)
  const after = await server.control<{ library: string; todos: string }>('/tokens')
  expect(await filesWith(profile, Object.values(after).flatMap(needles))).toEqual([])
  await proxy.stop()
})

test('a keyring that is locked, lost or gone: the outbox is there, survives, and goes out after one sign-in', async ({
  launch,
  server,
}) => {
  test.setTimeout(180_000)
  const keyring = await PrivateKeyring.start()
  const { env } = keyring
  let app = await launch({ env })
  let shell = await signIn(app, server)
  const asked: string[] = []
  for (const [state, words] of [
    ['locked', 'The keyring is locked'],
    ['absent', 'No keyring was found'],
    ['lost', 'The key to your kept sign-ins is gone'],
  ] as const) {
    await test.step(state, async () => {
      await server.stop()
      await expect(shell.connection).not.toHaveText('Live')
      const todos = await shell.go('todos')
      for (const nth of ['first', 'second']) {
        asked.push(`${state}: ${nth}`)
        await todos.add(`${state}: ${nth}`)
      }
      await app.kill()
      await keyring.become(state)
      app = await launch({ env })
      shell = new Shell(app.page)
      await expect(shell.page.getByRole('main')).toContainText(words)
      // Unlocking may be all that is needed: nothing is asked before.
      if (state === 'locked') await expect(shell.sheet.root).toBeHidden()
      else for (let sheet = 0; sheet < 2; sheet += 1) await shell.sheet.close()
      const outbox = await shell.go('outbox')
      await expect(outbox.rows.first()).toContainText('Waits until you sign in')
      const waiting = [`Add “${state}: first”`, `Add “${state}: second”`]
      expect(await outbox.sentences()).toEqual(waiting)
      if (state === 'locked') await look(app.page, 'outbox-keyring-locked')

      await server.start()
      const asks = app.page.getByRole('button', { name: /^Sign in to/ })
      await asks.first().click()
      await shell.sheet.signInLibrary(MASTER_PASSWORD)
      await expect(asks).toHaveCount(1)
      await asks.click()
      await shell.sheet.signInTodos(MIO.user, MIO.password)
      await expect(outbox.empty).toBeVisible({ timeout: 30_000 })
      expect(await titles(server)()).toEqual(asked)
      // Counted since the server was started again.
      expect(await signIns(server)()).toEqual([1, 1])
      await shell.live()
    })
  }
  // Chromium aborts when its bus goes from under it.
  await app.quit()
  await keyring.close()
})
