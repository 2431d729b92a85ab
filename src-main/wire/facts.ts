import type { Fact } from '../../src-shared/domain/administration'
import type { Json, JsonObject } from '../../src-shared/json'
import { isObject } from './read'
import { isSecret, isSecretName } from './secrets'

/** What is worth showing of what we do not know. */
const MOST = 100
const DEEPEST = 4
const LONGEST = 500

/**
 * Everything in an object but the fields that are known, each under its dotted path; of what is
 * secret only the name.
 */
export function factsOf(from: JsonObject, known: ReadonlySet<string>): readonly Fact[] {
  const facts: Fact[] = []
  collect(from, '', known, 0, facts)
  return facts
}

function collect(
  from: JsonObject,
  prefix: string,
  known: ReadonlySet<string>,
  depth: number,
  into: Fact[],
): void {
  for (const [name, value] of Object.entries(from)) {
    if (into.length >= MOST) return
    const path = prefix === '' ? name : `${prefix}.${name}`
    if (known.has(path)) continue
    const hidden = isSecretName(name)
    if (!hidden && isObject(value) && depth < DEEPEST) collect(value, path, known, depth + 1, into)
    else if (hidden || isSecret(value))
      into.push({ name: shortened(path), value: null, secret: true })
    else into.push({ name: shortened(path), value: shown(value) })
  }
}

function shortened(text: string): string {
  return text.slice(0, LONGEST)
}

function shown(value: Json): Fact['value'] {
  if (typeof value === 'string') return shortened(value)
  if (value === null || typeof value !== 'object') return value
  return Array.isArray(value) && value.every((one) => typeof one !== 'object')
    ? shortened(value.join(', '))
    : shortened(JSON.stringify(value))
}
