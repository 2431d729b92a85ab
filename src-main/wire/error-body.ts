import type { Json } from '../../src-shared/json'
import { isObject, readText } from './read'

/**
 * What an error body says, in both shapes servers use: `message`, else `detail` (text, the first
 * `msg` of a list, or its `.message`), else `error`. Null when it says nothing.
 */
export function readErrorBody(body: unknown): string | null {
  if (!isObject(body)) return null
  return readText(body.message) ?? readDetail(body.detail) ?? readText(body.error)
}

function readDetail(detail: Json | undefined): string | null {
  if (Array.isArray(detail)) {
    for (const entry of detail) {
      const said = isObject(entry) ? readText(entry.msg) : readText(entry)
      if (said !== null) return said
    }
    return null
  }
  return isObject(detail) ? readText(detail.message ?? detail.msg) : readText(detail)
}
