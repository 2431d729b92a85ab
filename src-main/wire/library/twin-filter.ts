import type { Clock } from '../../clock'
import { sameJson } from '../../state/slice'
import type { LibraryEvent, LibraryMessage } from './event-types'

/** How long after an event its twin may come, monotonic milliseconds. */
const TWIN_MS = 2_000

interface Seen {
  readonly names: Set<string>
  readonly stamp: string | null
  readonly payload: LibraryMessage['payload']
  readonly at: number
}

/**
 * Some servers send one event under its old and its new name; it is handled once. A twin has
 * another name, the same kind and item, an equal time stamp or payload, and comes within 2 s. Two
 * of the same name are never twins: progress repeats, and a retried item may fail again.
 */
export class TwinFilter {
  #young = new Map<string, Seen[]>()
  #old = new Map<string, Seen[]>()
  #turnedAt = 0

  constructor(private readonly clock: Pick<Clock, 'monotonic'>) {}

  /** True when this message tells an event again that was told before. */
  isTwin(message: LibraryMessage): boolean {
    const key = subjectOf(message.event)
    if (key === null) return false
    const now = this.clock.monotonic()
    this.#turn(now)
    for (const seen of [...(this.#old.get(key) ?? []), ...(this.#young.get(key) ?? [])]) {
      if (now - seen.at > TWIN_MS || seen.names.has(message.name)) continue
      const sameStamp = seen.stamp !== null && seen.stamp === message.stamp
      if (!sameStamp && !sameJson(seen.payload, message.payload)) continue
      seen.names.add(message.name)
      return true
    }
    const seen = { names: new Set([message.name]), ...pick(message), at: now }
    const list = this.#young.get(key)
    if (list) list.push(seen)
    else this.#young.set(key, [seen])
    return false
  }

  /** Two generations, so that forgetting costs nothing per event. */
  #turn(now: number): void {
    if (now - this.#turnedAt <= TWIN_MS) return
    this.#old = now - this.#turnedAt > 2 * TWIN_MS ? new Map() : this.#young
    this.#young = new Map()
    this.#turnedAt = now
  }
}

function pick({ stamp, payload }: LibraryMessage) {
  return { stamp, payload }
}

/** Kind and item; null for events that have only one name. */
function subjectOf(event: LibraryEvent): string | null {
  switch (event.type) {
    case 'scan.complete':
    case 'scan.failed':
    case 'queue.status':
      return event.type
    case 'download.progress':
    case 'download.complete':
    case 'download.failed':
      return `${event.type} ${event.item.id ?? `${event.item.key} ${event.item.folder}`}`
    default:
      return null
  }
}
