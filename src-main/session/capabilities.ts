import * as v from 'valibot'
import {
  CAPABILITIES,
  type Capability,
  type CapabilityView,
} from '../../src-shared/domain/capabilities'
import { toAppError } from '../../src-shared/domain/errors'
import { SERVER_KINDS, type ServerKind, type ServerProfile } from '../../src-shared/domain/server'
import type { Logger } from '../log'
import type { JsonFile } from '../settings/json-file'
import { Slice } from '../state/slice'
import type { HttpFactory } from './http-factory'
import { fetchSchema, type ApiSchema } from './openapi'
import { registerEndpoint } from './paths'
import type { ProfileSource } from './sessions'

type Has = Readonly<Record<Capability, boolean | null>>
type Known = Pick<CapabilityView, 'source' | 'has'>

const NOTHING: Has = Object.fromEntries(CAPABILITIES.map((name) => [name, null])) as Has

/** Any one of these operations is the capability; versions of the library server differ in paths. */
const OPERATIONS: Readonly<
  Record<Exclude<Capability, 'todos.register'>, readonly (readonly [string, string])[]>
> = {
  'library.list': [
    ['get', '/api/v1/anime'],
    ['get', '/api/anime'],
  ],
  'library.rescan': [
    ['post', '/api/v1/anime/rescan'],
    ['post', '/api/anime/rescan'],
  ],
  'library.search': [
    ['post', '/api/v1/anime/search'],
    ['post', '/api/anime/search'],
  ],
  'library.add': [['post', '/api/anime/add']],
  'queue.pause': [['post', '/api/queue/pause']],
  'queue.reorder': [['post', '/api/queue/reorder']],
  'queue.retry': [['post', '/api/queue/retry']],
  'queue.clear': [['delete', '/api/queue/completed']],
}

/** What a server's schema says it can do; capabilities of the other kind of server stay null. */
export function capabilitiesOf(profile: ServerProfile, schema: ApiSchema): Has {
  if (profile.kind === 'todos') {
    return { ...NOTHING, 'todos.register': registerEndpoint(profile, schema) !== null }
  }
  const has = Object.entries(OPERATIONS).map(([name, operations]) => [
    name,
    operations.some(([method, path]) => schema.has(method, path) || schema.has(method, `${path}/`)),
  ])
  return { ...NOTHING, ...Object.fromEntries(has) }
}

const FileSchema = v.object({
  version: v.literal(1),
  servers: v.record(
    v.string(),
    v.object({
      source: v.picklist(['schema', 'learnt']),
      has: v.record(v.string(), v.nullable(v.boolean())),
    }),
  ),
})

/**
 * What each server can do: from its schema, else learnt from 404 and 405. Remembered by profile, so
 * that the window offers the right buttons while the server is away. Null means unknown: offered.
 */
export class Capabilities {
  readonly slice = new Slice<CapabilityView, null>(null)
  readonly #known: Map<string, Known>
  readonly #stop: () => void

  constructor(
    private readonly profiles: ProfileSource,
    private readonly http: HttpFactory,
    private readonly file: JsonFile,
    private readonly log: Logger,
  ) {
    this.#known = readKnown(file)
    this.#show()
    this.#stop = profiles.onChange(() => this.#show())
  }

  dispose(): void {
    this.#stop()
  }

  has(kind: ServerKind, capability: Capability): boolean | null {
    return this.#of(this.profiles.active(kind)).has[capability]
  }

  /**
   * Asks the active server of this kind what it has; called when a connection is ready, since a
   * server may come back as another version. Never rejects: what was known stays.
   */
  async refresh(kind: ServerKind): Promise<void> {
    const profile = this.profiles.active(kind)
    if (!profile) return
    try {
      const schema = await fetchSchema(this.http(profile))
      if (schema) await this.#keep(profile.id, 'schema', capabilitiesOf(profile, schema))
    } catch (thrown) {
      this.log.debug('capabilities not read', { kind, why: toAppError(thrown).code })
    }
  }

  /** What a call's answer proved: false for a 404 or 405 on its path, true for anything it did. */
  async learn(kind: ServerKind, capability: Capability, has: boolean): Promise<void> {
    const profile = this.profiles.active(kind)
    if (!profile) return
    const known = this.#of(profile)
    if (known.has[capability] === has) return
    const source = known.source === 'schema' ? 'schema' : 'learnt'
    await this.#keep(profile.id, source, { ...known.has, [capability]: has })
  }

  #of(profile: ServerProfile | null): Known {
    return (profile && this.#known.get(profile.id)) ?? { source: 'none', has: NOTHING }
  }

  async #keep(profileId: string, source: Known['source'], has: Has): Promise<void> {
    const before = JSON.stringify(this.#known.get(profileId))
    this.#known.set(profileId, { source, has })
    if (JSON.stringify(this.#known.get(profileId)) === before) return
    this.#show()
    const servers = Object.fromEntries(this.#known)
    await this.file
      .write({ version: 1, servers })
      .catch((thrown: unknown) =>
        this.log.warn('capabilities not saved', { why: toAppError(thrown).code }),
      )
  }

  #show(): void {
    for (const kind of SERVER_KINDS) {
      this.slice.upsert({ id: kind, ...this.#of(this.profiles.active(kind)) })
    }
  }
}

/** What earlier runs found; capabilities this version does not know are left out. */
function readKnown(file: JsonFile): Map<string, Known> {
  const found = file.read()
  const parsed = v.safeParse(FileSchema, found.is === 'json' ? found.value : null)
  const servers = parsed.success ? Object.entries(parsed.output.servers) : []
  return new Map(
    servers.map(([profileId, { source, has }]) => {
      const named = CAPABILITIES.map((name) => [name, has[name] ?? null])
      return [profileId, { source, has: Object.fromEntries(named) as Has }]
    }),
  )
}
