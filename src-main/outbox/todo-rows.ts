import { appError } from '../../src-shared/domain/errors'
import type { Todo, TodoPatch } from '../../src-shared/domain/todo'
import type { TodoStore } from '../store/todos'
import type { SeenTodo } from '../store/types'
import { encodeCreate, encodeDelete, encodeUpdate } from '../wire/todos/encode'
import { changedSince, clashes, standingOf, targetSeenBy } from './conflicts'
import { allValues, givenFields, holds, pick, sentOnCreate } from './fingerprint'
import { ALL_GUARDS, type Guards } from './guards'
import { heldBack } from './held-back'
import type { SqliteOutbox } from './outbox'
import type { StoredRow } from './table'
import { isThere, type Evidence } from './todo-evidence'
import type { Merge } from './types'

export interface Parts {
  readonly account: string
  readonly outbox: SqliteOutbox
  readonly todos: TodoStore
  readonly guards?: Guards
}

/**
 * The first row by seq that may go out beside those in flight. A row that waits or has failed holds
 * back only its own todo. Creations never fly together with edits and deletions: the new todo could be
 * given an id that is just being freed, here or elsewhere, and what flies for the old one would meet it.
 */
export function nextRow(
  rows: readonly StoredRow[],
  inFlight: (seq: number) => boolean = () => false,
): StoredRow | null {
  const back = heldBack(rows)
  const flying = new Set(rows.filter(({ seq }) => inFlight(seq)).map((row) => row.command.kind))
  const blocked = new Set<string>()
  for (const row of rows) {
    if (blocked.has(row.entity)) continue
    const { kind } = row.command
    const clash =
      kind === 'todo.create'
        ? flying.has('todo.delete') || flying.has('todo.update')
        : flying.has('todo.create')
    const free = row.state === 'queued' && row.notBefore === null && !back.has(row.seq)
    if (free && !clash) return row
    blocked.add(row.entity)
  }
  return null
}

/**
 * Makes the row `sending` with its baseline, to be committed before the first byte — or what the
 * newest list says instead: a delete of what is gone and an edit that is there are done, and what
 * others have changed meanwhile is merged by field or asked about. Answers a merge to be told.
 */
export function commitSending(parts: Parts, row: StoredRow): Merge | null {
  const { account, outbox, todos, guards = ALL_GUARDS } = parts
  const { seq, command } = row
  const baseline = row.baseline ?? todos.highestSeen(account)
  if (command.kind !== 'todo.update' && command.kind !== 'todo.delete') {
    outbox.patch(seq, { state: 'sending', baseline })
    return null
  }
  const found = targetSeenBy(row, account, todos)
  const { is, seen } = guards.checkIds
    ? standingOf(row, found)
    : { is: found ? 'same' : 'gone', seen: found }
  if (!seen) {
    if (command.kind === 'todo.delete') settleRow(parts, row, { todo: null })
    else markConflict(parts, row)
    return null
  }
  const { todo, firstSeen } = seen
  if (command.kind === 'todo.delete') {
    if (guards.checkIds && (is === 'unsure' || changedSince(row, todo).length > 0)) {
      outbox.patch(seq, { state: 'conflict', targetSeen: firstSeen })
      return null
    }
    const aimed = { ...command, todoId: todo.id }
    outbox.patch(seq, { state: 'sending', baseline, command: aimed, targetSeen: firstSeen })
    return null
  }
  if (is === 'unsure' || clashes(row, todo).length > 0) {
    outbox.patch(seq, { state: 'conflict', targetSeen: firstSeen })
    return null
  }
  const given = givenFields(command.fields)
  const there = given.filter((field) => isThere(row, field, todo))
  const wanted = given.filter((field) => !there.includes(field))
  if (wanted.length === 0) {
    settleRow(parts, row, { todo: seen })
    return null
  }
  const others = changedSince(row, todo).filter((field) => !given.includes(field))
  outbox.patch(seq, {
    ...{ state: 'sending', baseline, targetSeen: firstSeen, lastError: null },
    command: { ...command, todoId: todo.id, fields: pick(command.fields, wanted) },
    // What needs not be sent is what the todo has: should it go, it would be made again of this.
    base: row.base && { ...row.base, ...pick(todo, [...others, ...there]) },
  })
  if (others.length === 0) return null
  const [mine, undo] = [pick(command.fields, wanted), pick(todo, wanted)]
  return { title: todo.title, entity: row.entity, mine, undo }
}

export function markConflict({ outbox }: Parts, { seq }: StoredRow): void {
  const lastError = appError('server.notFound', 'The todo is no longer there')
  outbox.patch(seq, { state: 'conflict', lastError })
}

/** Edits in flight whose todo was deleted meanwhile wait for nothing any more; their bytes may still come. */
export function markGone(parts: Parts, inFlight: readonly number[]): void {
  for (const seq of inFlight) {
    const row = parts.outbox.get(seq)
    if (row?.command.kind !== 'todo.update') continue
    const { is } = standingOf(row, targetSeenBy(row, parts.account, parts.todos))
    if (is !== 'gone') continue
    markConflict(parts, row)
    parts.outbox.patch(seq, { doubtful: true })
  }
}

/** The frame that carries a row which commitSending has made `sending`. */
export function frameOf(row: StoredRow, { account, todos }: Parts): string {
  const { command } = row
  if (command.kind === 'todo.create') {
    const any = todos.read(account).todos[0]
    return encodeCreate(sentOnCreate(command.fields), any?.todo.doneField ?? 'completed')
  }
  const target = targetSeenBy(row, account, todos)?.todo
  if (!target) throw new TypeError(`A ${command.kind} cannot be sent without its todo`)
  if (command.kind === 'todo.delete') return encodeDelete(target.id)
  if (command.kind === 'todo.update') {
    return encodeUpdate(target.id, command.fields, target.doneField)
  }
  throw new TypeError(`${command.kind} is not for the todo server`)
}

/**
 * The row has done its work. Joins the caller's unit of work, which also holds the cached todo: id
 * map, row and cache in two commits would lose or double one in ten. The todo's next rows get its
 * id and are rebased onto the confirmed values.
 */
export function settleRow(parts: Parts, row: StoredRow, proof: Evidence): void {
  const { account, outbox, todos } = parts
  outbox.settle(row.seq)
  if (row.doubtful) outbox.watchTwins(row)
  if (!proof.todo) {
    // What was asked of it before it was to go has nowhere to go any more.
    for (const other of outbox.of(account)) {
      if (other.entity === row.entity && other.seq < row.seq) outbox.settle(other.seq)
    }
    return
  }
  const { todo } = proof.todo
  if (row.command.kind === 'todo.create') todos.bind(account, row.entity, todo.id)
  for (const next of outbox.of(account)) {
    if (next.entity !== row.entity || next.seq < row.seq) continue
    rebase(outbox, row, next, proof.todo, proof.sighted ?? false)
  }
}

function rebase(
  outbox: SqliteOutbox,
  row: StoredRow,
  next: StoredRow,
  { todo, firstSeen }: SeenTodo,
  sighted: boolean,
): void {
  const { command } = next
  if (command.kind !== 'todo.update' && command.kind !== 'todo.delete') return
  const base: TodoPatch = { ...next.base, ...(sighted ? allValues(todo) : doneBy(row, todo)) }
  outbox.patch(next.seq, {
    ...{ command: { ...command, todoId: todo.id }, base, targetSeen: firstSeen },
  })
}

/**
 * What the row has made of the todo, in the server's form: that is no change by others, what others
 * did meanwhile still is one. Of what a creation does not say only the priority is the server's choice.
 */
function doneBy({ command }: StoredRow, todo: Todo): TodoPatch {
  if (command.kind === 'todo.update') return pick(todo, givenFields(command.fields))
  if (command.kind !== 'todo.create') return {}
  const empty: TodoPatch = { description: null, completed: false, dueDate: null }
  const asked = { ...empty, ...sentOnCreate(command.fields) }
  const own = givenFields(asked).filter((field) => !holds(field, asked, todo))
  return { ...allValues(todo), ...pick(asked, own) }
}
