import { describe, expect, it } from 'vitest'
import type { OutboxCommand, OutboxView } from '../../../src-shared/domain/outbox'
import { i18n } from '../../i18n'
import { createFormatters } from '../../i18n/format'
import { canDouble, whyWords } from './why'

const NOW = new Date(2030, 0, 2, 14, 0).getTime()
const format = createFormatters('en')
const { t } = i18n.global

function say(
  row: Partial<Pick<OutboxView, 'state' | 'answer' | 'notBefore'>>,
  out = false,
): string {
  const whole = { state: 'queued', answer: null, notBefore: null, ...row } as const
  return whyWords(whole, { out, now: NOW, format }, t)
}

describe('why a change waits', () => {
  it('names the next try while that is ahead, and nothing of it afterwards', () => {
    expect(say({ notBefore: NOW + 240_000 })).toContain('Next try in 4 min.')
    expect(say({ notBefore: NOW })).toBe(say({}))
    expect(say({})).toContain('Waits for the connection')
  })

  it('says first that the user is signed out', () => {
    expect(say({ notBefore: NOW + 5_000 }, true)).toContain('until you sign in')
    expect(say({ state: 'failed' }, true)).not.toContain('sign in')
  })

  it('does not say that an answer is sent', () => {
    expect(say({ state: 'held', notBefore: NOW + 5_000 })).toContain('Is sent in a few seconds')
    for (const answer of ['letGo', 'keep', 'theirs', 'itIsMine', 'restore'] as const) {
      const words = say({ state: 'held', notBefore: NOW + 5_000, answer })
      expect(words).toContain('answer counts')
      expect(words).not.toContain('sent')
    }
  })
})

it('warns of doing it twice only where something new is made', () => {
  const fields = { title: 'Milk' }
  const doubles = (command: OutboxCommand) => canDouble({ command, inDoubt: true })
  const create: OutboxCommand = { kind: 'todo.create', fields }
  expect(doubles(create)).toBe(true)
  expect(canDouble({ command: create, inDoubt: false })).toBe(false)
  expect(doubles({ kind: 'todo.update', todoId: 1, fields })).toBe(false)
  expect(doubles({ kind: 'todo.delete', todoId: 1 })).toBe(false)
  expect(doubles({ kind: 'queue.move', itemId: 'a', after: null })).toBe(false)
})
