import type { OutboxCommand } from '../../src-shared/domain/outbox'

const DAY = /^\d{4}-\d\d-\d\d$/
/** "invalid datetime format", "due_date: …"; but not "update failed". */
const ABOUT_DATES = /(?<!up)date/i

/**
 * The command with its due date as a moment, for a server whose refusal speaks of dates: some take a
 * day only with its time. Null where that is no way on. It is the same instant, so the evidence is too.
 */
export function withMoment(command: OutboxCommand, refusal: string): OutboxCommand | null {
  if (command.kind !== 'todo.create' && command.kind !== 'todo.update') return null
  const { dueDate } = command.fields
  if (!dueDate || !DAY.test(dueDate) || !ABOUT_DATES.test(refusal)) return null
  const dated = { dueDate: `${dueDate}T00:00:00` }
  return command.kind === 'todo.create'
    ? { ...command, fields: { ...command.fields, ...dated } }
    : { ...command, fields: { ...command.fields, ...dated } }
}
