import { answersTo, type Answer } from '../../src-shared/domain/decisions'
import { fail } from '../../src-shared/domain/errors'
import type { OutboxCommand } from '../../src-shared/domain/outbox'
import { UNDO_WINDOW_MS } from '../../src-shared/domain/outbox'
import type { TodoPatch } from '../../src-shared/domain/todo'
import type { TodoStore } from '../store/todos'
import { isSuspect, questionOf, targetSeenBy } from './conflicts'
import { allValues, givenFields, pick, sameValue } from './fingerprint'
import { neverSent } from './fold'
import type { SqliteOutbox } from './outbox'
import type { StoredRow } from './table'
import { settleRow } from './todo-rows'

export interface AnswerParts {
  readonly outbox: SqliteOutbox
  readonly todos: TodoStore
}

/**
 * Takes the user's answer to a row's question. The row is `held` with it for the undo window, which
 * outlives a kill; then it is carried out.
 * @throws AppFailure `outbox.notFound`, `input.invalid` for an answer that does not fit the question
 */
export function giveAnswer(parts: AnswerParts, seq: number, answer: Answer, now: number): void {
  const { outbox, todos } = parts
  const row = outbox.get(seq)
  if (!row) throw fail('outbox.notFound', 'This change is no longer in the outbox')
  const question = questionOf(row, row.account, todos)
  if (!question || !answersTo(question).includes(answer.is)) {
    throw fail('input.invalid', 'This answer does not fit the question any more')
  }
  if (answer.is === 'itIsMine' && !candidateOf(parts, row, answer.todoId)) {
    throw fail('input.invalid', 'That todo is no longer one of those in question')
  }
  const seen =
    answer.is === 'itIsMine'
      ? candidateOf(parts, row, answer.todoId)
      : targetSeenBy(row, row.account, todos)
  const answeredOn = {
    theirs: seen ? allValues(seen.todo) : null,
    seen: seen?.firstSeen ?? null,
    sure: question.is !== 'sameField' || question.sure,
    upTo: outbox.of(row.account).at(-1)?.seq ?? seq,
  }
  outbox.patch(seq, { state: 'held', notBefore: now + UNDO_WINDOW_MS, answer, answeredOn })
  if (question.is === 'changedUnderDelete') dropSameWish(outbox, row)
}

/** Asked to delete it once more before they answered: the answer is about that wish too. */
function dropSameWish(outbox: SqliteOutbox, row: StoredRow): void {
  for (const other of outbox.of(row.account)) {
    const same = other.entity === row.entity && other.command.kind === 'todo.delete'
    if (same && other.seq !== row.seq && neverSent(other)) outbox.settle(other.seq)
  }
}

/** Brings the question back. */
export function takeBack({ outbox }: AnswerParts, row: StoredRow): void {
  const state = row.command.kind === 'todo.create' ? 'review' : 'conflict'
  outbox.patch(row.seq, { state, notBefore: null, answer: null, answeredOn: null })
}

/** A change may only be folded into rows that do not go with an answer given before it. */
export function stayingOf(rows: readonly StoredRow[]): readonly StoredRow[] {
  const given = rows.filter(({ state, answer }) => state === 'held' && answer?.is === 'letGo')
  if (given.length === 0) return rows
  return rows.filter(
    ({ entity, seq }) =>
      !given.some((row) => row.entity === entity && row.seq < seq && seq <= givenUpTo(row)),
  )
}

function givenUpTo({ seq, answeredOn }: StoredRow): number {
  return answeredOn?.upTo ?? seq
}

/** The undo window is over: does what was answered. Joins the caller's unit of work. */
export function carryOut(parts: AnswerParts, row: StoredRow): void {
  const { outbox, todos } = parts
  const { seq, account, answer, answeredOn } = row
  switch (answer?.is) {
    case 'restore':
      return restore(parts, row)
    case 'letGo': {
      for (const next of outbox.of(account)) {
        const later = next.entity === row.entity && next.seq > seq
        // What was asked since the answer was not given up with it. By seq: clocks are set.
        if (later && next.seq <= givenUpTo(row)) outbox.settle(next.seq)
      }
      return outbox.settle(seq)
    }
    case 'keep':
      return outbox.settle(seq)
    case 'theirs': {
      if (row.command.kind !== 'todo.update') return takeBack(parts, row)
      // What only we changed is no part of the question and goes on — to the same todo.
      if (answeredOn?.sure === false) return outbox.settle(seq)
      const { fields } = row.command
      const [base, theirs] = [row.base ?? {}, answeredOn?.theirs ?? {}]
      const ours = givenFields(fields).filter((field) => sameValue(field, base, theirs))
      if (ours.length === 0) return outbox.settle(seq)
      return goOn(parts, row, { ...row.command, fields: pick(fields, ours) })
    }
    case 'mine':
    case 'deleteAnyway':
      return goOn(parts, row, row.command)
    case 'chosen': {
      if (row.command.kind !== 'todo.update') return takeBack(parts, row)
      const fields = { ...row.command.fields, ...answer.fields }
      const theirs = answeredOn?.theirs ?? {}
      const wanted = givenFields(fields).filter((field) => !sameValue(field, fields, theirs))
      if (wanted.length === 0) return outbox.settle(seq)
      return goOn(parts, row, { ...row.command, fields: pick(fields, wanted) })
    }
    case 'itIsMine': {
      const seen = candidateOf(parts, row, answer.todoId)
      if (!seen) return takeBack(parts, row)
      // What waits behind it is made on what the user saw: later changes by others are asked about.
      const asSeen = { ...seen, todo: { ...seen.todo, ...answeredOn?.theirs } }
      return settleRow({ ...parts, account }, row, { todo: asSeen, sighted: true })
    }
    case 'sendAgain':
      // What came until now is not it: only what comes from now on may be.
      return goOn(parts, row, row.command, todos.highestSeen(account))
    case undefined:
      return
  }
}

/** Goes on from what the server had when the user answered; what changed since is asked anew. */
function goOn(
  { outbox }: AnswerParts,
  row: StoredRow,
  command: OutboxCommand,
  baseline = row.baseline,
): void {
  const { theirs, seen } = row.answeredOn ?? { theirs: null, seen: null }
  outbox.patch(row.seq, {
    ...{ command, baseline, state: 'queued', notBefore: null, lastError: null, suspects: [] },
    ...{ answer: null, answeredOn: null },
    ...(theirs === null ? {} : { base: theirs, targetSeen: seen }),
  })
}

/** The todo as it was, with the change, as a new one; what else was asked of it goes with it. */
function restore({ outbox }: AnswerParts, row: StoredRow): void {
  if (row.command.kind !== 'todo.update') return
  const entity = `again-${row.seq}`
  const fields: TodoPatch = { ...row.base, ...row.command.fields }
  const command: OutboxCommand = {
    kind: 'todo.create',
    fields: { ...fields, title: fields.title ?? row.label },
  }
  outbox.patch(row.seq, {
    ...{ entity, command, base: null, state: 'queued', notBefore: null, lastError: null },
    ...{ baseline: null, targetSeen: null, attempts: 0, strikes: 0, doubtful: false },
    ...{ answer: null, answeredOn: null },
  })
  for (const next of outbox.of(row.account)) {
    if (next.entity !== row.entity || next.seq < row.seq) continue
    if (next.command.kind !== 'todo.update' && next.command.kind !== 'todo.delete') continue
    outbox.patch(next.seq, {
      ...{ entity, base: null, targetSeen: null, command: { ...next.command, todoId: null } },
    })
  }
}

function candidateOf({ todos }: AnswerParts, row: StoredRow, todoId: number) {
  const seen = todos.get(row.account, todoId)
  return seen && isSuspect(row)(seen) ? seen : null
}
