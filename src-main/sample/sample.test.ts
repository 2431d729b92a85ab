import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { createServer, type RunningServer } from '../../reference-server/server'
import { toAppError } from '../../src-shared/domain/errors'
import { systemClock } from '../clock'
import { silentLog } from '../log'
import { Accounts } from '../session/accounts'
import { serverHttp } from '../session/http-factory'
import { Pins } from '../session/pins'
import { Servers } from '../session/servers'
import { SessionService } from '../session/sessions'
import { MemoryBox, tempFolder } from '../session/testing'
import { TokenStore } from '../session/token-store'
import { Unsent } from '../session/unsent'
import { Vault } from '../session/vault'
import { JsonFile } from '../settings/json-file'
import { SettingsService } from '../settings/settings'
import { Network } from '../transport/network'
import { Sample } from './sample'
import type { SpawnServer } from './sample-process'

let folder: ReturnType<typeof tempFolder>
let box: MemoryBox
let ends: (() => Promise<void>)[]
let live: { server: RunningServer; exit: (code: number) => void } | null

beforeEach(() => {
  folder = tempFolder()
  box = new MemoryBox()
  ends = []
  live = null
})
afterEach(async () => {
  for (const end of ends.splice(0)) await end()
  folder.remove()
})

/** The real server behind the process's interface, in this process. */
const spawn: SpawnServer = (args) => {
  const dataDir = args[args.indexOf('--data') + 1] ?? null
  let exit: (code: number) => void = () => {}
  let tell: (message: unknown) => void = () => {}
  const started = createServer({ dataDir, librarySize: 2 }).then((server) => {
    live = { server, exit: (code) => exit(code) }
    tell({ type: 'listening', url: server.url })
    return server
  })
  const end = () =>
    void started
      .then((server) => server.close())
      .then(() => {
        live = null
        exit(0)
      })
  return {
    post: end,
    onMessage: (listener) => {
      tell = listener
    },
    onExit: (listener) => {
      exit = listener
    },
    kill: end,
  }
}

/** The program as a new start makes it, over the same profile. */
function start() {
  const file = (name: string) => new JsonFile(join(folder.path, name))
  const clock = systemClock()
  const clients = serverHttp({ clock, network: new Network() })
  const facts = { version: '1', electron: '45', platform: 'linux', systemLocale: 'en' }
  const settings = new SettingsService(file('settings.json'), facts, silentLog)
  const vault = new Vault(file('vault.json'), box, silentLog)
  const outbox = { rows: () => [], all: () => [], discard: () => {} }
  const unsent = new Unsent(outbox, folder.path, clock, silentLog)
  const { http } = clients
  const sessions = new SessionService({
    profiles: settings,
    vault,
    tokens: new TokenStore(vault, new Accounts(file('accounts.json'), silentLog), clock),
    http,
    unsent,
    clock,
    log: silentLog,
  })
  const cache = { forgetProfile() {} }
  const servers = new Servers({ settings, sessions, unsent, http, cache, pins: new Pins(settings) })
  const sample = new Sample({
    settings,
    sessions,
    servers,
    vault,
    http,
    spawn,
    folder: join(folder.path, 'sample'),
    clock,
    log: silentLog,
  })
  const quit = async () => {
    await sample.stop()
    await sessions.dispose()
    await settings.flush()
    clients.close()
  }
  ends.push(quit)
  const list = async () => {
    const profile = sessions.profile('library')
    const token = (await sessions.token('library'))?.value ?? null
    if (!profile) throw new Error('no library')
    return http(profile).request({ method: 'GET', path: '/api/queue/status', token })
  }
  return { settings, sessions, servers, sample, list, quit }
}

const ids = (app: ReturnType<typeof start>) => app.settings.current.profiles.map(({ id }) => id)

it('is one click: started, added, signed in; the password is nowhere to be read', async () => {
  const app = start()
  await Promise.all([app.sample.start(), app.sample.start()])
  expect(app.settings.slice.meta.sample).toEqual({ state: 'running', url: live?.server.url })
  expect(app.settings.current.profiles).toMatchObject([
    { kind: 'library', name: 'Sample server', sample: true, url: live?.server.url },
    { kind: 'todos', name: 'Sample server', sample: true, url: live?.server.url },
  ])
  expect(app.sessions.view('library').state).toBe('signedIn')
  expect(app.sessions.view('todos')).toMatchObject({ state: 'signedIn', user: 'sample' })
  expect((await app.list()).status).toBe(200)
  for (const name of readdirSync(folder.path).filter((entry) => entry.endsWith('.json'))) {
    expect(readFileSync(join(folder.path, name), 'utf8')).not.toContain('aA1!')
  }
})

it('comes back at the next start, on another port, as the same servers', async () => {
  const first = start()
  await first.sample.start()
  const before = ids(first)
  await first.quit()
  expect(live).toBeNull()
  const again = start()
  await again.sample.resume()
  expect(ids(again)).toEqual(before)
  expect(again.sessions.profile('library')?.url).toBe(live?.server.url)
  expect((await again.list()).status).toBe(200)
  expect(existsSync(join(folder.path, 'sample.bak'))).toBe(false)
})

it('does not start by itself when it is not in use', async () => {
  const app = start()
  await app.servers.add({ kind: 'library', url: 'http://127.0.0.1:9' })
  await app.sample.resume()
  expect(live).toBeNull()
})

it('starts over under new profiles when its password is lost, and keeps the old data once', async () => {
  const first = start()
  await first.sample.start()
  const before = ids(first)
  await first.quit()
  box.loseKey()
  const again = start()
  await again.sample.resume()
  expect(ids(again).filter((id) => before.includes(id))).toEqual([])
  expect((await again.list()).status).toBe(200)
  expect(existsSync(join(folder.path, 'sample.bak', 'server.db'))).toBe(true)
})

it('signs in again by itself when its token has ended', async () => {
  const app = start()
  await app.sample.start()
  const old = (await app.sessions.token('library'))?.value ?? ''
  const renewed = new Promise<void>((resolve) => {
    app.sessions.onChange((kind) => {
      if (kind === 'library' && app.sessions.view(kind).state === 'signedIn') resolve()
    })
  })
  await app.sessions.rejected('library', old)
  await renewed
  expect((await app.sessions.token('library'))?.value).not.toBe(old)
})

it('says that it failed when the process dies, and starts anew on the next click', async () => {
  const app = start()
  await app.sample.start()
  const dead = live
  await dead?.server.close()
  dead?.exit(9)
  expect(app.settings.slice.meta.sample).toEqual({ state: 'failed', url: null })
  await app.sample.start()
  expect(app.settings.slice.meta.sample.state).toBe('running')
  expect((await app.list()).status).toBe(200)
})

it('ends when its last profile is removed', async () => {
  const app = start()
  await app.sample.start()
  for (const id of ids(app)) await app.servers.remove(id, false)
  expect(app.settings.slice.meta.sample).toEqual({ state: 'off', url: null })
  await app.sample.stop()
  expect(live).toBeNull()
})

it('that cannot start is an error with a name', async () => {
  const app = start()
  const broken = new Sample({
    settings: app.settings,
    sessions: app.sessions,
    servers: app.servers,
    vault: new Vault(new JsonFile(join(folder.path, 'v.json')), box, silentLog),
    http: () => ({ request: () => Promise.reject(new Error('unused')) }),
    spawn: () => ({
      post() {},
      onMessage() {},
      onExit: (listener) => queueMicrotask(() => listener(1)),
      kill() {},
    }),
    folder: join(folder.path, 'broken'),
    clock: systemClock(),
    log: silentLog,
  })
  expect(await broken.start().catch(toAppError)).toMatchObject({
    code: 'sample.failed',
    detail: 'exit code 1',
  })
  expect(app.settings.slice.meta.sample.state).toBe('failed')
})
