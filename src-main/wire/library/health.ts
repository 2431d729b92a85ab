import type {
  DiskSpace,
  ServerHealth,
  SocketState,
} from '../../../src-shared/domain/administration'
import type { JsonObject } from '../../../src-shared/json'
import { factsOf } from '../facts'
import { first, isObject, needObject, readAmount, readPercent, readText } from '../read'

const HEALTH = new Set(['status', 'state', 'version', 'app_version', 'uptime_seconds', 'uptime'])
/** What says nothing that is not seen: the envelope, and when it was asked. */
const NOISE = ['success', 'timestamp', 'message']
/** Where the numbers of the disk stand, if they do not stand at the top. */
const DISK_UNDER = ['', 'system', 'metrics', 'system_metrics', 'disk', 'system.disk', 'disk_usage']
/** How the names of sizes end, and how many megabytes one of them is. */
const UNITS = [
  ['_mb', 1],
  ['_gb', 1_000],
  ['_bytes', 1e-6],
  ['', 1e-6],
] as const

/**
 * How the library server says it is. Any object is an answer; what is not known is kept as facts.
 * @throws AppFailure `net.badAnswer`
 */
export function decodeHealth(body: unknown, endpoint: string): ServerHealth {
  const top = needObject(body, endpoint, 'the health of the server')
  const from = isObject(top.data) && top.status === undefined ? top.data : top
  const disk = diskOf(from)
  return {
    status: readText(first(from, 'status', 'state')),
    version: readText(first(from, 'version', 'app_version')),
    uptimeSeconds: readAmount(first(from, 'uptime_seconds', 'uptime')),
    disk: disk?.space ?? null,
    facts: factsOf(from, new Set([...HEALTH, ...NOISE, ...(disk?.names ?? [])])),
  }
}

function diskOf(from: JsonObject): { space: DiskSpace; names: readonly string[] } | null {
  for (const under of DISK_UNDER) {
    const held = under
      .split('.')
      .filter((name) => name !== '')
      .reduce<JsonObject | null>((inner, name) => {
        const next = inner?.[name]
        return isObject(next) ? next : null
      }, from)
    if (held === null) continue
    const names: string[] = []
    // Inside of `disk` its own name is not repeated.
    const prefix = under.includes('disk') ? '' : 'disk_'
    const size = (...what: readonly string[]): number | null => {
      for (const name of what) {
        for (const [ending, megabytes] of UNITS) {
          const amount = readAmount(held[`${prefix}${name}${ending}`])
          if (amount === null) continue
          names.push(`${prefix}${name}${ending}`)
          return amount * megabytes
        }
      }
      return null
    }
    const freeMb = size('free', 'available')
    const totalMb = size('total', 'size')
    const percentName = [`${prefix}percent`, `${prefix}used_percent`, `${prefix}usage_percent`]
    const percent = percentName.find((name) => readPercent(held[name]) !== null)
    if (freeMb === null && totalMb === null && percent === undefined) continue
    if (percent !== undefined) names.push(percent)
    const usedPercent = percent === undefined ? usedOf(freeMb, totalMb) : readPercent(held[percent])
    const path = under === '' ? '' : `${under}.`
    return { space: { freeMb, totalMb, usedPercent }, names: names.map((name) => path + name) }
  }
  return null
}

function usedOf(freeMb: number | null, totalMb: number | null): number | null {
  return freeMb === null || totalMb === null || totalMb === 0
    ? null
    : readPercent(100 * (1 - freeMb / totalMb))
}

const SOCKETS = new Set([
  'status',
  'active_connections',
  'connections',
  'total_connections',
  'rooms',
])

/**
 * What the server says of its socket. Rooms are counts by name, or a list of names or of `{name, …}`.
 * @throws AppFailure `net.badAnswer`
 */
export function decodeSocketState(body: unknown, endpoint: string): SocketState {
  const top = needObject(body, endpoint, 'the state of the socket')
  const from = isObject(top.data) && top.rooms === undefined ? top.data : top
  return {
    status: readText(from.status),
    connections: readAmount(first(from, 'active_connections', 'total_connections', 'connections')),
    rooms: roomsOf(from),
    facts: factsOf(from, new Set([...SOCKETS, ...NOISE])),
  }
}

const MOST_ROOMS = 100

function roomsOf({ rooms }: JsonObject): SocketState['rooms'] {
  if (Array.isArray(rooms)) {
    return rooms.slice(0, MOST_ROOMS).flatMap((room) => {
      const name = readText(isObject(room) ? first(room, 'name', 'room') : room)
      if (name === null) return []
      return [{ name, members: isObject(room) ? membersOf(room) : null }]
    })
  }
  if (!isObject(rooms)) return []
  return Object.entries(rooms)
    .slice(0, MOST_ROOMS)
    .map(([name, room]) => ({
      name,
      members: Array.isArray(room)
        ? room.length
        : readAmount(isObject(room) ? membersOf(room) : room),
    }))
}

function membersOf(room: JsonObject): number | null {
  return readAmount(first(room, 'members', 'connections', 'count', 'size'))
}
