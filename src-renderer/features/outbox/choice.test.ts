import { expect, test } from 'vitest'
import type { FieldVersions } from '../../../src-shared/domain/decisions'
import { answerOf, firstChoice } from './choice'

const title: FieldVersions = { field: 'title', base: 'Milk', mine: 'Oat milk', theirs: 'Two milk' }
const done: FieldVersions = { field: 'completed', base: false, mine: true, theirs: false }

test('one side throughout is that side; a mixture names every value', () => {
  const fields = [title, done]
  const mine = fields.map(firstChoice)
  expect(answerOf(fields, mine)).toEqual({ is: 'mine' })
  const theirs = mine.map((choice) => ({ ...choice, take: 'theirs' as const }))
  expect(answerOf(fields, theirs)).toEqual({ is: 'theirs' })
  expect(answerOf(fields, [{ take: 'theirs', own: '' }, firstChoice(done)])).toEqual({
    is: 'chosen',
    fields: { title: 'Two milk', completed: true },
  })
})

test('what is typed begins with ours and is taken as it stands', () => {
  expect(firstChoice(title)).toEqual({ take: 'mine', own: 'Oat milk' })
  expect(firstChoice(done).own).toBe('')
  expect(answerOf([title], [{ take: 'own', own: 'Two oat milk' }])).toEqual({
    is: 'chosen',
    fields: { title: 'Two oat milk' },
  })
})
