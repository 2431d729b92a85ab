import { fail } from '../../src-shared/domain/errors'
import type { AppFailure } from '../../src-shared/domain/errors'
import type { Json, JsonObject } from '../../src-shared/json'

/**
 * Readers for what a server sends. Each answers null for "not there or not readable"; deciding
 * whether that is an error is the decoder's.
 */

/** A body we cannot understand: never an empty list, never a crash. */
export function badAnswer(endpoint: string, what: string): AppFailure {
  return fail('net.badAnswer', `${endpoint}: ${what}`)
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** The first of these fields that is there and not null. Own fields only. */
export function first(from: JsonObject, ...names: readonly string[]): Json | undefined {
  for (const name of names) {
    const value = Object.hasOwn(from, name) ? from[name] : undefined
    if (value !== undefined && value !== null) return value
  }
  return undefined
}

/** Text that says something; numbers become text, because ids come as either. */
export function readText(value: unknown): string | null {
  if (typeof value === 'number') return Number.isFinite(value) ? String(value) : null
  if (typeof value !== 'string') return null
  return value.trim() === '' ? null : value
}

/** A finite number, also out of text ("45.2", "45,2 %"). */
export function readNumber(value: unknown): number | null {
  if (typeof value === 'number') return Number.isFinite(value) ? value : null
  if (typeof value !== 'string') return null
  const text = value.trim().replace(/\s*%$/, '').replace(',', '.')
  if (text === '') return null
  const number = Number(text)
  return Number.isFinite(number) ? number : null
}

/** A safe integer, also out of text. */
export function readInteger(value: unknown): number | null {
  const number = readNumber(value)
  return number !== null && Number.isSafeInteger(number) ? number : null
}

/** A number that cannot be below zero (sizes, speeds, counts); a negative one says nothing. */
export function readAmount(value: unknown): number | null {
  const number = readNumber(value)
  return number !== null && number >= 0 ? number : null
}

/** 0 … 100; servers send 140 and -1 as well. */
export function readPercent(value: unknown): number | null {
  const number = readNumber(value)
  return number === null ? null : Math.min(100, Math.max(0, number))
}

export function readFlag(value: unknown): boolean | null {
  if (typeof value === 'boolean') return value
  if (value === 1 || value === 'true') return true
  if (value === 0 || value === 'false') return false
  return null
}

/**
 * ISO 8601 as epoch milliseconds. A time without a zone is UTC: Python servers leave it off, and
 * reading it as local time would shift it by the user's offset.
 */
export function readTime(value: unknown): number | null {
  if (typeof value !== 'string') return null
  const match = /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d(?::\d\d(?:\.\d+)?)?)(.*))?$/.exec(value.trim())
  if (!match) return null
  const [, day = '', clock = '00:00', zone = ''] = match
  const time = Date.parse(`${day}T${clock}${zone.trim() === '' ? 'Z' : zone.trim()}`)
  return Number.isNaN(time) ? null : time
}

/** The fields that are none of these, kept as they came. */
export function extraOf(from: JsonObject, known: ReadonlySet<string>): JsonObject {
  return Object.fromEntries(Object.entries(from).filter(([name]) => !known.has(name)))
}

/** The object a body is; anything else is not understood. */
export function needObject(value: unknown, endpoint: string, what = 'an object'): JsonObject {
  if (!isObject(value)) throw badAnswer(endpoint, `expected ${what}, got ${nameOf(value)}`)
  return value
}

/**
 * The list a body is or holds under one of `names`, one level of wrapping deep.
 * @throws AppFailure `net.badAnswer` where there is none: absent is not empty.
 */
export function needList(
  value: unknown,
  endpoint: string,
  names: readonly string[],
): readonly Json[] {
  if (Array.isArray(value)) return value as Json[]
  const held = isObject(value) ? first(value, ...names) : undefined
  if (Array.isArray(held)) return held
  const inner = isObject(held) ? first(held, ...names) : undefined
  if (Array.isArray(inner)) return inner
  throw badAnswer(endpoint, `expected a list or one under ${names.join(', ')}`)
}

/** A decoded list, and how many of its entries could not be understood. */
export interface Decoded<T> {
  readonly items: readonly T[]
  readonly skipped: number
}

/**
 * Decodes each entry; one bad entry does not hide the others, but a list of nothing else is not an
 * empty list. The first of two entries with one identity stays.
 */
export function decodeEach<T>(
  list: readonly Json[],
  endpoint: string,
  decode: (value: Json) => T,
  identity: (item: T) => string | number,
): Decoded<T> {
  const items = new Map<string | number, T>()
  let skipped = 0
  for (const value of list) {
    try {
      const item = decode(value)
      if (items.has(identity(item))) skipped += 1
      else items.set(identity(item), item)
    } catch {
      skipped += 1
    }
  }
  if (list.length > 0 && items.size === 0) {
    throw badAnswer(endpoint, `none of ${list.length} entries could be understood`)
  }
  return { items: [...items.values()], skipped }
}

function nameOf(value: unknown): string {
  if (value === null || value === undefined) return 'nothing'
  return Array.isArray(value) ? 'a list' : `a ${typeof value}`
}
