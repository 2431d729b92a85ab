import {
  fieldKey,
  type ConfigField,
  type FieldPath,
  type ServerConfig,
} from '../../../src-shared/domain/administration'
import type { FieldIssue } from '../../../src-shared/domain/errors'
import type { Json, JsonObject } from '../../../src-shared/json'
import { readIssues } from '../issues'
import { badAnswer, isObject, needObject, readFlag } from '../read'
import { isSecret, isSecretName } from '../secrets'

/** What a page can show; it says so when there is more. */
const MOST = 500
const DEEPEST = 6

/** A setting with its real value: for comparing, never for the window. */
export interface HeldSetting {
  readonly path: FieldPath
  readonly value: Json
  readonly secret: boolean
}

export interface DecodedConfig {
  /** What the window may see. */
  readonly config: ServerConfig
  /** Every setting by its `fieldKey`, also what is secret or too much to show. */
  readonly held: ReadonlyMap<string, HeldSetting>
}

/**
 * The configuration, whatever it holds, as the settings at the ends of its paths.
 * @throws AppFailure `net.badAnswer`
 */
export function decodeConfig(body: unknown, endpoint: string): DecodedConfig {
  const top = needObject(body, endpoint, 'the configuration')
  const inner = [top.config, top.data].find(isObject)
  // A server may have a section named `data`; only an envelope says that it went well.
  const from = inner && readFlag(top.success) !== null ? inner : top
  const settings: HeldSetting[] = []
  collect(from, [], settings)
  return {
    config: { fields: settings.slice(0, MOST).map(shown), truncated: settings.length > MOST },
    held: new Map(settings.map((setting) => [fieldKey(setting.path), setting])),
  }
}

function collect(from: JsonObject, above: FieldPath, into: HeldSetting[]): void {
  for (const [name, value] of Object.entries(from)) {
    const path = [...above, name]
    if (isSecretName(name)) into.push({ path, value, secret: true })
    else if (isObject(value) && !isEmpty(value) && path.length < DEEPEST) collect(value, path, into)
    else into.push({ path, value, secret: isSecret(value) })
  }
}

function shown({ path, value, secret }: HeldSetting): ConfigField {
  return { path, value: secret ? null : value, secret }
}

function isEmpty(value: JsonObject): boolean {
  for (const name in value) if (Object.hasOwn(value, name)) return false
  return true
}

/** What a change sends: the changed settings in their sections, and nothing else. */
export function encodeConfig(
  changes: readonly { readonly path: FieldPath; readonly to: Json }[],
): JsonObject {
  const body = bare()
  for (const { path, to } of changes) {
    let section = body
    for (const name of path.slice(0, -1)) {
      const inner = section[name]
      const next = isObject(inner) ? inner : bare()
      section[name] = next
      section = next
    }
    const name = path.at(-1)
    if (name !== undefined) section[name] = to
  }
  return body
}

/** Without a prototype, so that a setting may have any name. */
function bare(): JsonObject {
  return Object.create(null) as JsonObject
}

/**
 * What a check answers: `{valid, errors}`, with errors as texts or by field.
 * @throws AppFailure `net.badAnswer` when it says neither yes nor no
 */
export function decodeValidation(
  body: unknown,
  endpoint: string,
): { readonly valid: boolean; readonly issues: readonly FieldIssue[] } {
  const from = needObject(body, endpoint, 'the outcome of a check')
  const held = isObject(from.data) ? from.data : from
  const issues = readIssues(held)
  const said = [held.valid, held.is_valid, held.ok, from.success].map(readFlag)
  const valid = said.find((flag) => flag !== null) ?? null
  if (valid === null && issues.length === 0) throw badAnswer(endpoint, 'neither valid nor not')
  return { valid: valid ?? false, issues }
}
