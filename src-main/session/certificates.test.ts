import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest'
import { systemClock } from '../clock'
import { silentLog } from '../log'
import { JsonFile } from '../settings/json-file'
import { SettingsService } from '../settings/settings'
import { Network } from '../transport/network'
import { errorOf } from '../transport/test-http'
import { TestCertificates, TlsTest } from '../transport/test-tls'
import type { TestCertificate } from '../transport/test-tls'
import { Trust } from '../transport/trust'
import { Certificates } from './certificates'
import { serverHttp } from './http-factory'
import { Pins } from './pins'
import { TestClock, tempFolder } from './testing'

const made = new TestCertificates()
let first: TestCertificate
let second: TestCertificate
let folder: ReturnType<typeof tempFolder>
let server: TlsTest

beforeAll(() => {
  first = made.selfSigned('first')
  second = made.selfSigned('second')
})
afterAll(() => made.remove())
beforeEach(async () => {
  folder = tempFolder()
  server = await TlsTest.start(first)
})
afterEach(async () => {
  await server.stop()
  folder.remove()
})

/** The parts as the application has them, over one settings file; a second call is a restart. */
function start(clock = systemClock()) {
  const facts = { version: '1', electron: '45', platform: 'linux', systemLocale: 'en' }
  const file = new JsonFile(join(folder.path, 'settings.json'))
  const settings = new SettingsService(file, facts, silentLog)
  const pins = new Pins(settings)
  const trust = new Trust({ fromRuntime: () => [] })
  const network = new Network({ trust, pinOf: (host) => pins.of(host) })
  const clients = serverHttp({ clock: systemClock(), network })
  const get = () =>
    clients
      .http({ url: server.url, allowInsecure: false })
      .request({ method: 'GET', path: '/', token: 'SECRET' })
  const add = () => {
    const pin = pins.of(new URL(server.url).host) ?? undefined
    return settings.add({ kind: 'library', url: server.url, pin })
  }
  return { settings, pins, get, add, certificates: new Certificates({ pins, network, clock }) }
}

it('is asked for, accepted, kept with the server, and known after a restart', async () => {
  const { certificates, get, add, settings } = start()
  expect((await errorOf(get())).code).toBe('net.certificate')
  const shown = await certificates.look(server.url)
  expect(shown).toMatchObject({ state: 'untrusted', subject: 'first', accepted: null })
  await certificates.accept(server.url, shown.fingerprint)
  expect((await get()).status).toBe(200)
  await add()
  await settings.flush()
  const again = start()
  expect((await again.get()).status).toBe(200)
  expect(await again.certificates.look(server.url)).toMatchObject({
    state: 'accepted',
    accepted: shown.fingerprint,
  })
})

it('that changed cannot be accepted until the old one is forgotten', async () => {
  const { certificates, pins, get, add } = start()
  const before = await certificates.look(server.url)
  await certificates.accept(server.url, before.fingerprint)
  await add()
  const { port } = server
  await server.stop()
  server = await TlsTest.start(second, port)
  expect((await errorOf(get())).code).toBe('net.certificate')
  expect((await server.ended.next()).bytes).toBe(0)
  const now = await certificates.look(server.url)
  expect(now).toMatchObject({ state: 'changed', accepted: before.fingerprint })
  expect((await errorOf(certificates.accept(server.url, now.fingerprint))).code).toBe(
    'net.certificate',
  )
  await pins.forget(new URL(server.url).host)
  expect(await certificates.look(server.url)).toMatchObject({ state: 'untrusted' })
  expect((await errorOf(get())).code).toBe('net.certificate')
  await certificates.accept(server.url, now.fingerprint)
  expect((await get()).status).toBe(200)
})

it('is kept only as it was shown', async () => {
  const { certificates, get } = start()
  expect((await errorOf(certificates.accept(server.url, 'AA:BB'))).code).toBe('net.certificate')
  expect((await errorOf(get())).code).toBe('net.certificate')
})

it('out of date is not the user’s to decide', async () => {
  const clock = new TestClock()
  clock.wall = Date.now() + 3 * 24 * 3_600_000
  const { certificates, pins } = start(clock)
  const shown = await certificates.look(server.url)
  expect(shown.state).toBe('outOfDate')
  await certificates.accept(server.url, shown.fingerprint)
  expect(pins.of(new URL(server.url).host)).toBeNull()
})

it('exists for https only', async () => {
  const { certificates } = start()
  expect((await errorOf(certificates.look('http://box'))).code).toBe('input.url')
})

it('follows its server to a new address, and stays behind when it is another one', async () => {
  const { settings, pins } = start()
  const pin = { fingerprint: 'AA', certificate: 'pem' }
  const { id } = await settings.add({ kind: 'todos', url: 'https://one', pin })
  await settings.edit(id, { url: 'https://two', sameServer: true }, false)
  expect([pins.of('one:443'), pins.of('two:443')]).toEqual([null, pin])
  await settings.edit(id, { url: 'https://three', sameServer: false }, false)
  expect([pins.of('two:443'), pins.of('three:443')]).toEqual([null, null])
})
