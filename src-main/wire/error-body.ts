import type { Json } from '../../src-shared/json'
import { isObject, readText, readWords } from './read'

/** More than anybody reads of a refusal; a hostile one must not cost the time to look through it all. */
const MOST = 2_000

/**
 * What an error body says, in both shapes servers use: `message`, else `detail` (text, the first
 * `msg` of a list, or its `.message`), else `error`. Null when it says nothing.
 */
export function readErrorBody(body: unknown): string | null {
  if (!isObject(body)) return null
  return readRefusal(body.message) ?? readDetail(body.detail) ?? readRefusal(body.error)
}

function readDetail(detail: Json | undefined): string | null {
  if (Array.isArray(detail)) {
    for (const entry of detail) {
      const said = readRefusal(isObject(entry) ? entry.msg : entry)
      if (said !== null) return said
    }
    return null
  }
  return readRefusal(isObject(detail) ? (detail.message ?? detail.msg) : detail)
}

function readRefusal(value: Json | undefined): string | null {
  return readWords(readText(value)?.slice(0, MOST))
}
