import type { FieldValue, TodoField } from '../../src-shared/domain/decisions'
import { canonicalText, instantOf, type Todo, type TodoPatch } from '../../src-shared/domain/todo'

/** Servers cut long text; shorter agreement than this proves nothing. */
const CUT_AT_LEAST = 40

/** Every field a user can change and sees. */
export const TODO_FIELDS: readonly TodoField[] = [
  'title',
  'description',
  'completed',
  'priority',
  'dueDate',
]

/**
 * True when the todo has the values that were sent, compared by meaning: only the fields of
 * `sent`; text as NFC, trimmed, white space collapsed, possibly cut by the server; null, '' and
 * absent are one; dates as instants. Servers trim, cut, default and reformat.
 */
export function hasValues(todo: TodoPatch, sent: TodoPatch): boolean {
  return givenFields(sent).every((field) => holds(field, sent, todo))
}

/** The server's value of a field is what was sent, or what a server makes of it. */
export function holds(field: TodoField, sent: TodoPatch, has: TodoPatch): boolean {
  if (sameValue(field, sent, has)) return true
  if (field !== 'title' && field !== 'description') return false
  const [ours, theirs] = [canonicalText(sent[field] ?? ''), canonicalText(has[field] ?? '')]
  return theirs.length >= CUT_AT_LEAST && ours.startsWith(theirs)
}

/** Both sides mean the same by this field. */
export function sameValue(field: TodoField, a: TodoPatch, b: TodoPatch): boolean {
  if (field === 'completed') return (a.completed ?? false) === (b.completed ?? false)
  const [one, other] = [canonicalText(a[field] ?? ''), canonicalText(b[field] ?? '')]
  if (field === 'priority') return one.toLowerCase() === other.toLowerCase()
  return one === other || (field === 'dueDate' && sameSecond(one, other))
}

/** The fields that a patch names. */
export function givenFields(patch: TodoPatch): readonly TodoField[] {
  return TODO_FIELDS.filter((field) => patch[field] !== undefined)
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

export function valueOf(patch: TodoPatch, field: TodoField): FieldValue {
  return patch[field] ?? (field === 'completed' ? false : null)
}

/** Every field a user sees is the same. */
export function sameContent(a: Todo, b: Todo): boolean {
  return hasValues(a, allValues(b))
}

function sameSecond(a: string, b: string): boolean {
  const [one, other] = [instantOf(a), instantOf(b)]
  return one !== null && other !== null && Math.floor(one / 1_000) === Math.floor(other / 1_000)
}
