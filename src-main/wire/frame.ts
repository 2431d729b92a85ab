import { fail } from '../../src-shared/domain/errors'
import type { Json } from '../../src-shared/json'
import { parseJson } from '../transport/json'

const WHY = {
  notJson: 'a message that is not JSON',
  tooDeep: 'a message nested too deeply',
  tooLarge: 'a message that is too large',
} as const

/**
 * A text frame as JSON, its depth judged before anything walks it.
 * @throws AppFailure `net.badAnswer`, its `detail` the short name of what was wrong
 */
export function parseFrame(text: string, endpoint: string): Json {
  const parsed = parseJson(text)
  if (!parsed.ok) {
    throw fail('net.badAnswer', `${endpoint}: ${WHY[parsed.why]}`, { detail: parsed.why })
  }
  return parsed.value
}
