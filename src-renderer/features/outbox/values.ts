import type { FieldValue, TodoField } from '../../../src-shared/domain/decisions'
import type { TodoPatch } from '../../../src-shared/domain/todo'

type Translate = (key: string) => string

/** In the order they are read. */
export const FIELDS: readonly TodoField[] = [
  'title',
  'description',
  'completed',
  'priority',
  'dueDate',
]

/** A field's value in words: nothing is never just nothing. */
export function valueWords(value: FieldValue | undefined, t: Translate): string {
  if (value === undefined || value === null) return t('outbox.row.none')
  if (typeof value === 'boolean') return t(value ? 'outbox.row.yes' : 'outbox.row.no')
  return value === '' ? t('outbox.row.empty') : value
}

/** The fields that a patch gives, in reading order. */
export function givenFields(patch: TodoPatch): { field: TodoField; value: FieldValue }[] {
  return FIELDS.flatMap((field) => {
    const value = patch[field]
    return value === undefined ? [] : [{ field, value }]
  })
}
