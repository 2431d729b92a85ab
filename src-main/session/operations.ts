import { CAPABILITIES, type Capability } from '../../src-shared/domain/capabilities'
import type { ServerProfile } from '../../src-shared/domain/server'
import type { ApiVariant } from '../link/variant'
import { ANIME_PATHS } from '../link/variant'
import type { ApiSchema } from './openapi'
import { registerEndpoint } from './paths'

export type Has = Readonly<Record<Capability, boolean | null>>

export const NOTHING: Has = Object.fromEntries(CAPABILITIES.map((name) => [name, null])) as Has

type Operation = readonly [method: string, path: string]

/** Any one of these operations is the capability; versions of the library server differ in paths. */
const OPERATIONS: Readonly<Record<Exclude<Capability, 'todos.register'>, readonly Operation[]>> = {
  'library.list': ANIME_PATHS.map((path) => ['get', path]),
  'library.rescan': ANIME_PATHS.map((path) => ['post', `${path}/rescan`]),
  'library.search': ANIME_PATHS.map((path) => ['post', `${path}/search`]),
  'library.add': [['post', '/api/anime/add']],
  'queue.pause': [['post', '/api/queue/pause']],
  'queue.reorder': [['post', '/api/queue/reorder']],
  'queue.retry': [['post', '/api/queue/retry']],
  'queue.clear': [['delete', '/api/queue/completed']],
  'server.scheduler': [['get', '/api/scheduler/config']],
  'server.config': [['get', '/api/config']],
  'server.configChange': [['put', '/api/config']],
  'server.validate': [['post', '/api/config/validate']],
  'server.backups': [['get', '/api/config/backups']],
  'server.backupCreate': [['post', '/api/config/backups']],
  'server.backupRestore': [['post', '/api/config/backups/{name}/restore']],
  'server.backupDelete': [['delete', '/api/config/backups/{name}']],
  'server.logging': [['get', '/api/logging/config']],
  'server.logLevel': [
    ['post', '/api/logging/config'],
    ['put', '/api/logging/config'],
  ],
  'server.logFiles': [['get', '/api/logging/files']],
  'server.logTail': [['get', '/api/logging/files/{name}/tail']],
  'server.locks': [['get', '/api/process/locks/status']],
  'server.lockRelease': [['post', '/api/process/locks/{name}/release']],
  'server.health': [
    ['get', '/api/health'],
    ['get', '/health'],
  ],
  'server.sockets': [['get', '/ws/status']],
}

/**
 * What can be found out by reading where no schema says it: each capability with paths of which
 * one must answer. Reading changes nothing, however often it is tried.
 */
export const READABLE: readonly (readonly [Capability, readonly string[]])[] = Object.entries(
  OPERATIONS,
)
  .filter(([name, operations]) => name.startsWith('server.') && operations.every(isReadable))
  .map(([name, operations]) => [name as Capability, operations.map(([, path]) => path)])

function isReadable([method, path]: Operation): boolean {
  return method === 'get' && !path.includes('{')
}

/** What a server's schema says it can do; capabilities of the other kind of server stay null. */
export function capabilitiesOf(profile: ServerProfile, schema: ApiSchema): Has {
  if (profile.kind === 'todos') {
    return { ...NOTHING, 'todos.register': registerEndpoint(profile, schema) !== null }
  }
  const has = Object.entries(OPERATIONS).map(([name, operations]) => [
    name,
    operations.some(([method, path]) => written(schema, method, path) !== null),
  ])
  return { ...NOTHING, ...Object.fromEntries(has) }
}

/** Which of the ways that versions differ in a schema describes. */
export function variantOf(schema: ApiSchema): ApiVariant {
  const lists = ANIME_PATHS.flatMap((path) => written(schema, 'get', path) ?? [])
  const fields = schema.bodyOf('/api/queue/reorder')?.fields ?? []
  const byPosition = fields.includes('new_position') && !fields.includes('item_ids')
  const byOrder = fields.includes('item_ids')
  return {
    list: lists[0] ?? null,
    reorder: byPosition ? 'position' : byOrder ? 'order' : null,
  }
}

/** The path as the schema writes it: with or without a slash at its end. */
function written(schema: ApiSchema, method: string, path: string): string | null {
  return [path, `${path}/`].find((one) => schema.has(method, one)) ?? null
}
