import type { Entity } from '../../src-shared/state/patch'

/**
 * Whether two JSON-shaped values say the same: by content, whatever the order of an object's fields;
 * a field that is undefined counts as absent. Ends at the first difference.
 */
export function sameJson(a: unknown, b: unknown): boolean {
  if (a === b) return true
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) {
    return Number.isNaN(a) && Number.isNaN(b)
  }
  if (Array.isArray(a) || Array.isArray(b)) {
    if (!Array.isArray(a) || !Array.isArray(b) || a.length !== b.length) return false
    for (let at = 0; at < a.length; at++) if (!sameJson(a[at], b[at])) return false
    return true
  }
  return sameFields(a as Fields, b as Fields)
}

type Fields = Readonly<Record<string, unknown>>

function sameFields(a: Fields, b: Fields): boolean {
  let fields = 0
  for (const name in a) {
    const value = a[name]
    if (value === undefined) continue
    fields += 1
    if (!sameJson(value, b[name])) return false
  }
  for (const name in b) if (b[name] !== undefined) fields -= 1
  return fields === 0
}

/**
 * `rows`, with each row that is known and says the same as the known object, and `known` itself
 * where nothing at all is different: whoever comes after can compare by identity.
 */
export function asKnown<E extends Entity>(
  rows: readonly E[],
  known: readonly E[],
  find: (id: string) => E | undefined,
): readonly E[] {
  const kept = rows.map((row) => {
    const old = find(row.id)
    return old && sameJson(old, row) ? old : row
  })
  const same = kept.length === known.length && kept.every((row, at) => row === known[at])
  return same ? known : kept
}
