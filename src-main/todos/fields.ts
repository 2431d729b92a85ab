import type { Answer } from '../../src-shared/domain/decisions'
import { fail } from '../../src-shared/domain/errors'
import { canonicalText } from '../../src-shared/domain/todo'
import type { TodoPatch, TodoRow } from '../../src-shared/domain/todo'

/**
 * What the user typed, as it is sent and compared: text canonical, nothing as null. A description
 * keeps its lines. Throws `todo.titleMissing` for a title that says nothing.
 */
export function canonicalFields(fields: TodoPatch): TodoPatch {
  const { title, description, completed, priority, dueDate } = fields
  return {
    ...(title === undefined ? {} : { title: canonicalTitle(title) }),
    ...(description === undefined ? {} : { description: canonicalLines(description) }),
    ...(completed === undefined ? {} : { completed }),
    ...(priority === undefined ? {} : { priority: orNull(priority && canonicalText(priority)) }),
    ...(dueDate === undefined ? {} : { dueDate: orNull(dueDate && canonicalText(dueDate)) }),
  }
}

/** An answer with the values it may carry in the same form. */
export function canonicalAnswer(answer: Answer): Answer {
  return answer.is === 'chosen' ? { ...answer, fields: canonicalFields(answer.fields) } : answer
}

/** Of these fields those that differ from what is shown; null when none does. */
export function changedFields(fields: TodoPatch, shown: TodoRow): TodoPatch | null {
  const changed = Object.entries(fields).filter(([name, value]) => {
    const now = shown[name as keyof TodoPatch]
    return name === 'dueDate' ? !sameInstant(value, now) : value !== now
  })
  return changed.length === 0 ? null : Object.fromEntries(changed)
}

function canonicalTitle(title: string): string {
  const text = canonicalText(title)
  if (text === '') throw fail('todo.titleMissing', 'A todo needs a title')
  return text
}

function canonicalLines(text: string | null): string | null {
  const lines = text?.normalize('NFC').replace(/\r\n?/g, '\n').trim()
  return orNull(lines)
}

function orNull(text: string | null | undefined): string | null {
  return text ? text : null
}

function sameInstant(a: unknown, b: unknown): boolean {
  if (a === b) return true
  if (typeof a !== 'string' || typeof b !== 'string') return false
  const [x, y] = [Date.parse(a), Date.parse(b)]
  return !Number.isNaN(x) && x === y
}
