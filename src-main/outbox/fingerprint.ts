import type { TodoField } from '../../src-shared/domain/decisions'
import type { Todo, TodoPatch } from '../../src-shared/domain/todo'
import { givenFields, holds, TODO_FIELDS, valueOf } from '../../src-shared/domain/todo-values'

export {
  givenFields,
  holds,
  sameValue,
  TODO_FIELDS,
  valueOf,
} from '../../src-shared/domain/todo-values'

/**
 * True when the todo has the values that were sent, compared by meaning: only the fields of
 * `sent`; text as NFC, trimmed, white space collapsed, possibly cut by the server; null, '' and
 * absent are one; dates as instants. Servers trim, cut, default and reformat.
 */
export function hasValues(todo: TodoPatch, sent: TodoPatch): boolean {
  return givenFields(sent).every((field) => holds(field, sent, todo))
}

/** What a creation carries out: a field without a value is left to the server's default. */
export function sentOnCreate(fields: TodoPatch & { title: string }): TodoPatch & { title: string } {
  const { title, description, completed, priority, dueDate } = fields
  return {
    title,
    ...(description ? { description } : {}),
    ...(completed ? { completed } : {}),
    ...(priority ? { priority } : {}),
    ...(dueDate ? { dueDate } : {}),
  }
}

/** The values of these fields. */
export function pick(from: TodoPatch, fields: readonly TodoField[]): TodoPatch {
  return Object.fromEntries(fields.map((field) => [field, valueOf(from, field)]))
}

/** All that a user can change of it. */
export function allValues(todo: TodoPatch): TodoPatch {
  return pick(todo, TODO_FIELDS)
}

/** Every field a user sees is the same. */
export function sameContent(a: Todo, b: Todo): boolean {
  return hasValues(a, allValues(b))
}
