import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { toAppError } from '../../src-shared/domain/errors'
import type { OutboxRow } from '../../src-shared/domain/outbox'
import { silentLog } from '../log'
import { JsonFile } from '../settings/json-file'
import { SettingsService } from '../settings/settings'
import { Accounts } from './accounts'
import { Pins } from './pins'
import { Servers } from './servers'
import { SessionService } from './sessions'
import { MemoryBox, TableHttp, TestClock, tempFolder } from './testing'
import { TokenStore } from './token-store'
import { Unsent } from './unsent'
import { Vault } from './vault'

let folder: ReturnType<typeof tempFolder>
let rows: OutboxRow[]
let forgotten: string[]
let settings: SettingsService
let sessions: SessionService
let servers: Servers

beforeEach(() => {
  folder = tempFolder()
  rows = []
  forgotten = []
  const file = (name: string) => new JsonFile(join(folder.path, name))
  const facts = { version: '1', electron: '45', platform: 'linux', systemLocale: 'en' }
  settings = new SettingsService(file('settings.json'), facts, silentLog)
  const vault = new Vault(file('vault.json'), new MemoryBox(), silentLog)
  const clock = new TestClock()
  const http = () =>
    new TableHttp({
      'GET /api/auth/status': { body: { configured: true } },
      'POST /api/auth/login': { body: { access_token: 'T' } },
    })
  const outbox = { rows: () => rows, all: () => rows, discard: () => {} }
  const unsent = new Unsent(outbox, folder.path, clock, silentLog)
  sessions = new SessionService({
    profiles: settings,
    vault,
    tokens: new TokenStore(vault, new Accounts(file('accounts.json'), silentLog), clock),
    http,
    unsent,
    clock,
    log: silentLog,
  })
  const cache = { forgetProfile: (id: string) => void forgotten.push(id) }
  servers = new Servers({ settings, sessions, unsent, cache, http, pins: new Pins(settings) })
})
afterEach(async () => {
  await sessions.dispose()
  folder.remove()
})

const unsentAt = (profileId: string) => {
  // Of an account that is not the one signed in last: it counts all the same.
  rows = [{ seq: 1, profileId, account: `${profileId}:somebody`, server: 'library' } as OutboxRow]
}

it('probes what was typed, under the address it will be kept', async () => {
  expect(await servers.probe(' box:8000/ ')).toMatchObject({
    url: 'http://box:8000',
    kinds: ['library'],
    insecure: true,
  })
  expect(await servers.probe('gopher://box').catch(toAppError)).toMatchObject({ code: 'input.url' })
})

it('removes a server with its token, account and cache', async () => {
  const { profileId } = await servers.add({ kind: 'library', url: 'box' })
  await sessions.signIn('library', { password: 'x', remember: true })
  await servers.remove(profileId, false)
  expect(forgotten).toEqual([profileId])
  expect(sessions.view('library').state).toBe('none')
  const again = await servers.add({ kind: 'library', url: 'box' })
  expect(again.profileId).not.toBe(profileId)
  expect(await sessions.token('library')).toBeNull()
})

it('does not remove unsent changes without the word for it', async () => {
  const { profileId } = await servers.add({ kind: 'library', url: 'box' })
  unsentAt(profileId)
  expect(await servers.remove(profileId, false).catch(toAppError)).toMatchObject({
    code: 'account.unsent',
    detail: '1',
  })
  expect(settings.active('library')?.id).toBe(profileId)
  await servers.remove(profileId, true)
  expect(forgotten).toEqual([profileId])
  expect(existsSync(join(folder.path, 'backups'))).toBe(true)
})

it('keeps the session over a new address of the same server', async () => {
  const { profileId } = await servers.add({ kind: 'library', url: 'box' })
  await sessions.signIn('library', { password: 'x', remember: true })
  await servers.edit(profileId, { url: 'https://box', sameServer: true })
  expect(await sessions.token('library')).toMatchObject({ value: 'T' })
  expect(sessions.view('library')).toMatchObject({ url: 'https://box', insecure: false })
  expect(forgotten).toEqual([])
})

it('starts afresh at another server, and keeps the old one while it is owed something', async () => {
  const first = await servers.add({ kind: 'library', url: 'one' })
  await sessions.signIn('library', { password: 'x', remember: true })
  await servers.edit(first.profileId, { url: 'two', sameServer: false })
  expect(forgotten).toEqual([first.profileId])
  expect(await sessions.token('library')).toBeNull()
  const second = settings.active('library')?.id ?? ''
  unsentAt(second)
  await servers.edit(second, { url: 'three', sameServer: false })
  expect(settings.current.profiles.map((profile) => profile.url)).toEqual([
    'http://two',
    'http://three',
  ])
  expect(forgotten).toEqual([first.profileId])
})
