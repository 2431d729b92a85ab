import { fail } from '../../src-shared/domain/errors'
import type { AppFailure } from '../../src-shared/domain/errors'
import type { Json, JsonObject } from '../../src-shared/json'
import { redact } from '../redact'

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

/**
 * The first of these fields that is there and not null. The names are our own and none of them is a
 * member of every object, so nothing inherited can be found.
 */
export function first(from: JsonObject, ...names: readonly string[]): Json | undefined {
  for (const name of names) {
    const value = from[name]
    if (value !== undefined && value !== null) return value
  }
  return undefined
}

/** Text that says something; numbers become text, because ids come as either. */
export function readText(value: unknown): string | null {
  if (typeof value === 'number') return Number.isFinite(value) ? String(value) : null
  if (typeof value !== 'string') return null
  const begin = value.charCodeAt(0)
  // Nearly all text begins with a letter: that saves trimming it.
  if (begin > SPACE && begin < DELETE) return value
  return value.trim() === '' ? null : value
}

/** A server's own words, without the token that it may repeat in them: they are shown and stored. */
export function readWords(value: unknown): string | null {
  const said = readText(value)
  return said === null ? null : redact(said)
}

const SPACE = 0x20
const DELETE = 0x7f

/** Half of a character: such text is no valid UTF-8 and cannot stand in a URL. */
const HALVES = /\p{Surrogate}/gu
const FIRST_HALF = 0xd800

/** Text that names something on the server: it will stand in URLs and in the database. */
export function readId(value: unknown): string | null {
  const text = readText(value)
  if (text === null) return null
  for (let at = 0; at < text.length; at++) {
    if (text.charCodeAt(at) >= FIRST_HALF) return text.replace(HALVES, '\ufffd')
  }
  return text
}

/** Longer text is not a number; a regular expression must not be let loose on it. */
const LONGEST_NUMBER = 64
const NUMBER = /^([+-]?(?:\d+(?:[.,]\d*)?|[.,]\d+)(?:e[+-]?\d+)?)\s*%?$/i

/** A finite number, also out of text ("45.2", "45,2 %"). */
export function readNumber(value: unknown): number | null {
  if (typeof value === 'number') return Number.isFinite(value) ? value : null
  if (typeof value !== 'string' || value.length > LONGEST_NUMBER) return null
  const digits = NUMBER.exec(value.trim())?.[1]
  if (digits === undefined) return null
  const number = Number(digits.replace(',', '.'))
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

const NOTHING: JsonObject = Object.freeze({})

/** The fields that are none of these, kept as they came. */
export function extraOf(from: JsonObject, known: ReadonlySet<string>): JsonObject {
  let extra: JsonObject | null = null
  for (const name in from) {
    // As an own field it would become a prototype wherever it is copied with an assignment.
    if (known.has(name) || name === '__proto__') continue
    extra ??= {}
    extra[name] = from[name] ?? null
  }
  return extra ?? NOTHING
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
 * Reads each entry; one bad entry (`read` answers null) does not hide the others, but a list of
 * nothing else is not an empty list. The first of two entries with one identity stays. Nothing is
 * thrown per entry: a list of a hundred thousand bad ones must not cost as many stack traces.
 * @throws AppFailure `net.badAnswer` when none of the entries is readable
 */
export function decodeEach<T>(
  list: readonly Json[],
  endpoint: string,
  read: (value: Json) => T | null,
  identity: (item: T) => string | number,
): Decoded<T> {
  const items = new Map<string | number, T>()
  for (const value of list) {
    const item = read(value)
    if (item === null) continue
    const id = identity(item)
    if (!items.has(id)) items.set(id, item)
  }
  if (list.length > 0 && items.size === 0) {
    throw badAnswer(endpoint, `none of ${list.length} entries could be understood`)
  }
  return { items: [...items.values()], skipped: list.length - items.size }
}

function nameOf(value: unknown): string {
  if (value === null || value === undefined) return 'nothing'
  return Array.isArray(value) ? 'a list' : `a ${typeof value}`
}
