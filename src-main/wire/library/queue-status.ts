import type { QueueGroup, QueueItem, QueueStatus } from '../../../src-shared/domain/queue'
import type { Json, JsonObject } from '../../../src-shared/json'
import { badAnswer, first, isObject, needObject, readFlag } from '../read'
import { readQueueItem } from './queue-item'

const LISTS: readonly (readonly [QueueGroup, string])[] = [
  ['active', 'active_downloads'],
  ['pending', 'pending_queue'],
  ['failed', 'failed_downloads'],
  ['completed', 'completed_downloads'],
]

/** A status and how many of its items could not be understood. */
export interface DecodedStatus extends QueueStatus {
  readonly skipped: number
}

/**
 * The whole queue: lists and run state at the top or under `status` (or `data`). Items stand group
 * by group, each in the server's order. An item in two lists (it moved while the server answered)
 * counts where it stands first.
 * @throws AppFailure `net.badAnswer` when no list is there at all, or none of the items is readable
 */
export function decodeQueueStatus(body: unknown, endpoint: string): DecodedStatus {
  const bodies = bodiesOf(needObject(body, endpoint, 'a queue status'))
  const items = new Map<string, QueueItem>()
  let lists = 0
  let entries = 0
  for (const [group, name] of LISTS) {
    const list = listOf(bodies, name, endpoint)
    if (list === null) continue
    lists += 1
    entries += list.length
    for (const entry of list) {
      const item = readQueueItem(entry, group)
      if (item && !items.has(item.id)) items.set(item.id, item)
    }
  }
  if (lists === 0) throw badAnswer(endpoint, 'a queue status without any list')
  if (entries > 0 && items.size === 0) {
    throw badAnswer(endpoint, `none of ${entries} queue items could be understood`)
  }
  return {
    items: [...items.values()],
    run: { running: flag(bodies, 'is_running'), paused: flag(bodies, 'is_paused') },
    skipped: entries - items.size,
  }
}

/** Whether a body holds the queue itself, or is only a hint that it changed. */
export function holdsQueue(body: unknown): boolean {
  if (!isObject(body)) return false
  return bodiesOf(body).some((one) => LISTS.some(([, name]) => Array.isArray(one[name])))
}

/** What may hold the lists: `status` and `data` (also one in the other) before the top. */
function bodiesOf(top: JsonObject): JsonObject[] {
  const bodies: JsonObject[] = [top]
  for (const name of ['data', 'status']) {
    for (const body of [...bodies]) {
      const held = first(body, name)
      if (isObject(held)) bodies.unshift(held)
    }
  }
  return bodies
}

function listOf(bodies: readonly JsonObject[], name: string, endpoint: string): Json[] | null {
  for (const body of bodies) {
    const list = first(body, name)
    if (Array.isArray(list)) return list
    if (list !== undefined) throw badAnswer(endpoint, `${name} is not a list`)
  }
  return null
}

function flag(bodies: readonly JsonObject[], name: string): boolean | null {
  for (const body of bodies) {
    const value = readFlag(first(body, name))
    if (value !== null) return value
  }
  return null
}
