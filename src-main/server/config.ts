import {
  fieldKey,
  type ConfigChange,
  type ConfigOutcome,
  type FieldPath,
  type ServerConfig,
} from '../../src-shared/domain/administration'
import { AppFailure, fail, toAppError, type FieldIssue } from '../../src-shared/domain/errors'
import type { Json } from '../../src-shared/json'
import {
  decodeConfig,
  decodeValidation,
  encodeConfig,
  type DecodedConfig,
  type HeldSetting,
} from '../wire/library/config'
import type { Here, ServerCalls } from './calls'

const CONFIG = '/api/config'
const VALIDATE = '/api/config/validate'

/**
 * The library server's own settings. They are read before they are changed and read back after:
 * only then is it known what the server made of them.
 */
export class ConfigSettings {
  constructor(private readonly calls: ServerCalls) {}

  /** Rejects with AppFailure. */
  async get(): Promise<ServerConfig> {
    return (await read(this.calls.here())).config
  }

  /**
   * Sends what was changed, and nothing else. Rejects with AppFailure when it cannot be told whether
   * the server has taken it; what the server finds wrong is an answer.
   */
  async save(changes: readonly ConfigChange[]): Promise<ConfigOutcome> {
    if (changes.length === 0) throw fail('input.invalid', 'There is nothing to save')
    const here = this.calls.here()
    const before = await read(here)
    const stale = changes.filter(
      ({ path, from }) => !same(before.held.get(fieldKey(path))?.value, from),
    )
    if (stale.length > 0) {
      return { is: 'stale', config: before.config, paths: stale.map(({ path }) => path) }
    }
    const json = encodeConfig(changes)
    const issues = (await this.#check(here, json)) ?? (await this.#put(here, json))
    if (issues) return { is: 'invalid', issues }
    try {
      return compare(before, await read(here), changes)
    } catch (thrown) {
      if (!(thrown instanceof AppFailure)) throw thrown
      return { is: 'unread', error: toAppError(thrown) }
    }
  }

  /** What the server finds wrong; null: nothing, or it has no such check. */
  async #check(here: Here, json: object): Promise<readonly FieldIssue[] | null> {
    try {
      const call = { method: 'POST', path: VALIDATE, json } as const
      const body = await here.part('server.validate', () => here.send(call))
      const { valid, issues } = decodeValidation(body, VALIDATE)
      return valid ? null : issues
    } catch (thrown) {
      if (thrown instanceof AppFailure && thrown.error.code === 'server.unsupported') return null
      return issuesOf(thrown)
    }
  }

  async #put(here: Here, json: object): Promise<readonly FieldIssue[] | null> {
    try {
      const call = { method: 'PUT', path: CONFIG, json } as const
      await here.part('server.configChange', () => here.send(call))
      return null
    } catch (thrown) {
      return issuesOf(thrown)
    }
  }
}

async function read(here: Here): Promise<DecodedConfig> {
  return decodeConfig(await here.get(CONFIG), CONFIG)
}

/** What a refusal says of the fields. @throws what was thrown, when it says nothing of them */
function issuesOf(thrown: unknown): readonly FieldIssue[] {
  if (thrown instanceof AppFailure && thrown.error.issues) return thrown.error.issues
  throw thrown
}

/** What has become of the settings. */
function compare(
  before: DecodedConfig,
  after: DecodedConfig,
  changes: readonly ConfigChange[],
): ConfigOutcome {
  const now = (path: FieldPath): Json | undefined => after.held.get(fieldKey(path))?.value
  const sent = new Set(changes.map(({ path }) => fieldKey(path)))
  const overruled = changes.filter(({ path, to }) => !same(now(path), to))
  const beside = [...before.held].flatMap(([key, held]) =>
    sent.has(key) || same(now(held.path), held.value) ? [] : [held],
  )
  // Once it is gone or was secret, there is nothing to write it back into.
  const isLost = ({ path, secret }: HeldSetting): boolean =>
    secret || !after.held.has(fieldKey(path))
  return {
    ...{ is: 'saved', config: after.config, overruled: overruled.map(({ path }) => path) },
    reset: beside.filter((held) => !isLost(held)),
    lost: beside.filter((held) => isLost(held) && !isNothing(held.value)).map(({ path }) => path),
  }
}

/** What held nothing cannot be lost. */
function isNothing(value: Json): boolean {
  return value === '' || same(value, null) || same(value, {})
}

/** The same JSON; a setting that is not there is none. */
function same(a: Json | undefined, b: Json | undefined): boolean {
  return JSON.stringify(a ?? null) === JSON.stringify(b ?? null)
}
