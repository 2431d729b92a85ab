import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { ensureElectron } from '../../scripts/electron-runtime.mjs'
import type { Bridge } from '../../src-shared/ipc/bridge'
import { expect, test } from '../fixtures'
import { ROOT } from '../fixtures/paths'

type Exposed = { readonly engawa: Bridge }

test('the bridge refuses what is not in the contract, as data', async ({ app }) => {
  const answers = await app.page.evaluate(async () => {
    const { engawa } = globalThis as unknown as Exposed
    const invoke = engawa.invoke as (name: string, request: unknown) => Promise<unknown>
    return Promise.all([
      invoke('shell.run', 'ls'),
      invoke('toString', undefined),
      invoke('queue.remove', { itemIds: [] }),
      invoke('settings.set', { theme: 'neon' }),
      (engawa.snapshot as (slice: string) => Promise<unknown>)('tokens'),
    ])
  })
  expect(answers).toEqual([
    { ok: false, error: expect.objectContaining({ code: 'ipc.unknownCommand' }) },
    { ok: false, error: expect.objectContaining({ code: 'ipc.unknownCommand' }) },
    { ok: false, error: expect.objectContaining({ code: 'ipc.badRequest' }) },
    { ok: false, error: expect.objectContaining({ code: 'ipc.badRequest' }) },
    { ok: false, error: expect.objectContaining({ code: 'ipc.unknownCommand' }) },
  ])
  const bridge = await app.page.evaluate(() =>
    Object.keys((globalThis as unknown as Exposed).engawa).sort(),
  )
  expect(bridge).toEqual(['invoke', 'on', 'snapshot'])
})

test('no Node in the window, and a policy that lets nothing in', async ({ app }) => {
  const there = await app.page.evaluate(() =>
    ['require', 'process', 'module', 'Buffer', 'global'].filter((name) => name in globalThis),
  )
  expect(there).toEqual([])
  const preferences = await app.electron.evaluate(({ BrowserWindow }) => {
    const [window] = BrowserWindow.getAllWindows()
    const { sandbox, contextIsolation, nodeIntegration, webviewTag } = (
      window?.webContents as unknown as { getLastWebPreferences(): Electron.WebPreferences }
    ).getLastWebPreferences()
    return { sandbox, contextIsolation, nodeIntegration, webviewTag }
  })
  expect(preferences).toEqual({
    sandbox: true,
    contextIsolation: true,
    nodeIntegration: false,
    webviewTag: false,
  })
  const policy = await app.electron.evaluate(async ({ net }) => {
    const answer = await net.fetch('app://engawa/index.html')
    return answer.headers.get('content-security-policy') ?? ''
  })
  expect(policy).toContain("default-src 'none'")
  expect(policy).toContain("connect-src 'none'")
  expect(policy).toContain("require-trusted-types-for 'script'")
  expect(policy).not.toContain('unsafe')

  const blocked = await app.page.evaluate(async () => {
    // In a task of the page's own: the debugger's may be exempt.
    const attempt = (work: () => unknown) =>
      new Promise<string>((resolve) =>
        setTimeout(async () => {
          try {
            await work()
            resolve('done')
          } catch (thrown) {
            resolve((thrown as Error).name)
          }
        }),
      )
    return {
      eval: await attempt(() => (0, eval)('1 + 1')),
      html: await attempt(() => (document.createElement('p').innerHTML = '<b>x</b>')),
      fetch: await attempt(() => fetch('https://example.org/')),
      file: await attempt(() => fetch('file:///etc/hostname')),
    }
  })
  expect(blocked.eval).not.toBe('done')
  expect(blocked.html).toBe('TypeError')
  expect(blocked.fetch).toBe('TypeError')
  expect(blocked.file).toBe('TypeError')
  // These violations were asked for.
  app.faults.csp.splice(0)
  app.faults.uncaught.splice(0)
})

test('the window goes nowhere else and opens no other', async ({ app }) => {
  const prevented = await app.electron.evaluateHandle(({ BrowserWindow, shell }) => {
    const opened: string[] = []
    // Not the test's browser: only what would have been opened.
    shell.openExternal = async (url) => void opened.push(url)
    const contents = BrowserWindow.getAllWindows()[0]?.webContents
    const answer = new Promise<boolean>((resolve) =>
      contents?.once('will-navigate', (event) => resolve(event.defaultPrevented)),
    )
    return { opened, answer }
  })
  await app.page.evaluate(() => {
    location.href = 'https://example.org/'
  })
  expect(await prevented.evaluate(({ answer }) => answer)).toBe(true)
  expect(app.page.url()).toMatch(/^app:\/\/engawa\//)

  const windows = await app.page.evaluate(() =>
    ['https://example.org/', 'file:///etc/passwd', 'app://engawa/index.html'].map(
      (url) => window.open(url) === null,
    ),
  )
  expect(windows).toEqual([true, true, true])
  expect(await prevented.evaluate(({ opened }) => opened)).toEqual(['https://example.org/'])
  expect(app.electron.windows()).toHaveLength(1)
  // Chromium's own refusal, said on the console.
  expect(app.faults.uncaught.splice(0)).toEqual([
    'Not allowed to load local resource: file:///etc/passwd',
  ])
})

test('a second start brings the first window to the front, where the link asks', async ({
  app,
  profile,
  signedIn: shell,
}) => {
  await app.electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.minimize())
  const runtime = await ensureElectron()
  const second = spawn(runtime.path, [ROOT, '--no-sandbox', 'engawa://queue'], {
    cwd: ROOT,
    env: { ...process.env, ENGAWA_PROFILE: profile },
    stdio: 'ignore',
  })
  const [code] = (await once(second, 'exit')) as [number]
  expect(code).toBe(0)
  await expect(shell.at('queue').root).toBeVisible()
  await expect
    .poll(() =>
      app.electron.evaluate(({ BrowserWindow }) => {
        const [window, ...others] = BrowserWindow.getAllWindows()
        return others.length === 0 && window?.isMinimized() === false && window.isVisible()
      }),
    )
    .toBe(true)
})

test('a reloaded window is whole again, and so is one whose process died', async ({
  app,
  signedIn: shell,
}) => {
  const todos = await shell.go('todos')
  await todos.add('Before the reload')
  await todos.settled()
  await app.page.reload()
  await expect(todos.titles).toHaveText(['Before the reload'])
  await shell.live()
  await todos.add('After it')
  await todos.settled()

  const loaded = await app.electron.evaluate(({ BrowserWindow }) => {
    const contents = BrowserWindow.getAllWindows()[0]?.webContents
    const again = new Promise<void>((resolve) => contents?.once('did-finish-load', () => resolve()))
    contents?.forcefullyCrashRenderer()
    const count = `new Promise((resolve) => {
      const look = () => {
        const rows = document.querySelectorAll('[data-testid="todos-row"]').length
        if (rows === 2) resolve(rows)
        else requestAnimationFrame(look)
      }
      look()
    })`
    return again.then(() => contents?.executeJavaScript(count) as Promise<number>)
  })
  expect(loaded).toBe(2)
})
