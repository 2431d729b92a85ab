import { canonicalText, type Todo, type TodoPatch } from '../../src-shared/domain/todo'

/** Servers cut long text; shorter agreement than this proves nothing. */
const CUT_AT_LEAST = 40

/**
 * True when the todo has the values that were sent, compared by meaning: only the fields of
 * `sent`; text as NFC, trimmed, white space collapsed, possibly cut by the server; null, '' and
 * absent are one; dates as instants. Servers trim, cut, default and reformat.
 */
export function hasValues(todo: Todo, sent: TodoPatch): boolean {
  return (
    sameText(sent.title, todo.title) &&
    sameText(sent.description, todo.description) &&
    (sent.completed === undefined || sent.completed === todo.completed) &&
    sameWord(sent.priority, todo.priority) &&
    sameDate(sent.dueDate, todo.dueDate)
  )
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

/** The todo's own values in the fields of `patch`: what a change to them is now made on. */
export function valuesOf(todo: Todo, patch: TodoPatch): TodoPatch {
  return {
    ...(patch.title === undefined ? {} : { title: todo.title }),
    ...(patch.description === undefined ? {} : { description: todo.description }),
    ...(patch.completed === undefined ? {} : { completed: todo.completed }),
    ...(patch.priority === undefined ? {} : { priority: todo.priority }),
    ...(patch.dueDate === undefined ? {} : { dueDate: todo.dueDate }),
  }
}

/** Every field a user sees is the same. */
export function sameContent(a: Todo, b: Todo): boolean {
  const { title, description, completed, priority, dueDate } = b
  return hasValues(a, { title, description, completed, priority, dueDate })
}

function sameText(sent: string | null | undefined, has: string | null): boolean {
  if (sent === undefined) return true
  const [ours, theirs] = [canonicalText(sent ?? ''), canonicalText(has ?? '')]
  return ours === theirs || (theirs.length >= CUT_AT_LEAST && ours.startsWith(theirs))
}

function sameWord(sent: string | null | undefined, has: string | null): boolean {
  if (sent === undefined) return true
  return canonicalText(sent ?? '').toLowerCase() === canonicalText(has ?? '').toLowerCase()
}

function sameDate(sent: string | null | undefined, has: string | null): boolean {
  if (sent === undefined) return true
  const [ours, theirs] = [canonicalText(sent ?? ''), canonicalText(has ?? '')]
  if (ours === theirs) return true
  const [one, other] = [instant(ours), instant(theirs)]
  return one !== null && one === other
}

/** Whole seconds since the epoch. A time without a zone is UTC, as the servers write it. */
function instant(date: string): number | null {
  const zoned = /[T ]\d/.test(date) && !/(Z|[+-]\d\d:?\d\d)$/i.test(date) ? `${date}Z` : date
  const at = Date.parse(zoned.replace(' ', 'T'))
  return Number.isNaN(at) ? null : Math.floor(at / 1_000)
}
