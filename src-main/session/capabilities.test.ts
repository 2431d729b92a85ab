import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { appError } from '../../src-shared/domain/errors'
import { silentLog } from '../log'
import { JsonFile } from '../settings/json-file'
import { Capabilities } from './capabilities'
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
  new Capabilities(
    profiles,
    () => http,
    new JsonFile(join(folder.path, 'capabilities.json')),
    silentLog,
  )

it('are unknown at first, then what the schema says, over a restart too', async () => {
  const first = make()
  expect(first.has('library', 'queue.pause')).toBeNull()
  http.routes['GET /api/openapi.json'] = { body: { paths: { '/api/queue/pause': { post: {} } } } }
  await first.refresh('library')
  expect(first.has('library', 'queue.pause')).toBe(true)
  expect(first.slice.get('library')).toMatchObject({ source: 'schema' })
  expect(make().has('library', 'queue.pause')).toBe(true)
})

it('are learnt where there is no schema, and belong to one server', async () => {
  const capabilities = make()
  await capabilities.refresh('library')
  await capabilities.learn('library', 'queue.reorder', false)
  expect(capabilities.slice.get('library')).toMatchObject({ source: 'learnt' })
  expect(capabilities.has('library', 'queue.reorder')).toBe(false)
  profiles.activate(testProfile('library', { id: 'library-2' }))
  expect(capabilities.has('library', 'queue.reorder')).toBeNull()
  profiles.activate(testProfile('library'))
  expect(make().has('library', 'queue.reorder')).toBe(false)
})

it('stay as they were when the server cannot be asked', async () => {
  const capabilities = make()
  await capabilities.learn('library', 'library.add', true)
  http.routes['GET /openapi.json'] = appError('net.unreachable', 'gone')
  await capabilities.refresh('library')
  expect(capabilities.has('library', 'library.add')).toBe(true)
})
