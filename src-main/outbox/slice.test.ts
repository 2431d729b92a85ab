import { afterEach, beforeEach, expect, it } from 'vitest'
import { toAppError } from '../../src-shared/domain/errors'
import type { OutboxState } from '../../src-shared/domain/outbox'
import { outboxSlice } from './slice'
import type { StoredRow } from './table'
import { ANN, Bench, create } from './testing'

let b: Bench
beforeEach(() => (b = new Bench()))
afterEach(() => b.end())

const sessions = {
  account: (kind: string) => (kind === 'todos' ? ANN : null),
  onChange: () => () => undefined,
}
function views() {
  const { slice, dispose } = outboxSlice(b.outbox, b.todos, sessions)
  dispose()
  return slice.snapshot().rows
}

const STATES: readonly OutboxState[] = [
  ...(['held', 'queued', 'sending', 'ambiguous', 'failed', 'blocked', 'parked'] as const),
  ...(['conflict', 'review'] as const),
]

it('offers to edit exactly what can be edited', () => {
  const pasts: readonly Partial<StoredRow>[] = [{}, { baseline: 3 }, { attempts: 1 }]
  const offered: string[] = []
  for (const state of STATES) {
    for (const past of pasts) {
      const seq = b.ask(create('one'), { entity: `${state}${JSON.stringify(past)}` })?.seq ?? 0
      b.outbox.patch(seq, { state, ...past })
      const can = views().find((view) => view.seq === seq)?.canEdit
      let code: string | null = null
      try {
        b.decisions.edit(seq, { title: 'two' })
      } catch (thrown) {
        code = toAppError(thrown).code
      }
      expect([state, past, can], `${code}`).toEqual([state, past, code === null])
      if (can === true && !offered.includes(state)) offered.push(state)
    }
  }
  expect(offered).toEqual(['queued', 'failed', 'parked'])
})

it('offers to edit only what has fields', () => {
  b.ask({ kind: 'todo.delete', todoId: 4 })
  expect(views().map(({ canEdit }) => canEdit)).toEqual([false])
})

it('is in doubt about what was sent, until it is known not to be there', () => {
  const seq = b.ask(create('one'))?.seq ?? 0
  const inDoubt = () => views().map((view) => view.inDoubt)
  expect(inDoubt()).toEqual([false])
  for (const state of ['ambiguous', 'parked', 'review', 'queued'] as const) {
    b.outbox.patch(seq, { state, baseline: 3 })
    expect(inDoubt(), state).toEqual([true])
  }
  b.outbox.patch(seq, { state: 'failed' })
  expect(inDoubt()).toEqual([false])
})
