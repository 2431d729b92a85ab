import type { Json } from '../../src-shared/json'

/** Deeper than any answer of the servers, far below what makes a recursive walk overflow. */
export const MAX_DEPTH = 64

export type ParsedJson =
  | { readonly ok: true; readonly value: Json }
  | { readonly ok: false; readonly why: 'notJson' | 'tooDeep' | 'tooLarge' }

/**
 * Parses JSON from a server. Depth and length are judged on the text, before anything is built or
 * walked: nothing behind this needs to fear recursion. Never throws.
 * @param maxLength characters
 */
export function parseJson(text: string, maxLength = Number.POSITIVE_INFINITY): ParsedJson {
  if (text.length > maxLength) return { ok: false, why: 'tooLarge' }
  if (deeperThan(text, MAX_DEPTH)) return { ok: false, why: 'tooDeep' }
  try {
    const value: Json = JSON.parse(text)
    return { ok: true, value }
  } catch {
    return { ok: false, why: 'notJson' }
  }
}

const OPENINGS = ['{', '['] as const
const QUOTE = 0x22
const BACKSLASH = 0x5c
const OPEN_LIST = 0x5b
const CLOSE_LIST = 0x5d
const OPEN_OBJECT = 0x7b
const CLOSE_OBJECT = 0x7d

/** One pass over the text; strings are jumped over with indexOf. */
function deeperThan(text: string, limit: number): boolean {
  if (!hasMore(text, limit)) return false
  let depth = 0
  for (let i = 0; i < text.length; i++) {
    const c = text.charCodeAt(i)
    if (c === QUOTE) {
      i = endOfString(text, i)
      if (i === -1) return false
    } else if (c === OPEN_OBJECT || c === OPEN_LIST) {
      if (++depth > limit) return true
    } else if (c === CLOSE_OBJECT || c === CLOSE_LIST) {
      depth--
    }
  }
  return false
}

/** Whether there are that many openings at all; in most messages there are not, and that is soon seen. */
function hasMore(text: string, limit: number): boolean {
  let count = 0
  for (const opening of OPENINGS) {
    for (let at = text.indexOf(opening); at !== -1; at = text.indexOf(opening, at + 1)) {
      if (++count > limit) return true
    }
  }
  return false
}

/** Index of the quote that ends the string which begins at `start`; -1 when it never ends. */
function endOfString(text: string, start: number): number {
  let end = text.indexOf('"', start + 1)
  while (end !== -1) {
    let slashes = 0
    while (text.charCodeAt(end - 1 - slashes) === BACKSLASH) slashes++
    if (slashes % 2 === 0) return end
    end = text.indexOf('"', end + 1)
  }
  return -1
}
