import { appError, type AppError } from '../../src-shared/domain/errors'
import { isUnmapped } from '../store/todos'
import { standingOf, targetSeenBy } from './conflicts'
import { withMoment } from './due-dates'
import { hasValues, sentOnCreate } from './fingerprint'
import type { LookReason } from './looks'
import type { StoredRow } from './table'
import { markConflict, type Parts } from './todo-rows'

/** Waits before a row that the server did not do is tried again; after the last it has failed. */
const TRY_AGAIN_MS = [2_000, 10_000, 60_000, 300_000]

export interface Circumstances {
  readonly reason: LookReason
  /** It was the only command in flight. */
  readonly alone: boolean
  /** What the server's `error` said. */
  readonly text: string | null
  /** Wall clock, epoch milliseconds. */
  readonly now: number
}

/**
 * The lists are in and none of them shows the row: what becomes of it. Joins the caller's unit of
 * work; true when it may be sent (again) on this connection.
 */
export function judge(parts: Parts, row: StoredRow, how: Circumstances): boolean {
  const { outbox } = parts
  const { kind } = row.command
  if (kind === 'todo.update' || kind === 'todo.delete') {
    const { is, seen } = standingOf(row, targetSeenBy(row, parts.account, parts.todos))
    if (is === 'gone' && kind === 'todo.update') {
      markConflict(parts, row)
      return false
    }
    // Perhaps it was done, and the id has been given to another todo since.
    if (is === 'unsure') {
      outbox.patch(row.seq, { state: 'conflict', targetSeen: seen?.firstSeen ?? null })
      return false
    }
  }
  // Before the error is believed: `failed` means that it is known not to be there.
  const suspects = suspectsOf(parts, row)
  if (suspects.length > 0) {
    const lastError = how.text !== null && how.alone ? refusal(how.text) : null
    outbox.patch(row.seq, { state: 'review', suspects, lastError })
    return false
  }
  if (how.text !== null && how.alone) {
    const dated = withMoment(row.command, how.text)
    if (dated) outbox.patch(row.seq, { state: 'queued', command: dated, lastError: null })
    else fail(parts, row, refusal(how.text))
    return dated !== null
  }
  if (how.reason === 'silence') tryLater(parts, row, how.now)
  else outbox.patch(row.seq, { state: 'queued', ...(how.text === null ? {} : { lastError: null }) })
  return true
}

/** The server's own words, on the row they belong to. */
export function refusal(text: string): AppError {
  return appError('server.badRequest', 'The server refused this', { detail: text })
}

function fail({ outbox }: Parts, row: StoredRow, lastError: AppError): void {
  outbox.patch(row.seq, { state: 'failed', attempts: row.attempts + 1, lastError })
}

/** The list on a living connection is an answer that names the row: it counts. */
function tryLater(parts: Parts, row: StoredRow, now: number): void {
  const lastError = appError('server.failed', 'The server has not done this', { retryable: true })
  const wait = TRY_AGAIN_MS[row.attempts]
  if (wait === undefined) return fail(parts, row, lastError)
  const attempts = row.attempts + 1
  parts.outbox.patch(row.seq, { state: 'queued', attempts, lastError, notBefore: now + wait })
}

/**
 * Todos that came since the row was first written and that no open creation of ours explains: one
 * of them may be what a server has made of it beyond recognition.
 */
function suspectsOf({ account, outbox, todos }: Parts, row: StoredRow): readonly number[] {
  const { baseline, command } = row
  if (command.kind !== 'todo.create' || baseline === null) return []
  const open = outbox.of(account).filter((other) => other.baseline !== null)
  return todos
    .read(account)
    .todos.filter(
      (seen) =>
        seen.firstSeen > baseline &&
        isUnmapped(seen) &&
        !open.some(
          (other) =>
            other.command.kind === 'todo.create' &&
            hasValues(seen.todo, sentOnCreate(other.command.fields)),
        ),
    )
    .map((seen) => seen.firstSeen)
}
