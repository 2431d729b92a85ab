import type { FieldValue } from '../../../src-shared/domain/decisions'

type Translate = (key: string) => string

/** A field's value in words: nothing is never just nothing. */
export function valueWords(value: FieldValue | undefined, t: Translate): string {
  if (value === undefined || value === null) return t('outbox.row.none')
  if (typeof value === 'boolean') return t(value ? 'outbox.row.yes' : 'outbox.row.no')
  return value === '' ? t('outbox.row.empty') : value
}
