import type { ServerLogging } from '../../../src-shared/domain/administration'
import type { JsonObject } from '../../../src-shared/json'
import { factsOf } from '../facts'
import { badAnswer, first, isObject, needObject, readText, readWords } from '../read'

/** What Python's servers know, where a server does not list its own. */
const LEVELS = ['DEBUG', 'INFO', 'WARNING', 'ERROR', 'CRITICAL']
const LEVEL_FIELDS = ['log_level', 'level'] as const
const LISTS = ['levels', 'available_levels', 'log_levels'] as const
const NOISE = ['success', 'message', 'timestamp']
const MOST_LEVELS = 20

export interface DecodedLogging {
  readonly logging: ServerLogging
  /** The field the level stands under; a change answers with it. */
  readonly field: string
}

/**
 * How the server logs, bare or in an envelope.
 * @throws AppFailure `net.badAnswer` when it names no level
 */
export function decodeLogging(body: unknown, endpoint: string): DecodedLogging {
  const top = needObject(body, endpoint, 'the logging of the server')
  const from = [top.config, top.logging, top.data].find(isObject) ?? top
  const field = LEVEL_FIELDS.find((name) => readText(from[name]) !== null)
  if (field === undefined) throw badAnswer(endpoint, 'a logging without a level')
  const level = readText(from[field])
  const known = new Set([...LEVEL_FIELDS, ...LISTS, ...NOISE])
  return { logging: { level, levels: levelsOf(from, level), facts: factsOf(from, known) }, field }
}

/** The level in force is among them, whatever it is called. */
function levelsOf(from: JsonObject, level: string | null): readonly string[] {
  const listed = first(from, ...LISTS)
  const named = Array.isArray(listed)
    ? listed.slice(0, MOST_LEVELS).flatMap((one) => readText(one) ?? [])
    : []
  const levels = new Set(named.length > 0 ? named : LEVELS)
  if (level !== null) levels.add(level)
  return [...levels]
}

const MOST_LINES = 1_000
const LONGEST_LINE = 2_000

/**
 * The end of a log: lines, or one text that holds them.
 * @throws AppFailure `net.badAnswer`
 */
export function decodeLogTail(body: unknown, endpoint: string): readonly string[] {
  const held = isObject(body) ? first(body, 'lines', 'content', 'tail', 'data', 'text') : body
  const lines = typeof held === 'string' ? held.split('\n') : held
  if (!Array.isArray(lines)) throw badAnswer(endpoint, 'expected the lines of a log')
  return lines.slice(-MOST_LINES).flatMap((line) => {
    const text = isObject(line)
      ? readWords(first(line, 'message', 'text', 'line'))
      : readWords(line)
    return text === null ? [] : [text.slice(0, LONGEST_LINE).trimEnd()]
  })
}
