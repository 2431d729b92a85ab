import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { createServer, type RunningServer } from '../../reference-server/server'
import { toAppError } from '../../src-shared/domain/errors'
import { systemClock } from '../clock'
import { silentLog } from '../log'
import { JsonFile } from '../settings/json-file'
import { Network } from '../transport/network'
import { Accounts } from './accounts'
import { Capabilities } from './capabilities'
import { serverHttp } from './http-factory'
import { probe } from './probe'
import { SessionService } from './sessions'
import { MemoryBox, TestProfiles, tempFolder, testProfile } from './testing'
import { TokenStore } from './token-store'
import { Unsent } from './unsent'
import { Vault } from './vault'

const PASSWORD = 'Secret-pass1'
let server: RunningServer
let folder: ReturnType<typeof tempFolder>
let clients: ReturnType<typeof serverHttp>
let profiles: TestProfiles
let sessions: SessionService

beforeEach(async () => {
  server = await createServer({ librarySize: 2 })
  folder = tempFolder()
  clients = serverHttp({ clock: systemClock(), network: new Network() })
  const at = { url: server.url }
  profiles = new TestProfiles(testProfile('library', at), testProfile('todos', at))
  const file = (name: string) => new JsonFile(join(folder.path, name))
  const vault = new Vault(file('vault.json'), new MemoryBox(), silentLog)
  const accounts = new Accounts(file('accounts.json'), silentLog)
  const outbox = { rows: () => [], all: () => [], discard: () => {} }
  sessions = new SessionService({
    profiles,
    vault,
    tokens: new TokenStore(vault, accounts, systemClock()),
    http: clients.http,
    unsent: new Unsent(outbox, folder.path, systemClock(), silentLog),
    clock: systemClock(),
    log: silentLog,
  })
})
afterEach(async () => {
  await sessions.dispose()
  clients.close()
  await server.close()
  folder.remove()
})

const get = async (path: string, kind: 'library' | 'todos') => {
  const token = (await sessions.token(kind))?.value ?? null
  const call = clients.http({ url: server.url, allowInsecure: false })
  return call.request({ method: 'GET', path, token })
}
const code = (call: Promise<unknown>) =>
  call.then(
    () => 'done',
    (thrown: unknown) => toAppError(thrown).code,
  )

it('probe, set-up, sign-in: the token works until it is signed out', async () => {
  const http = clients.http({ url: server.url, allowInsecure: false })
  const fresh = await probe(http, server.url)
  expect(fresh).toMatchObject({
    kinds: ['library', 'todos'],
    configured: false,
    canRegister: true,
    insecure: true,
  })
  await sessions.start()
  expect(sessions.view('library').state).toBe('needsSetup')
  await sessions.setUp(PASSWORD)
  expect((await probe(http, server.url)).configured).toBe(true)
  expect((await get('/api/queue/status', 'library')).status).toBe(200)
  expect(await code(sessions.setUp(PASSWORD))).toBe('auth.alreadySetUp')
  expect(await code(sessions.signIn('library', { password: 'No-pass1', remember: true }))).toBe(
    'auth.wrongPassword',
  )
  await sessions.signIn('library', { password: PASSWORD, remember: true })
  const held = (await sessions.token('library'))?.value ?? ''
  await sessions.pasteToken('library', held)
  await sessions.signOut('library', 'ask')
  expect(await code(get('/api/queue/status', 'library'))).toBe('auth.required')
})

it('five wrong passwords are answered with patience, not with another guess', async () => {
  await sessions.setUp(PASSWORD)
  const guess = () => code(sessions.signIn('library', { password: 'No-pass1', remember: false }))
  for (let n = 0; n < 5; n++) expect(await guess()).toBe('auth.wrongPassword')
  expect(await guess()).toBe('auth.throttled')
  expect(sessions.view('library').state).toBe('signedIn')
})

it('register and sign in at the todo server', async () => {
  await sessions.register('mio', PASSWORD)
  expect(await get('/api/users/me', 'todos')).toMatchObject({ body: { username: 'mio' } })
  expect(sessions.view('todos')).toMatchObject({ state: 'signedIn', user: 'mio' })
  expect(await code(sessions.register('mio', PASSWORD))).toBe('auth.userExists')
  const wrong = { user: 'mio', password: 'wrong', remember: true }
  expect(await code(sessions.signIn('todos', wrong))).toBe('auth.wrongPassword')
  const account = sessions.account('todos')
  await sessions.signOut('todos', 'ask')
  await sessions.signIn('todos', { user: 'MIO', password: PASSWORD, remember: true })
  expect(sessions.account('todos')).toBe(account)
})

it('what the server lists is what it can do', async () => {
  const file = new JsonFile(join(folder.path, 'capabilities.json'))
  const { http } = clients
  const library = { request: () => Promise.reject(new Error('the schema says it all')) }
  const capabilities = new Capabilities({ profiles, http, library, file, log: silentLog })
  await capabilities.refresh('library')
  await capabilities.refresh('todos')
  expect(capabilities.has('library', 'library.rescan')).toBe(true)
  expect(capabilities.has('library', 'queue.clear')).toBe(true)
  expect(capabilities.has('todos', 'todos.register')).toBe(true)
})
