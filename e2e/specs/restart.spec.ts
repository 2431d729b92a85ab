import { expect, test } from '../fixtures'
import { allFiles, filesWith, keyringItems, needles } from '../fixtures/secrets'
import { signIn } from '../fixtures/signed-in'
import { Shell } from '../pages/shell'

interface Tokens {
  readonly library: string
  readonly todos: string
  readonly todos_refresh?: string
}

test('a restart keeps the sign-in; no token can be read in the profile, the key is in the keyring', async ({
  launch,
  server,
  profile,
}) => {
  const first = await launch()
  await signIn(first, server)
  const tokens = await server.control<Tokens>('/tokens')
  const wanted = Object.values(tokens).flatMap(needles)
  expect(wanted.length).toBeGreaterThan(10)
  // While it runs (with the -wal file) and after it.
  expect(await filesWith(profile, wanted)).toEqual([])
  await first.quit()
  expect(await filesWith(profile, wanted)).toEqual([])
  // The search does find what is there.
  expect(await allFiles(profile)).toEqual(expect.arrayContaining(['engawa.db', 'vault.json']))
  expect(await filesWith(profile, needles(server.url))).toContain('settings.json')
  expect(await keyringItems('Engawa')).toContain('Safe Storage')

  const second = new Shell((await launch()).page)
  await second.live()
  await expect(second.sheet.root).toBeHidden()
  const dials = await server.state()
  expect(dials.requests['POST /api/auth/login']).toBe(1)
  expect(dials.requests['POST /api/token']).toBe(1)
})

test.describe('a todo server with refresh tokens', () => {
  test.use({ serverOptions: { dialect: '2026-02' } })

  test('neither token of the pair can be read in the profile', async ({
    launch,
    server,
    profile,
  }) => {
    const app = await launch()
    await signIn(app, server)
    const { todos, todos_refresh } = await server.control<Tokens>('/tokens')
    expect(todos_refresh).toEqual(expect.any(String))
    const wanted = [todos, todos_refresh ?? ''].flatMap(needles)
    expect(await filesWith(profile, wanted)).toEqual([])
    await app.quit()
    expect(await filesWith(profile, wanted)).toEqual([])
    expect(await allFiles(profile)).toContain('vault.json')
  })
})

test('with the server off everything of last time is there at once, with its age, and goes live by itself', async ({
  launch,
  server,
}) => {
  const first = await launch()
  const before = await signIn(first, server)
  const todos = await before.go('todos')
  await todos.add('Still here tomorrow')
  await todos.settled()
  const library = await before.go('library')
  await library.missingOnly.check()
  const [code = ''] = await (await library.openAt(0)).queue(1)
  const queue = await before.go('queue')
  await expect(queue.row(code)).toBeVisible()
  await expect(queue.root.getByTestId('ui-outbox-mark')).toHaveCount(0)
  await first.quit()
  await server.stop()

  const second = await launch()
  const shell = new Shell(second.page)
  const home = shell.at('home')
  await expect(home.root).toContainText('Still here tomorrow')
  await expect(home.root).toContainText(code)
  const shownAfter = await second.page.evaluate(() => Math.round(performance.now()))
  test.info().annotations.push({ type: 'shown after', description: `${shownAfter} ms` })
  // The budget is a second; the limit here only tells a wait for the network from none.
  expect(shownAfter).toBeLessThan(5_000)

  const shown = await shell.go('library')
  await expect(shown.count).toHaveText('60 series')
  await expect(shown.freshness).toHaveText(/^(Confirmed .+ ago|From .+, offline)$/)
  await shell.go('queue')
  await expect(shell.at('queue').row(code)).toBeVisible()
  await expect(shell.at('queue').freshness).toHaveText(/^(Confirmed|From)/)
  await shell.go('todos')
  await expect(shell.at('todos').row('Still here tomorrow')).toBeVisible()
  await expect(shell.at('todos').freshness).toHaveText(/^(Confirmed|From)/)
  await expect(shell.away.first()).toContainText('is away')

  await server.start()
  await shell.live()
  await expect(shell.at('todos').freshness).toHaveText('Live')
  await expect(shell.sheet.root).toBeHidden()
  await expect(shell.at('todos').rows).toHaveCount(1)
})
