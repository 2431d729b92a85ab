import type { FieldIssue } from '../../src-shared/domain/errors'
import type { Json, JsonObject } from '../../src-shared/json'
import { first, isObject, readText } from './read'

/** More than anybody reads; a server that sends a thousand is not to be believed. */
const MOST = 100
/** Where a value stood in the request; no field of ours. */
const PLACES: ReadonlySet<string> = new Set(['body', 'query', 'path'])

/**
 * What a body finds wrong with a request, field by field: FastAPI's `detail` of `{loc, msg}`, an
 * envelope's `details.errors`, or `errors` as a list or by field. Empty where it says nothing.
 */
export function readIssues(body: unknown): readonly FieldIssue[] {
  if (!isObject(body)) return []
  const details = isObject(body.details) ? body.details : {}
  const detail = isObject(body.detail) ? body.detail : {}
  for (const held of [
    body.errors,
    // As an object it is one refusal in words, not fields by name.
    Array.isArray(body.detail) ? body.detail : undefined,
    details.errors,
    details.issues,
    detail.errors,
    body.issues,
  ]) {
    const found = issuesIn(held)
    if (found.length > 0) return found
  }
  return []
}

function issuesIn(held: Json | undefined): FieldIssue[] {
  if (Array.isArray(held)) return held.slice(0, MOST).flatMap((entry) => issueOf(entry) ?? [])
  if (!isObject(held)) return []
  const named = Object.entries(held).slice(0, MOST)
  return named.flatMap(([name, said]) => {
    const message = readText(Array.isArray(said) ? said[0] : said)
    return message === null ? [] : [{ path: pathOf(name), message }]
  })
}

function issueOf(entry: Json): FieldIssue | null {
  if (!isObject(entry)) {
    const message = readText(entry)
    return message === null ? null : { path: [], message }
  }
  const message = readText(first(entry, 'msg', 'message', 'error', 'detail'))
  return message === null ? null : { path: whereOf(entry), message: plain(message) }
}

function whereOf(entry: JsonObject): string[] {
  const where = first(entry, 'loc', 'field', 'path', 'name')
  if (!Array.isArray(where)) return pathOf(readText(where) ?? '')
  const names = where.map((part) => readText(part) ?? '').filter((part) => part !== '')
  return PLACES.has(names[0] ?? '') ? names.slice(1) : names
}

function pathOf(dotted: string): string[] {
  return dotted.split('.', 20).filter((part) => part !== '')
}

/** Pydantic puts this in front of what a validator of the server's own says. */
function plain(message: string): string {
  return message.replace(/^Value error, /, '')
}
