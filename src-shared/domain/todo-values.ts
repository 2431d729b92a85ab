import type { FieldValue, TodoField } from './decisions'
import { canonicalText, instantOf, type TodoPatch } from './todo'

/** Servers cut long text; shorter agreement than this proves nothing. */
const CUT_AT_LEAST = 40

/** Every field a user can change and sees, in the order they are read. */
export const TODO_FIELDS: readonly TodoField[] = [
  'title',
  'description',
  'completed',
  'priority',
  'dueDate',
]

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

/** The fields that a patch names, in the same order. */
export function givenFields(patch: TodoPatch): readonly TodoField[] {
  return TODO_FIELDS.filter((field) => patch[field] !== undefined)
}

export function valueOf(patch: TodoPatch, field: TodoField): FieldValue {
  return patch[field] ?? (field === 'completed' ? false : null)
}

function sameSecond(a: string, b: string): boolean {
  const [one, other] = [instantOf(a), instantOf(b)]
  return one !== null && other !== null && Math.floor(one / 1_000) === Math.floor(other / 1_000)
}
