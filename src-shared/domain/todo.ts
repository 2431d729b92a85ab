import type { JsonObject } from '../json'
import type { OutboxMark } from './outbox'

/** A todo as the server has it. Times are kept as the server wrote them (ISO 8601) and compared as instants. */
export interface Todo {
  /** The server's id. */
  readonly id: number
  readonly title: string
  readonly description: string | null
  readonly completed: boolean
  readonly priority: string | null
  readonly dueDate: string | null
  readonly createdAt: string | null
  readonly updatedAt: string | null
  /** The name this server uses for the done flag; updates answer with it. */
  readonly doneField: 'completed' | 'is_completed' | 'done'
  readonly extra: JsonObject
}

/** The fields a user can change. Absent: not changed. Absolute values, never toggles. */
export interface TodoPatch {
  readonly title?: string
  readonly description?: string | null
  readonly completed?: boolean
  readonly priority?: string | null
  readonly dueDate?: string | null
}

/** A row of the list as shown. */
export interface TodoRow {
  /** Stable while the server's id is not yet known: a local uuid, else `t<first-seen number>`. */
  readonly id: string
  readonly serverId: number | null
  readonly title: string
  readonly description: string | null
  readonly completed: boolean
  readonly priority: string | null
  readonly dueDate: string | null
  readonly createdAt: string | null
  readonly updatedAt: string | null
  readonly pending: OutboxMark | null
}

export const TODO_TITLE_MAX = 500

/**
 * The moment of a server's date, in milliseconds since the epoch; null when it is none. A time
 * without a zone is UTC, as the servers write it.
 */
export function instantOf(date: string): number | null {
  const zoned = /[T ]\d/.test(date) && !/(Z|[+-]\d\d:?\d\d)$/i.test(date) ? `${date}Z` : date
  const at = Date.parse(zoned.replace(' ', 'T'))
  return Number.isNaN(at) ? null : at
}

/** Canonical text: NFC, trimmed, runs of white space as one space. What is sent and what is compared. */
export function canonicalText(text: string): string {
  return text.normalize('NFC').replace(/\s+/gu, ' ').trim()
}
