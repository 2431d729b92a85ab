import type { Json } from '../../src-shared/json'
import { redact } from '../redact'
import { isObject } from './read'

/** A password stands near the beginning of an address. */
const LONGEST = 2_000
/** Names of what nobody should read over a shoulder: servers keep hashes and keys among their settings. */
const SECRET = /passw(or)?d|secret|token|api_?key|private_?key|credential|hash|salt|cookie/i

/** Whether what is called so is kept from the window, whatever it holds. */
export function isSecretName(name: string): boolean {
  return SECRET.test(name)
}

/** An address with a password in it, or a list of things with keys. */
export function isSecret(value: Json): boolean {
  if (typeof value === 'string') return hidesSomething(value.slice(0, LONGEST))
  if (Array.isArray(value)) return value.some(isSecret)
  if (!isObject(value)) return false
  return Object.entries(value).some(([name, inner]) => isSecretName(name) || isSecret(inner))
}

function hidesSomething(text: string): boolean {
  return redact(text) !== text
}
