import { appError } from '../../src-shared/domain/errors'
import type { Todo, TodoPatch } from '../../src-shared/domain/todo'
import type { TodoStore } from '../store/todos'
import type { SeenTodo } from '../store/types'
import { encodeCreate, encodeDelete, encodeUpdate } from '../wire/todos/encode'
import { givenFields, pick, sentOnCreate, TODO_FIELDS } from './fingerprint'
import { heldBack } from './held-back'
import type { SqliteOutbox } from './outbox'
import type { StoredRow } from './table'
import { isTarget, type Evidence } from './todo-evidence'

interface Parts {
  readonly account: string
  readonly outbox: SqliteOutbox
  readonly todos: TodoStore
}

/** The first row by seq that may go out. A row that waits or has failed holds back only its own todo. */
export function nextRow(rows: readonly StoredRow[]): StoredRow | null {
  const back = heldBack(rows)
  const blocked = new Set<string>()
  for (const row of rows) {
    if (blocked.has(row.entity)) continue
    if (row.state === 'queued' && row.notBefore === null && !back.has(row.seq)) return row
    blocked.add(row.entity)
  }
  return null
}

/** Where an edit or a delete goes; `gone` when the newest list does not hold the todo it was made on. */
export function targetOf(parts: Parts, row: StoredRow): SeenTodo | 'gone' | null {
  const { command, entity } = row
  if (command.kind !== 'todo.update' && command.kind !== 'todo.delete') return null
  const { account, todos } = parts
  const seen =
    command.todoId === null ? todos.byEntity(account, entity) : todos.get(account, command.todoId)
  return seen && isTarget(row, seen) ? seen : 'gone'
}

/**
 * Makes the row `sending` with its baseline, to be committed before the first byte. A delete of what
 * is gone has nothing left to do; an edit of it is a conflict.
 */
export function commitSending(parts: Parts, row: StoredRow): void {
  const { account, outbox, todos } = parts
  const target = targetOf(parts, row)
  if (target === 'gone') {
    if (row.command.kind === 'todo.delete') outbox.settle(row.seq)
    else markConflict(parts, row)
    return
  }
  const command = target ? { ...row.command, todoId: target.todo.id } : row.command
  const baseline = row.baseline ?? todos.highestSeen(account)
  const targetSeen = target?.firstSeen ?? row.targetSeen
  outbox.patch(row.seq, { state: 'sending', baseline, command, targetSeen, lastError: null })
}

export function markConflict({ outbox }: Parts, { seq }: StoredRow): void {
  const lastError = appError('server.notFound', 'The todo is no longer there')
  outbox.patch(seq, { state: 'conflict', lastError })
}

/** The frame that carries the row. `target` as from targetOf. */
export function frameOf(row: StoredRow, target: Todo | null, doneField: Todo['doneField']): string {
  const { command } = row
  if (command.kind === 'todo.create') return encodeCreate(sentOnCreate(command.fields), doneField)
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
export function settleRow(
  { account, outbox, todos }: Parts,
  row: StoredRow,
  proof: Evidence,
): void {
  outbox.settle(row.seq)
  if (!proof.todo) return
  const { todo, firstSeen } = proof.todo
  if (row.command.kind === 'todo.create') todos.bind(account, row.entity, todo.id)
  for (const next of outbox.of(account)) {
    if (next.entity !== row.entity || next.seq < row.seq) continue
    const { command } = next
    if (command.kind !== 'todo.update' && command.kind !== 'todo.delete') continue
    // What this row did is no change by others; what others did meanwhile still is one.
    const ours = row.command.kind === 'todo.update' ? givenFields(row.command.fields) : TODO_FIELDS
    const base: TodoPatch = { ...next.base, ...pick(todo, ours) }
    const known = { ...command, todoId: todo.id }
    outbox.patch(next.seq, { command: known, base, targetSeen: firstSeen })
  }
}
