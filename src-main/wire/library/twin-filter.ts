import type { Clock } from '../../clock'
import type { LibraryEvent, LibraryMessage } from './event-types'

/** How long after an event its twin may come, monotonic milliseconds. */
const TWIN_MS = 2_000

/** An event that was handled, and the names it has come under. */
interface Told {
  readonly names: Set<string>
  readonly at: number
}

/**
 * Some servers send one event under its old and its new name; it is handled once. A twin has
 * another name, the same kind and item, an equal time stamp or payload, and comes within 2 s. Two
 * of the same name are never twins: progress repeats, and a retried item may fail again.
 */
export class TwinFilter {
  /** Two generations, so that forgetting costs nothing per event. */
  #young = new Map<string, Subject>()
  #old = new Map<string, Subject>()
  #turnedAt = 0

  constructor(private readonly clock: Pick<Clock, 'monotonic'>) {}

  /** True when this message tells an event again that was told before. */
  isTwin(message: LibraryMessage): boolean {
    const key = subjectOf(message.event)
    if (key === null) return false
    const now = this.clock.monotonic()
    this.#turn(now)
    const told =
      this.#old.get(key)?.twinOf(message, now) ?? this.#young.get(key)?.twinOf(message, now)
    if (told) {
      told.names.add(message.name)
      return true
    }
    let subject = this.#young.get(key)
    if (!subject) this.#young.set(key, (subject = new Subject()))
    subject.add(message, now)
    return false
  }

  #turn(now: number): void {
    if (now - this.#turnedAt <= TWIN_MS) return
    this.#old = now - this.#turnedAt > 2 * TWIN_MS ? new Map() : this.#young
    this.#young = new Map()
    this.#turnedAt = now
  }
}

/**
 * What was told of one kind and item. Found by time stamp and by payload, not by looking through:
 * a burst of ten thousand about one item must not cost their square. A server that uses one name
 * only (nearly all do) never has its payloads written out.
 */
class Subject {
  readonly #names = new Set<string>()
  readonly #byStamp = new Map<string, Line>()
  readonly #byPayload = new Map<string, Line>()
  /** Not yet in `#byPayload`: nobody has asked for a twin by payload. */
  #unwritten: { readonly told: Told; readonly payload: LibraryMessage['payload'] }[] = []

  add({ name, stamp, payload }: LibraryMessage, at: number): void {
    const told = { names: new Set([name]), at }
    this.#names.add(name)
    if (stamp !== null) lineOf(this.#byStamp, stamp).add(told)
    this.#unwritten.push({ told, payload })
  }

  /** The earliest that this message tells again under another name. */
  twinOf({ name, stamp, payload }: LibraryMessage, now: number): Told | undefined {
    if (this.#names.size === 1 && this.#names.has(name)) return undefined
    const stamped = stamp === null ? undefined : this.#byStamp.get(stamp)?.without(name, now)
    if (stamped) return stamped
    for (const one of this.#unwritten) {
      lineOf(this.#byPayload, JSON.stringify(one.payload)).add(one.told)
    }
    this.#unwritten = []
    return this.#byPayload.get(JSON.stringify(payload))?.without(name, now)
  }
}

/** Events that look alike, in the order they came. */
class Line {
  readonly #all: Told[] = []
  /** By name: everything before this has come under it, or is too old. Neither ever changes back. */
  readonly #from = new Map<string, number>()

  add(told: Told): void {
    this.#all.push(told)
  }

  /** The first, not too old, that has not come under this name. */
  without(name: string, now: number): Told | undefined {
    let at = this.#from.get(name) ?? 0
    let told = this.#all[at]
    while (told && (told.names.has(name) || now - told.at > TWIN_MS)) told = this.#all[++at]
    this.#from.set(name, at)
    return told
  }
}

function lineOf(lines: Map<string, Line>, key: string): Line {
  let line = lines.get(key)
  if (!line) lines.set(key, (line = new Line()))
  return line
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
