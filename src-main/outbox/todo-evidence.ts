import type { Todo } from '../../src-shared/domain/todo'
import { isUnmapped } from '../store/todos'
import type { SeenTodo } from '../store/types'
import { hasValues, sentOnCreate } from './fingerprint'
import type { StoredRow } from './table'

/** Proof that the server has done what a row asks for; `todo` is what came of it (none: deleted). */
export interface Evidence {
  readonly todo: SeenTodo | null
}

/** What the list says about a row that was written on this connection (or before, on a retry). */
export function inList(row: StoredRow, todos: readonly SeenTodo[]): Evidence | null {
  const { command } = row
  switch (command.kind) {
    case 'todo.create': {
      const ours = todos.filter((seen) => isCreation(row, seen))
      const lowest = ours.toSorted((a, b) => a.todo.id - b.todo.id)[0]
      return lowest ? { todo: lowest } : null
    }
    case 'todo.update': {
      const seen = todos.find(({ todo }) => todo.id === command.todoId)
      return seen && isTarget(row, seen) && hasValues(seen.todo, command.fields)
        ? { todo: seen }
        : null
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
export function isCreation(row: StoredRow, seen: SeenTodo): boolean {
  const { command, baseline } = row
  return (
    command.kind === 'todo.create' &&
    baseline !== null &&
    seen.firstSeen > baseline &&
    isUnmapped(seen) &&
    hasValues(seen.todo, sentOnCreate(command.fields))
  )
}

/** What `todo_updated` says. */
export function isUpdate(row: StoredRow, todo: Todo): boolean {
  const { command } = row
  return (
    command.kind === 'todo.update' && command.todoId === todo.id && hasValues(todo, command.fields)
  )
}

/** The id still stands for the todo that the change was made on: ids come back. */
export function isTarget(row: StoredRow, seen: SeenTodo): boolean {
  return row.targetSeen === null || row.targetSeen === seen.firstSeen
}
