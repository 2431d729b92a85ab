import { join } from 'node:path'
import type { Bridge } from '../../src-shared/ipc/bridge'
import { expect, test } from '../fixtures'
import { MASTER_PASSWORD, MIO } from '../fixtures/accounts'
import { filesWith, needles } from '../fixtures/secrets'
import { signIn } from '../fixtures/signed-in'

test('neither token nor password is ever written to logs, output, diagnostics or the window', async ({
  launch,
  server,
  profile,
}) => {
  const app = await launch({ env: { ENGAWA_LOG: '1' } })
  const shell = await signIn(app, server)
  // What goes wrong is what gets logged.
  await server.control('/drop', { which: 'todos', how: 'rst' })
  await expect(shell.connection).not.toHaveText('Live')
  await shell.live()
  const tokens = await server.control<{ library: string; todos: string }>('/tokens')
  // A server that repeats the token: in what it says of a todo, which is kept, and of the sign-in.
  await server.control('/todos/error-words', { words: `Cannot use ${tokens.todos}` })
  const todos = await shell.go('todos')
  const long = 'x'.repeat(201)
  await todos.add(long)
  await expect(todos.mark(long)).toHaveAttribute('data-state', 'failed')
  const outbox = await shell.go('outbox')
  await expect(outbox.inState('failed')).toContainText('Cannot use [redacted]')
  const said = { type: 'error', message: `Invalid token ${tokens.todos}` }
  await server.control('/emit-todos', { message: said })
  await shell.sheet.signInTodos(MIO.user, MIO.password)
  await shell.live()
  const { todos: next } = await server.control<{ todos: string }>('/tokens')
  const secrets = [tokens.library, tokens.todos, next, MASTER_PASSWORD, MIO.password]
  const wanted = secrets.flatMap(needles)
  expect(await filesWith(profile, [Buffer.from('Cannot use [redacted]')])).not.toEqual([])
  await server.control('/todos/rejection', { how: 'http401' })
  await server.control('/expire-tokens', {})
  await server.control('/drop', { which: 'all', how: 'code', code: 1011 })
  await expect(shell.sheet.root).toBeVisible()
  await shell.sheet.close()
  await shell.sheet.close()
  const settings = await shell.go('settings')
  await expect(settings.root).toContainText('Connections, newest first')

  const seen = await app.page.evaluate(async () => {
    const { engawa } = globalThis as unknown as { engawa: Bridge }
    const answers = await Promise.all([
      engawa.invoke('diagnostics.get', undefined),
      engawa.snapshot('session'),
      engawa.snapshot('settings'),
      engawa.snapshot('connections'),
      engawa.snapshot('activity'),
      engawa.snapshot('outbox'),
    ])
    return JSON.stringify([answers, { ...localStorage }, document.documentElement.outerHTML])
  })
  await app.quit()
  const holding = (text: string) => wanted.filter((needle) => Buffer.from(text).includes(needle))
  expect(seen).toContain(server.url)
  expect(holding(seen)).toEqual([])
  expect(app.output.stdout + app.output.stderr).toContain('token ended')
  expect(holding(app.output.stdout + app.output.stderr)).toEqual([])
  expect(await filesWith(join(profile, 'logs'), [Buffer.from('token ended')])).toEqual(['main.log'])
  expect(await filesWith(profile, wanted)).toEqual([])
})
