import type { ProcessLock } from '../../../src-shared/domain/administration'
import type { Json, JsonObject } from '../../../src-shared/json'
import { readMoment } from '../moment'
import { badAnswer, decodeEach, first, isObject, readFlag, readText } from '../read'

const HELD = ['is_locked', 'locked', 'held', 'active', 'is_running', 'running'] as const
/** More than any server runs. */
const MOST = 200
const NOISE: ReadonlySet<string> = new Set(['success', 'message', 'timestamp', 'status', 'error'])

/**
 * Who runs what the server runs once at a time: by name, or as a list of `{name, …}`, bare or under
 * `locks`, `processes` or `data`.
 * @throws AppFailure `net.badAnswer`
 */
export function decodeLocks(body: unknown, endpoint: string): readonly ProcessLock[] {
  const held = isObject(body) ? (first(body, 'locks', 'processes', 'data') ?? body) : body
  if (Array.isArray(held)) {
    const decode = (entry: Json): ProcessLock | null => {
      const name = isObject(entry) ? readText(first(entry, 'name', 'lock', 'process', 'id')) : null
      return name === null || !isObject(entry) ? null : lockOf(name, entry)
    }
    return decodeEach(held as Json[], endpoint, decode, ({ name }) => name).items
  }
  if (!isObject(held)) throw badAnswer(endpoint, 'expected locks by name or a list of them')
  return Object.entries(held)
    .slice(0, MOST)
    .flatMap(([name, entry]) => {
      if (isObject(entry)) return [lockOf(name, entry)]
      const flag = NOISE.has(name) ? null : readFlag(entry)
      return flag === null ? [] : [{ name, held: flag, holder: null, since: null }]
    })
}

function lockOf(name: string, entry: JsonObject): ProcessLock {
  const holder = first(entry, 'locked_by', 'holder', 'owner', 'process', 'pid')
  return {
    name,
    held: HELD.map((field) => readFlag(entry[field])).find((flag) => flag !== null) ?? null,
    holder: holderOf(holder),
    since: readMoment(first(entry, 'lock_time', 'acquired_at', 'since', 'locked_at', 'started_at')),
  }
}

function holderOf(holder: Json | undefined): string | null {
  if (!isObject(holder)) return readText(holder)
  const name = readText(first(holder, 'name', 'owner', 'host', 'id'))
  const pid = readText(holder.pid)
  const known = [name, pid === null ? null : `pid ${pid}`].filter((one) => one !== null)
  return known.length > 0 ? known.join(', ') : null
}
