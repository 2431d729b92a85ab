import type { Json } from '../../src-shared/json'
import { isObject, readWords } from './read'

/**
 * What an error body says, in both shapes servers use: `message`, else `detail` (text, the first
 * `msg` of a list, or its `.message`), else `error`. Null when it says nothing.
 */
export function readErrorBody(body: unknown): string | null {
  if (!isObject(body)) return null
  return readWords(body.message) ?? readDetail(body.detail) ?? readWords(body.error)
}

function readDetail(detail: Json | undefined): string | null {
  if (Array.isArray(detail)) {
    for (const entry of detail) {
      const said = isObject(entry) ? readWords(entry.msg) : readWords(entry)
      if (said !== null) return said
    }
    return null
  }
  return isObject(detail) ? readWords(detail.message ?? detail.msg) : readWords(detail)
}
