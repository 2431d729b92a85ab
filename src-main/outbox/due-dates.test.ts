import { expect, it } from 'vitest'
import type { OutboxCommand } from '../../src-shared/domain/outbox'
import { withMoment } from './due-dates'

const update = (dueDate: string | null): OutboxCommand => ({
  ...{ kind: 'todo.update', todoId: 7 },
  fields: { completed: true, dueDate },
})
const DATED = 'invalid datetime format'

it('gives a day its time where the refusal speaks of dates', () => {
  expect(withMoment(update('2026-12-01'), DATED)).toEqual(update('2026-12-01T00:00:00'))
  const create: OutboxCommand = {
    ...{ kind: 'todo.create', fields: { title: 'x', dueDate: '2026-12-01' } },
  }
  expect(withMoment(create, 'due_date: not a moment')).toEqual({
    ...{ kind: 'todo.create', fields: { title: 'x', dueDate: '2026-12-01T00:00:00' } },
  })
})

it.each<[string, OutboxCommand, string]>([
  ['of what is a moment already', update('2026-12-01T00:00:00'), DATED],
  ['of no due date', update(null), DATED],
  ['that speaks of something else', update('2026-12-01'), 'Title too long'],
  ['of an update that failed', update('2026-12-01'), 'Update failed'],
  ['of a deletion', { kind: 'todo.delete', todoId: 7 }, DATED],
])('leaves a refusal %s as it is', (_what, command, text) => {
  expect(withMoment(command, text)).toBeNull()
})
