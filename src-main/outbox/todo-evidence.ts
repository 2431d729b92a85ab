import type { Todo, TodoPatch } from '../../src-shared/domain/todo'
import { isUnmapped } from '../store/todos'
import type { SeenTodo } from '../store/types'
import { givenFields, hasValues, holds, sameValue, sentOnCreate, valueOf } from './fingerprint'
import type { StoredRow } from './table'

/** Proof that the server has done what a row asks for; `todo` is what came of it (none: deleted). */
export interface Evidence {
  readonly todo: SeenTodo | null
  /** The user has looked at it as it is: what waits behind is made on this very version. */
  readonly sighted?: boolean
}

/** How values are compared; the simulation can make it naive. */
export type Matcher = (todo: TodoPatch, sent: TodoPatch) => boolean

/**
 * What a list says about a row that may have been written. An edit is believed only where the
 * caller says so: its values may be there for the moment, with older bytes still to come.
 */
export function inList(
  row: StoredRow,
  todos: readonly SeenTodo[],
  believeEdits: boolean,
  match: Matcher = hasValues,
): Evidence | null {
  const { command } = row
  switch (command.kind) {
    case 'todo.create': {
      const ours = todos.filter((seen) => isCreation(row, seen, match))
      const lowest = ours.toSorted((a, b) => a.todo.id - b.todo.id)[0]
      return lowest ? { todo: lowest } : null
    }
    case 'todo.update': {
      if (!believeEdits) return null
      const seen = todos.find(({ todo }) => todo.id === command.todoId)
      return seen && isTarget(row, seen) && isDone(row, seen.todo, match) ? { todo: seen } : null
    }
    case 'todo.delete': {
      const seen = todos.find(({ todo }) => todo.id === command.todoId)
      return command.todoId !== null && !(seen && isTarget(row, seen)) ? { todo: null } : null
    }
    default:
      return null
  }
}

/** What `todo_created` says: an unmapped id, first seen after the row was written, with its values. */
export function isCreation(row: StoredRow, seen: SeenTodo, match: Matcher = hasValues): boolean {
  const { command, baseline } = row
  return (
    command.kind === 'todo.create' &&
    baseline !== null &&
    seen.firstSeen > baseline &&
    isUnmapped(seen) &&
    match(seen.todo, sentOnCreate(command.fields))
  )
}

/**
 * Where the server does not say when a todo was made, an id that was given again looks like the old
 * todo, changed. Changed into just what a creation of ours asks for, it is that creation.
 */
export function hasBecomeOurs(
  rows: readonly StoredRow[],
  now: Todo,
  before: Todo,
  match: Matcher = hasValues,
): boolean {
  if (now.createdAt !== null && before.createdAt !== null) return false
  return rows.some(({ command, baseline }) => {
    if (command.kind !== 'todo.create' || baseline === null) return false
    const sent = sentOnCreate(command.fields)
    return match(now, sent) && !match(before, sent)
  })
}

/** What `todo_updated` says: our todo, our values. */
export function isUpdate(row: StoredRow, seen: SeenTodo, match: Matcher = hasValues): boolean {
  const { command } = row
  return (
    command.kind === 'todo.update' &&
    command.todoId === seen.todo.id &&
    isTarget(row, seen) &&
    isDone(row, seen.todo, match)
  )
}

/**
 * The todo shows the edit. Text that the server may have cut counts only where it is not simply the
 * text from before: what others do to another field tells it, too.
 */
function isDone(row: StoredRow, todo: Todo, match: Matcher): boolean {
  const { command } = row
  if (command.kind !== 'todo.update' || !match(todo, command.fields)) return false
  return givenFields(command.fields).every((field) => isThere(row, field, todo))
}

/** An edit needs not be sent for this field any more. */
export function isThere(row: StoredRow, field: keyof TodoPatch, todo: Todo): boolean {
  const { command, base } = row
  if (command.kind !== 'todo.update' || !holds(field, command.fields, todo)) return false
  if (sameValue(field, command.fields, todo) || base === null) return true
  // Text as long as what it had before: a server that has kept more does not cut it here.
  return !sameValue(field, base, todo) && length(field, todo) >= length(field, base)
}

function length(field: keyof TodoPatch, of: TodoPatch): number {
  return String(of[field] ?? '').length
}

/** The id still stands for the todo that the change was made on: ids come back. */
export function isTarget(row: StoredRow, seen: SeenTodo): boolean {
  return row.targetSeen === null || row.targetSeen === seen.firstSeen
}

/** The server may have heard of it, or needs not; and no answer of the user stands against it. */
export function mayBeSettled({ state, baseline, command }: StoredRow): boolean {
  if (state === 'held') return false
  return baseline !== null || command.kind === 'todo.delete'
}

/** The naive matcher, for the simulation: what the server trims or reformats is not recognised. */
export function sameStrings(todo: TodoPatch, sent: TodoPatch): boolean {
  return givenFields(sent).every((field) => valueOf(todo, field) === valueOf(sent, field))
}
