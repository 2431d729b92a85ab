import type {
  ConfigField,
  FieldPath,
  ServerConfig,
} from '../../../src-shared/domain/administration'
import type { FieldIssue } from '../../../src-shared/domain/errors'
import type { Json, JsonObject } from '../../../src-shared/json'
import { redact } from '../../redact'
import { readIssues } from '../issues'
import { badAnswer, isObject, needObject, readFlag } from '../read'

const MOST = 500
const DEEPEST = 6
/** A password stands near the beginning of an address. */
const LONGEST = 2_000
/** Names of what nobody should read over a shoulder: servers keep hashes and keys among their settings. */
const SECRET = /passw(or)?d|secret|token|api_?key|private_?key|credential|hash|salt|cookie/i

/**
 * The configuration, whatever it holds, as the settings at the ends of its paths.
 * @throws AppFailure `net.badAnswer`
 */
export function decodeConfig(body: unknown, endpoint: string): ServerConfig {
  const top = needObject(body, endpoint, 'the configuration')
  const held = [top.config, top.data].find(isObject)
  // A server may have a section named `data`; only an envelope says that it went well.
  const from = held && readFlag(top.success) !== null ? held : top
  const fields: ConfigField[] = []
  collect(from, [], fields)
  return { fields }
}

function collect(from: JsonObject, above: FieldPath, into: ConfigField[]): void {
  for (const [name, value] of Object.entries(from)) {
    if (into.length >= MOST) return
    const path = [...above, name]
    if (SECRET.test(name)) into.push({ path, value: null, secret: true })
    else if (isObject(value) && !isEmpty(value) && path.length < DEEPEST) collect(value, path, into)
    else if (isSecret(value)) into.push({ path, value: null, secret: true })
    else into.push({ path, value, secret: false })
  }
}

function isEmpty(value: JsonObject): boolean {
  for (const name in value) if (Object.hasOwn(value, name)) return false
  return true
}

/** An address with a password in it, or a list of things with keys. */
function isSecret(value: Json): boolean {
  if (typeof value === 'string') return hidesSomething(value.slice(0, LONGEST))
  if (Array.isArray(value)) return value.some(isSecret)
  if (!isObject(value)) return false
  return Object.entries(value).some(([name, inner]) => SECRET.test(name) || isSecret(inner))
}

function hidesSomething(text: string): boolean {
  return redact(text) !== text
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
