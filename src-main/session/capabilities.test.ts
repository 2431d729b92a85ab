import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { appError } from '../../src-shared/domain/errors'
import { silentLog } from '../log'
import { JsonFile } from '../settings/json-file'
import { Capabilities } from './capabilities'
import { isOffered } from '../../src-shared/domain/capabilities'
import { TableHttp, TestProfiles, tempFolder, testProfile } from './testing'

let folder: ReturnType<typeof tempFolder>
let http: TableHttp
let profiles: TestProfiles

beforeEach(() => {
  folder = tempFolder()
  http = new TableHttp()
  profiles = new TestProfiles(testProfile('library'))
})
afterEach(() => folder.remove())

const make = () =>
  new Capabilities({
    profiles,
    http: () => http,
    library: { request: (_profileId, request) => http.request(request) },
    file: new JsonFile(join(folder.path, 'capabilities.json')),
    log: silentLog,
  })

it('are unknown at first, then what the schema says, over a restart too', async () => {
  const first = make()
  expect(first.has('library', 'queue.pause')).toBeNull()
  http.routes['GET /api/openapi.json'] = { body: { paths: { '/api/queue/pause': { post: {} } } } }
  await first.refresh('library')
  expect(first.has('library', 'queue.pause')).toBe(true)
  expect(first.slice.get('library')).toMatchObject({ source: 'schema' })
  await expect.poll(() => make().has('library', 'queue.pause')).toBe(true)
})

it('are learnt where there is no schema, and belong to one server', async () => {
  const capabilities = make()
  capabilities.lacks('library-1', 'queue.reorder')
  expect(capabilities.slice.get('library')).toMatchObject({ source: 'learnt' })
  expect(capabilities.has('library', 'queue.reorder')).toBe(false)
  profiles.activate(testProfile('library', { id: 'library-2' }))
  expect(capabilities.has('library', 'queue.reorder')).toBeNull()
  profiles.activate(testProfile('library'))
  await expect.poll(() => make().has('library', 'queue.reorder')).toBe(false)
})

it('without a schema are read, and only what can be read without changing anything', async () => {
  http.routes['GET /api/scheduler/config'] = { body: { enabled: false } }
  http.routes['GET /api/config'] = appError('server.failed', 'broken')
  http.routes['GET /health'] = { body: {} }
  const capabilities = make()
  await capabilities.refresh('library')
  expect(capabilities.slice.get('library')).toMatchObject({
    source: 'learnt',
    has: {
      'server.scheduler': true,
      'server.config': null,
      'server.backups': false,
      'server.health': true,
      'queue.pause': null,
      'library.add': null,
    },
  })
  expect(http.asked.every(({ method }) => method === 'GET')).toBe(true)
  const asked = http.asked.length
  await capabilities.refresh('library')
  // Both places of the schema, and the one that did not tell.
  expect(http.asked.slice(asked).map(({ path }) => path)).toEqual([
    ...['/openapi.json', '/api/openapi.json', '/api/config'],
  ])
})

it('know which variant of the paths and bodies a server has', async () => {
  const json = (name: string) => ({ schema: { properties: { [name]: {} } } })
  const reorder = { requestBody: { content: { 'application/json': json('new_position') } } }
  http.routes['GET /openapi.json'] = {
    body: { paths: { '/api/anime/': { get: {} }, '/api/queue/reorder': { post: reorder } } },
  }
  const capabilities = make()
  capabilities.learnVariant('library-1', { list: '/api/v1/anime' })
  expect(capabilities.variant('library-1')).toEqual({ list: '/api/v1/anime', reorder: null })
  await capabilities.refresh('library')
  const found = { list: '/api/anime/', reorder: 'position' }
  expect(capabilities.variant('library-1')).toEqual(found)
  await expect.poll(() => make().variant('library-1')).toEqual(found)
})

it('are offered until they are known to lack, the later ones once they are known', () => {
  const capabilities = make()
  const offered = (name: 'queue.pause' | 'library.add') =>
    isOffered(capabilities.slice.get('library'), name)
  expect([offered('queue.pause'), offered('library.add')]).toEqual([true, false])
  capabilities.lacks('library-1', 'queue.pause')
  expect(offered('queue.pause')).toBe(false)
})

it('of a part are there with the whole, until the server is known to lack the part', async () => {
  http.routes['GET /openapi.json'] = {
    body: {
      paths: {
        '/api/config': { get: {} },
        '/api/config/backups': { get: {}, post: {} },
        '/api/config/backups/{backup_name}': { delete: {} },
        '/api/process/locks/status': { get: {} },
      },
    },
  }
  const capabilities = make()
  const offers = () =>
    (['server.configChange', 'server.backupDelete', 'server.backupRestore'] as const).map((name) =>
      capabilities.offers('library', name),
    )
  await capabilities.refresh('library')
  expect(offers()).toEqual([false, true, false])
  expect(capabilities.offers('library', 'server.lockRelease')).toBe(false)
  capabilities.lacks('library-1', 'server.backups')
  expect(offers()).toEqual([false, false, false])

  http.routes = { 'GET /api/config': { body: {} } }
  profiles.activate(testProfile('library', { id: 'without-schema' }))
  await capabilities.refresh('library')
  expect(offers()).toEqual([true, false, false])
  capabilities.lacks('without-schema', 'server.configChange')
  expect(offers()).toEqual([false, false, false])
})

it('stay as they were when the server cannot be asked', async () => {
  const capabilities = make()
  http.routes['GET /openapi.json'] = { body: { paths: { '/api/anime/add': { post: {} } } } }
  await capabilities.refresh('library')
  http.routes['GET /openapi.json'] = appError('net.unreachable', 'gone')
  await capabilities.refresh('library')
  expect(capabilities.has('library', 'library.add')).toBe(true)
})

it('are on the disk when they are put away, and an answer that comes later is not', async () => {
  const capabilities = make()
  capabilities.lacks('library-1', 'queue.reorder')
  let answer: (schema: { body: unknown }) => void = () => {}
  http.routes['GET /openapi.json'] = () => new Promise((resolve) => (answer = resolve))
  const late = capabilities.refresh('library')
  await capabilities.dispose()
  answer({ body: { paths: { '/api/queue/pause': { post: {} } } } })
  await late
  expect(make().has('library', 'queue.reorder')).toBe(false)
  expect(capabilities.has('library', 'queue.pause')).toBeNull()
})
