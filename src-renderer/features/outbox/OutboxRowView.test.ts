import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { defineComponent, h } from 'vue'
import type { OutboxView } from '../../../src-shared/domain/outbox'
import { TEST_IDS } from '../../../src-shared/test-ids'
import { mirrors } from '../../stores/mirrors'
import { mount, type Mounted } from '../../ui/testing'
import { useToasts } from '../../ui/toasts'
import { useRowActions } from './actions'
import OutboxRowView from './OutboxRowView.vue'

const bridge = vi.hoisted(() => ({ call: vi.fn(), snapshot: vi.fn(), subscribe: vi.fn() }))
vi.mock('../../bridge/bridge', () => bridge)

const toasts = useToasts()
let page: Mounted
let rev = 0

const Row = defineComponent(() => {
  const actions = useRowActions(() => undefined)
  return () => h(OutboxRowView, { id: '1', actions })
})

async function show(more: Partial<OutboxView>): Promise<void> {
  rev += 1
  const row: OutboxView = {
    ...{ id: '1', seq: 1, server: 'todos', entity: 'e', label: 'Milk', state: 'queued' },
    ...{ attempts: 0, lastError: null, createdAt: Date.now(), notBefore: null, question: null },
    ...{ answer: null, canEdit: false, inDoubt: false },
    command: { kind: 'todo.create', fields: { title: 'Milk' } },
    ...more,
  }
  bridge.snapshot.mockResolvedValue({ rev, rows: [row], meta: null })
  await mirrors.outbox.sync()
  await page.settled()
}

const by = (id: string) => page.root.querySelector<HTMLElement>(`[data-testid="${id}"]`)
const said = () => toasts.shown.value.map(({ text }) => text)

/** Vue ignores a click in the very millisecond in which its listener came. */
async function press(id: string): Promise<void> {
  vi.advanceTimersByTime(1)
  by(id)?.click()
  await page.settled()
}

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date', 'setInterval', 'clearInterval'] })
  bridge.call.mockReset().mockResolvedValue(true)
  page = mount(Row)
})
afterEach(() => {
  page.unmount()
  for (const { id } of toasts.shown.value) toasts.dismiss(id)
  vi.useRealTimers()
})

it('offers editing only where it is taken', async () => {
  await show({ canEdit: false })
  expect(by(TEST_IDS.outbox.edit)).toBeNull()
  await show({ canEdit: true })
  expect(by(TEST_IDS.outbox.edit)).not.toBeNull()
})

it('warns of sending a creation twice, not an edit', async () => {
  await show({ state: 'ambiguous', inDoubt: true })
  expect(page.text()).toContain('can do it twice')
  await show({
    ...{ state: 'ambiguous', inDoubt: true },
    command: { kind: 'todo.update', todoId: 1, fields: { title: 'Milk' } },
  })
  expect(page.text()).not.toContain('twice')
})

it('says of what is discarded in doubt that it may have arrived', async () => {
  await show({ state: 'review', inDoubt: true })
  expect(by(TEST_IDS.outbox.discard)?.title).toContain('may have arrived')
  await press(TEST_IDS.outbox.discard)
  expect(said()).toEqual([expect.stringMatching(/^Discarded: Add “Milk”\. It may have arrived/)])
})

it('says nothing of the kind about what was never sent', async () => {
  await show({})
  expect(by(TEST_IDS.outbox.discard)?.title).toBe('')
  await press(TEST_IDS.outbox.discard)
  expect(said()).toEqual(['Discarded: Add “Milk”'])
})

it('takes an answer back without calling that a discard', async () => {
  await show({ state: 'held', answer: 'letGo', inDoubt: true })
  await press(TEST_IDS.outbox.discard)
  expect(bridge.call).toHaveBeenCalledWith('outbox.undo', { seq: 1 })
  expect(said()).toEqual(['Undecided again: Add “Milk”'])
})

it('says when it was too late to take something back', async () => {
  bridge.call.mockResolvedValue(false)
  await show({ state: 'held' })
  await press(TEST_IDS.outbox.discard)
  expect(said()).toEqual([expect.stringContaining('Too late to undo')])
})
