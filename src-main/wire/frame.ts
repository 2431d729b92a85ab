import type { Json } from '../../src-shared/json'
import { parseJson } from '../transport/json'
import { badAnswer } from './read'

const WHY = {
  notJson: 'a message that is not JSON',
  tooDeep: 'a message nested too deeply',
  tooLarge: 'a message that is too large',
} as const

/**
 * A text frame as JSON, its depth judged before anything walks it.
 * @throws AppFailure `net.badAnswer`
 */
export function parseFrame(text: string, endpoint: string): Json {
  const parsed = parseJson(text)
  if (!parsed.ok) throw badAnswer(endpoint, WHY[parsed.why])
  return parsed.value
}
