import * as v from 'valibot'
import {
  CAPABILITIES,
  isOffered,
  type Capability,
  type CapabilityView,
} from '../../src-shared/domain/capabilities'
import { AppFailure, toAppError } from '../../src-shared/domain/errors'
import { SERVER_KINDS, type ServerKind } from '../../src-shared/domain/server'
import type { AuthorisedHttp } from '../link/authorised-http'
import { isMissingPath, UNKNOWN_VARIANT } from '../link/variant'
import type { ApiVariant, Variants } from '../link/variant'
import type { Logger } from '../log'
import type { JsonFile } from '../settings/json-file'
import { Slice } from '../state/slice'
import type { HttpFactory } from './http-factory'
import { fetchSchema } from './openapi'
import { capabilitiesOf, NOTHING, READABLE, variantOf, type Has } from './operations'
import type { ProfileSource } from './sessions'

interface Known extends Pick<CapabilityView, 'source' | 'has'> {
  readonly variant: ApiVariant
}

const UNKNOWN: Known = { source: 'none', has: NOTHING, variant: UNKNOWN_VARIANT }

const FileSchema = v.object({
  version: v.literal(1),
  servers: v.record(
    v.string(),
    v.object({
      source: v.picklist(['schema', 'learnt']),
      has: v.record(v.string(), v.nullable(v.boolean())),
      variant: v.optional(
        v.object({
          list: v.nullable(v.string()),
          reorder: v.nullable(v.picklist(['order', 'position'])),
        }),
        UNKNOWN_VARIANT,
      ),
    }),
  ),
})

/** What capabilities are kept of, and asked with. */
export interface CapabilitiesParts {
  readonly profiles: ProfileSource
  /** For the schema, which every server shows to everybody. */
  readonly http: HttpFactory
  /** The library server's calls that need a token. */
  readonly library: Pick<AuthorisedHttp, 'request'>
  readonly file: JsonFile
  readonly log: Logger
}

/**
 * What each server can do: from its schema, else learnt from 404 and 405. Remembered by profile, so
 * that the window offers the right buttons while the server is away.
 */
export class Capabilities implements Variants {
  readonly slice = new Slice<CapabilityView, null>(null)
  readonly #parts: CapabilitiesParts
  readonly #known: Map<string, Known>
  readonly #stop: () => void
  #disposed = false

  constructor(parts: CapabilitiesParts) {
    this.#parts = parts
    this.#known = readKnown(parts.file)
    this.#show()
    this.#stop = parts.profiles.onChange(() => this.#show())
  }

  /** What was found by then is on the disk when this resolves; what is still asked for is let go. */
  async dispose(): Promise<void> {
    this.#stop()
    this.#disposed = true
    await this.#parts.file.settled()
  }

  has(kind: ServerKind, capability: Capability): boolean | null {
    return this.#of(this.#parts.profiles.active(kind)?.id).has[capability]
  }

  offers(kind: ServerKind, capability: Capability): boolean {
    return isOffered(this.slice.get(kind), capability)
  }

  variant(profileId: string): ApiVariant {
    return this.#of(profileId).variant
  }

  learnVariant(profileId: string, change: Partial<ApiVariant>): void {
    const known = this.#of(profileId)
    this.#learn(profileId, { ...known, variant: { ...known.variant, ...change } })
  }

  lacks(profileId: string, capability: Capability): void {
    this.#learnHas(profileId, capability, false)
  }

  /**
   * Asks the active server of this kind what it has; called on every connect, since a server may
   * come back as another version. Never rejects: what was known stays.
   */
  async refresh(kind: ServerKind): Promise<void> {
    const { profiles, http, log } = this.#parts
    const profile = profiles.active(kind)
    if (!profile) return
    try {
      const schema = await fetchSchema(http(profile))
      if (schema) {
        const known = this.variant(profile.id)
        const { list, reorder } = variantOf(schema)
        this.#keep(profile.id, {
          source: 'schema',
          has: capabilitiesOf(profile, schema),
          variant: { list: list ?? known.list, reorder: reorder ?? known.reorder },
        })
      } else if (kind === 'library') await this.#readWhatIsThere(profile.id)
    } catch (thrown) {
      log.debug('capabilities not read', { kind, why: toAppError(thrown).code })
    }
  }

  /** Without a schema: what can be found out by reading, and is not known yet. */
  async #readWhatIsThere(profileId: string): Promise<void> {
    for (const [capability, paths] of READABLE) {
      if (this.#of(profileId).has[capability] !== null) continue
      const found = []
      for (const path of paths) found.push(await this.#isThere(profileId, path))
      if (found.includes(true)) this.#learnHas(profileId, capability, true)
      else if (!found.includes(null)) this.#learnHas(profileId, capability, false)
    }
  }

  /** Null: the answer does not tell. */
  async #isThere(profileId: string, path: string): Promise<boolean | null> {
    try {
      await this.#parts.library.request(profileId, { method: 'GET', path, kind: 'quick' })
      return true
    } catch (thrown) {
      if (!(thrown instanceof AppFailure)) throw thrown
      return isMissingPath(thrown.error.code) ? false : null
    }
  }

  #learnHas(profileId: string, capability: Capability, has: boolean): void {
    const known = this.#of(profileId)
    this.#learn(profileId, { ...known, has: { ...known.has, [capability]: has } })
  }

  #learn(profileId: string, { source, ...known }: Known): void {
    this.#keep(profileId, { ...known, source: source === 'schema' ? source : 'learnt' })
  }

  #of(profileId: string | undefined): Known {
    return (profileId === undefined ? undefined : this.#known.get(profileId)) ?? UNKNOWN
  }

  #keep(profileId: string, now: Known): void {
    if (this.#disposed) return
    const before = JSON.stringify(this.#known.get(profileId))
    this.#known.set(profileId, now)
    if (JSON.stringify(now) === before) return
    this.#show()
    const servers = Object.fromEntries(this.#known)
    this.#parts.file
      .write({ version: 1, servers })
      .catch((thrown: unknown) =>
        this.#parts.log.warn('capabilities not saved', { why: toAppError(thrown).code }),
      )
  }

  #show(): void {
    for (const kind of SERVER_KINDS) {
      const { source, has } = this.#of(this.#parts.profiles.active(kind)?.id)
      this.slice.upsert({ id: kind, source, has })
    }
  }
}

/** What earlier runs found; capabilities this version does not know are left out. */
function readKnown(file: JsonFile): Map<string, Known> {
  const found = file.read()
  const parsed = v.safeParse(FileSchema, found.is === 'json' ? found.value : null)
  const servers = parsed.success ? Object.entries(parsed.output.servers) : []
  return new Map(
    servers.map(([profileId, { source, has, variant }]) => {
      const named = CAPABILITIES.map((name) => [name, has[name] ?? null])
      return [profileId, { source, has: Object.fromEntries(named) as Has, variant }]
    }),
  )
}
