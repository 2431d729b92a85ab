import type { FieldVersions, OutboxQuestion, TodoField } from '../../src-shared/domain/decisions'
import type { Todo } from '../../src-shared/domain/todo'
import { isUnmapped, type TodoStore } from '../store/todos'
import type { SeenTodo } from '../store/types'
import { allValues, givenFields, holds, sameValue, TODO_FIELDS, valueOf } from './fingerprint'
import type { StoredRow } from './table'

/** How the todo that an edit or a delete was made on stands to the server's newest list. */
export interface Standing {
  /**
   * - `gone` not there, or its id now stands for another
   * - `same` certainly the one
   * - `unsure` the server says nothing to tell it by, and its values are not the ones the row was made on
   */
  readonly is: 'gone' | 'same' | 'unsure'
  readonly seen: SeenTodo | null
}

/** Ids come back: only the first-seen number, the time of creation or the base values tell. */
export function standingOf(row: StoredRow, seen: SeenTodo | null): Standing {
  if (!seen || (row.targetSeen !== null && row.targetSeen !== seen.firstSeen)) {
    return { is: 'gone', seen: null }
  }
  const told = seen.todo.createdAt !== null || row.base === null
  const sure = told || changedSince(row, seen.todo).length === 0
  return { is: sure ? 'same' : 'unsure', seen }
}

/** What others changed since the row was made, as far as the row knows what it was made on. */
export function changedSince({ base }: StoredRow, todo: Todo): readonly TodoField[] {
  if (base === null) return []
  return givenFields(base).filter((field) => !sameValue(field, base, todo))
}

/** The fields that both sides changed, differently. */
export function clashes(row: StoredRow, todo: Todo): readonly TodoField[] {
  if (row.command.kind !== 'todo.update') return []
  const { fields } = row.command
  return changedSince(row, todo).filter(
    (field) => fields[field] !== undefined && !holds(field, fields, todo),
  )
}

/** What the user has to decide before the row can go on; null: nothing. */
export function questionOf(
  row: StoredRow,
  account: string,
  todos: TodoStore,
): OutboxQuestion | null {
  const { command, base } = row
  if (row.state === 'review') {
    return {
      is: 'review',
      candidates: todos.read(account).todos.filter(isSuspect(row)).map(candidate),
    }
  }
  if (row.state !== 'conflict') return null
  const { is, seen } = standingOf(row, targetSeenBy(row, account, todos))
  if (command.kind === 'todo.update') {
    if (!seen) return { is: 'goneUnderEdit', last: base ?? {}, mine: command.fields }
    const fields =
      is === 'unsure'
        ? TODO_FIELDS.filter(
            (field) =>
              changedSince(row, seen.todo).includes(field) || command.fields[field] !== undefined,
          )
        : clashes(row, seen.todo)
    return { is: 'sameField', sure: is === 'same', fields: versions(row, seen.todo, fields) }
  }
  if (command.kind !== 'todo.delete' || !seen) return null
  const fields = changedSince(row, seen.todo)
  return { is: 'changedUnderDelete', fields: versions(row, seen.todo, fields) }
}

/** The todo that an edit or a delete goes to, as the newest list has it. */
export function targetSeenBy(row: StoredRow, account: string, todos: TodoStore): SeenTodo | null {
  const { command } = row
  if (command.kind !== 'todo.update' && command.kind !== 'todo.delete') return null
  return command.todoId === null
    ? todos.byEntity(account, row.entity)
    : todos.get(account, command.todoId)
}

/** Todos that may be what a creation under review has become. */
export function isSuspect(row: StoredRow): (seen: SeenTodo) => boolean {
  return (seen) => isUnmapped(seen) && row.suspects.includes(seen.firstSeen)
}

export function candidate({ todo }: SeenTodo) {
  const { id, title, description, createdAt } = todo
  return { todoId: id, title, description, createdAt }
}

function versions(
  row: StoredRow,
  todo: Todo,
  fields: readonly TodoField[],
): readonly FieldVersions[] {
  const base = row.base ?? allValues(todo)
  const mine = row.command.kind === 'todo.update' ? { ...base, ...row.command.fields } : base
  return fields.map((field) => ({
    field,
    base: valueOf(base, field),
    mine: valueOf(mine, field),
    theirs: valueOf(todo, field),
  }))
}
