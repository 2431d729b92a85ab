import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { useToasts } from './toasts'

const toasts = useToasts()
const said = () => toasts.shown.value.map(({ text }) => text)

async function undo(answer: unknown): Promise<void> {
  toasts.show({ text: 'Deleted', undo: () => Promise.resolve(answer) })
  const [toast] = toasts.shown.value
  if (toast) await toasts.undo(toast)
}

beforeEach(() => vi.useFakeTimers())
afterEach(() => {
  vi.runAllTimers()
  vi.useRealTimers()
})

it('says that an undo came too late, and what can be done', async () => {
  await undo(false)
  expect(said()).toEqual([expect.stringMatching(/Too late to undo.*new change/)])
})

it('says nothing more of an undo that worked', async () => {
  for (const answer of [true, undefined, null, 7]) {
    await undo(answer)
    expect(said()).toEqual([])
  }
})
