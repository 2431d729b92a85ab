// Over 300 lines: one set-up with a real server and a real vault serves every flow of a session.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { appError, toAppError } from '../../src-shared/domain/errors'
import type { OutboxRow } from '../../src-shared/domain/outbox'
import { silentLog } from '../log'
import { JsonFile } from '../settings/json-file'
import { Accounts } from './accounts'
import { SessionService } from './sessions'
import {
  MemoryBox,
  TableHttp,
  TestClock,
  TestProfiles,
  jwt,
  tempFolder,
  testProfile,
} from './testing'
import { TokenStore } from './token-store'
import { Unsent } from './unsent'
import { Vault } from './vault'

const library = testProfile('library')
const todos = testProfile('todos', { tokenPath: '/api/token', registerPath: '/api/register' })
const GOOD = 'Secret-pass1'

let folder: ReturnType<typeof tempFolder>
let box: MemoryBox
let clock: TestClock
let http: TableHttp
let rows: OutboxRow[]
let profiles: TestProfiles

beforeEach(() => {
  folder = tempFolder()
  box = new MemoryBox()
  clock = new TestClock()
  rows = []
  profiles = new TestProfiles(library, todos)
  http = new TableHttp({
    'GET /api/auth/status': { body: { configured: true, authenticated: false } },
    'POST /api/auth/login': { body: { access_token: 'L1', token_type: 'bearer' } },
    'POST /api/auth/logout': {},
    'POST /api/token': ({ form }) => ({ body: { access_token: jwt({ sub: form?.['username'] }) } }),
    'POST /api/register': { status: 201 },
  })
})
afterEach(() => folder.remove())

/** A service as a new process would make it, over the same folder. */
function service(): SessionService {
  const vault = new Vault(new JsonFile(join(folder.path, 'vault.json')), box, silentLog)
  const accounts = new Accounts(new JsonFile(join(folder.path, 'accounts.json')), silentLog)
  const outbox = {
    rows: (account: string) => rows.filter((row) => row.account === account),
    all: () => rows,
    discard: (seq: number) => void (rows = rows.filter((row) => row.seq !== seq)),
  }
  return new SessionService({
    profiles,
    vault,
    tokens: new TokenStore(vault, accounts, clock),
    http: () => http,
    unsent: new Unsent(outbox, folder.path, clock, silentLog),
    clock,
    log: silentLog,
  })
}

const code = (call: Promise<unknown>) =>
  call.then(
    () => 'done',
    (thrown: unknown) => toAppError(thrown).code,
  )

describe('a session', () => {
  it('is unknown until the vault was read, yet knows whose cache to show', async () => {
    await service().signIn('todos', { user: ' Mio ', password: 'x', remember: true })
    const again = service()
    expect(box.opened).toBe(0)
    expect(again.view('todos')).toMatchObject({ state: 'unknown', vault: 'unread' })
    expect(again.account('todos')).toBe('todos-1:Mio')
    expect(again.account('library')).toBeNull()
    await again.start()
    expect(box.opened).toBe(1)
    expect(again.view('todos')).toMatchObject({ state: 'signedIn', user: 'Mio', remembered: true })
    expect(again.view('library')).toMatchObject({ state: 'signedOut' })
  })

  it('signs in, says so once, and gives the token out', async () => {
    const sessions = service()
    await sessions.start()
    const told: string[] = []
    sessions.onChange((kind) => told.push(kind))
    await sessions.signIn('library', { password: 'x', remember: true })
    expect(told).toEqual(['library'])
    expect(await sessions.token('library')).toEqual({ value: 'L1', user: null })
    expect(http.asked.at(-1)?.json).toEqual({ password: 'x', remember: true })
    expect(sessions.account('library')).toBe('library-1:')
  })

  it('takes the token under its older name', async () => {
    http.routes['POST /api/auth/login'] = { body: { token: 'OLD', token_type: 'bearer' } }
    const sessions = service()
    await sessions.signIn('library', { password: 'x', remember: false })
    expect(await sessions.token('library')).toMatchObject({ value: 'OLD' })
    expect(sessions.view('library').remembered).toBe(false)
  })

  it('is another account for another user of the same server', async () => {
    const sessions = service()
    await sessions.signIn('todos', { user: 'mio', password: 'x', remember: true })
    await sessions.signIn('todos', { user: 'ren', password: 'x', remember: true })
    expect(sessions.account('todos')).toBe('todos-1:ren')
  })

  it('of the first server, added after a start without any, asks for a sign-in', async () => {
    profiles = new TestProfiles()
    const sessions = service()
    await sessions.start()
    profiles.activate(todos)
    await expect.poll(() => sessions.view('todos').state).toBe('signedOut')
  })

  it('shows none without a server', () => {
    profiles = new TestProfiles()
    const sessions = service()
    expect(sessions.view('library')).toMatchObject({ state: 'none', profileId: null })
    expect(sessions.slice.rows.map((row) => row.id)).toEqual(['library', 'todos'])
  })
})

describe('a 401', () => {
  it('drops the current token, here and in the vault', async () => {
    const sessions = service()
    await sessions.signIn('library', { password: 'x', remember: true })
    await sessions.rejected('library', 'L1')
    expect(await sessions.token('library')).toBeNull()
    expect(sessions.view('library').state).toBe('expired')
    await sessions.dispose()
    const again = service()
    expect(await again.token('library')).toBeNull()
  })

  it('that comes late for an older token leaves the new one alone', async () => {
    const sessions = service()
    await sessions.signIn('library', { password: 'x', remember: true })
    http.routes['POST /api/auth/login'] = { body: { access_token: 'L2' } }
    await sessions.signIn('library', { password: 'x', remember: true })
    await sessions.rejected('library', 'L1')
    expect(await sessions.token('library')).toMatchObject({ value: 'L2' })
    expect(sessions.view('library').state).toBe('signedIn')
  })

  it('for the token of a server that is no longer active means nothing', async () => {
    const sessions = service()
    await sessions.signIn('library', { password: 'x', remember: true })
    profiles.activate(testProfile('library', { id: 'library-2' }))
    await sessions.rejected('library', 'L1')
    profiles.activate(library)
    expect(await sessions.token('library')).toMatchObject({ value: 'L1' })
  })

  it('a token at the end of its life is not given out', async () => {
    http.routes['POST /api/auth/login'] = { body: { access_token: jwt({ iat: 0, exp: 60 }) } }
    const sessions = service()
    await sessions.signIn('library', { password: 'x', remember: true })
    clock.pass(59_999)
    expect(await sessions.token('library')).not.toBeNull()
    clock.pass(1)
    expect(await sessions.token('library')).toBeNull()
    expect(sessions.view('library').state).toBe('expired')
  })
})

describe('a refused sign-in', () => {
  it.each([
    [appError('auth.required', '401'), 'auth.wrongPassword'],
    [appError('server.busy', '429', { retryAfter: 30, status: 429 }), 'auth.throttled'],
    [appError('server.busy', '503', { status: 503 }), 'auth.unavailable'],
    [appError('server.badRequest', '400'), 'server.badRequest'],
    [appError('net.unreachable', 'gone'), 'net.unreachable'],
  ] as const)('%o is %s and keeps the old token', async (answer, expected) => {
    const sessions = service()
    await sessions.signIn('library', { password: 'x', remember: true })
    http.routes['POST /api/auth/login'] = answer
    expect(await code(sessions.signIn('library', { password: 'y', remember: true }))).toBe(expected)
    expect(await sessions.token('library')).toMatchObject({ value: 'L1' })
    expect(sessions.view('library').state).toBe('signedIn')
  })

  it('of a server without a master password leads to the set-up', async () => {
    http.routes['POST /api/auth/login'] = appError('net.redirect', 'to /setup')
    http.routes['GET /api/auth/status'] = { body: { configured: false } }
    const sessions = service()
    expect(await code(sessions.signIn('library', { password: 'x', remember: true }))).toBe(
      'auth.notSetUp',
    )
    expect(sessions.view('library').state).toBe('needsSetup')
  })

  it('is an answer without a token', async () => {
    http.routes['POST /api/token'] = { body: { access_token: 'two words' } }
    const call = service().signIn('todos', { user: 'mio', password: 'x', remember: true })
    expect(await code(call)).toBe('net.badAnswer')
  })
})

describe('set-up', () => {
  it.each([
    ['Ab1-', 'length'],
    ['secret-pass1', 'upper'],
    ['SECRET-PASS1', 'lower'],
    ['Secret-pass', 'digit'],
    ['Secretpass1', 'special'],
  ])('refuses %s here, naming the rule, without asking the server', async (password, rule) => {
    const sessions = service()
    const error = await sessions.setUp(password).catch(toAppError)
    expect(error).toMatchObject({ code: 'auth.weakPassword', detail: rule })
    expect(http.asked).toEqual([])
  })

  it('sets the password and signs in', async () => {
    http.routes['POST /api/auth/setup'] = { status: 201, body: { status: 'ok' } }
    const sessions = service()
    await sessions.setUp(GOOD, '/srv/anime')
    expect(http.asked[0]?.json).toEqual({ master_password: GOOD, anime_directory: '/srv/anime' })
    expect(sessions.view('library').state).toBe('signedIn')
  })

  it.each([
    [true, 'auth.alreadySetUp'],
    [false, 'auth.weakPassword'],
  ])('a 400 of a server with configured=%s is %s', async (configured, expected) => {
    http.routes['POST /api/auth/setup'] = appError('server.badRequest', '400', { detail: 'words' })
    http.routes['GET /api/auth/status'] = { body: { configured } }
    expect(await service().setUp(GOOD).catch(toAppError)).toMatchObject({
      code: expected,
      detail: 'words',
    })
  })

  it('is what a fresh server needs', async () => {
    http.routes['GET /api/auth/status'] = { body: { configured: false } }
    const sessions = service()
    await sessions.start()
    expect(sessions.view('library').state).toBe('needsSetup')
  })
})

describe('signing out', () => {
  const row = (seq: number, account: string) =>
    ({ seq, account, profileId: 'todos-1', server: 'todos' }) as OutboxRow

  it('asks when changes of this account were not sent', async () => {
    const sessions = service()
    await sessions.signIn('todos', { user: 'mio', password: 'x', remember: true })
    rows = [row(1, 'todos-1:mio'), row(2, 'todos-1:mio'), row(3, 'todos-1:ren')]
    const error = await sessions.signOut('todos', 'ask').catch(toAppError)
    expect(error).toMatchObject({ code: 'account.unsent', detail: '2' })
    expect(sessions.view('todos').state).toBe('signedIn')
  })

  it('keeps them, or discards them after a copy', async () => {
    const sessions = service()
    await sessions.signIn('todos', { user: 'mio', password: 'x', remember: true })
    rows = [row(1, 'todos-1:mio'), row(3, 'todos-1:ren')]
    await sessions.signOut('todos', 'keep')
    expect(rows.map((kept) => kept.seq)).toEqual([1, 3])
    // Whoever sits down next at this computer sees nothing of it; what is kept waits for mio.
    expect(sessions.account('todos')).toBeNull()
    await sessions.signIn('todos', { user: 'mio', password: 'x', remember: true })
    await sessions.signOut('todos', 'discard')
    expect(rows.map((kept) => kept.seq)).toEqual([3])
    const [copy = ''] = readdirSync(join(folder.path, 'backups'))
    expect(readFileSync(join(folder.path, 'backups', copy), 'utf8')).toContain('"seq": 1')
    expect(sessions.view('todos').state).toBe('signedOut')
    expect(await service().token('todos')).toBeNull()
  })

  it('tells the library server, and does not mind when it cannot', async () => {
    http.routes['POST /api/auth/logout'] = appError('net.unreachable', 'gone')
    const sessions = service()
    await sessions.signIn('library', { password: 'x', remember: true })
    await sessions.signOut('library', 'ask')
    expect(http.asked.at(-1)).toMatchObject({ path: '/api/auth/logout', token: 'L1' })
    expect(sessions.view('library').state).toBe('signedOut')
  })
})

describe('the vault', () => {
  it('opened later brings the session back', async () => {
    await service().signIn('library', { password: 'x', remember: true })
    box.box = 'locked'
    const sessions = service()
    await sessions.start()
    expect(sessions.view('library')).toMatchObject({ state: 'signedOut', vault: 'locked' })
    const told: string[] = []
    sessions.onChange((kind) => told.push(kind))
    await sessions.retryVault()
    expect(sessions.view('library')).toMatchObject({ state: 'signedIn', vault: 'ok' })
    expect(told).toContain('library')
  })

  it('says which state it is still in', async () => {
    box.box = 'noKeyring'
    const sessions = service()
    await sessions.signIn('library', { password: 'x', remember: true })
    expect(sessions.view('library')).toMatchObject({ state: 'signedIn', remembered: false })
    expect(await code(sessions.retryVault())).toBe('vault.noKeyring')
    expect(sessions.view('library').state).toBe('signedIn')
  })
})

describe('a pasted token', () => {
  it('is taken with or without its scheme and named by its sub', async () => {
    const sessions = service()
    const token = jwt({ sub: 'mio' })
    await sessions.pasteToken('todos', `  Bearer ${token}\n`)
    expect(await sessions.token('todos')).toEqual({ value: token, user: 'mio' })
  })

  it('that the library refuses is not kept', async () => {
    http.routes['GET /api/queue/status'] = appError('auth.required', '401')
    const sessions = service()
    expect(await code(sessions.pasteToken('library', 'T'))).toBe('auth.required')
    expect(await sessions.token('library')).toBeNull()
  })

  it('without a name never shares an account', async () => {
    const sessions = service()
    await sessions.pasteToken('todos', 'one')
    const first = sessions.account('todos')
    await sessions.pasteToken('todos', 'two')
    expect(sessions.account('todos')).not.toBe(first)
    expect(await code(sessions.pasteToken('todos', 'two words'))).toBe('input.invalid')
  })
})
