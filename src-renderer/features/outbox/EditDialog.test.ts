import { TooltipProvider } from 'reka-ui'
import { expect, it, vi } from 'vitest'
import { h } from 'vue'
import { AppFailure, appError } from '../../../src-shared/domain/errors'
import type { OutboxView } from '../../../src-shared/domain/outbox'
import { mirrors } from '../../stores/mirrors'
import { mount } from '../../ui/testing'
import EditDialog from './EditDialog.vue'

const bridge = vi.hoisted(() => ({ call: vi.fn(), snapshot: vi.fn(), subscribe: vi.fn() }))
vi.mock('../../bridge/bridge', () => bridge)

let rev = 0

const Dialog = () => h(TooltipProvider, () => h(EditDialog, { id: '1' }))

async function are(...rows: OutboxView[]): Promise<void> {
  rev += 1
  bridge.snapshot.mockResolvedValue({ rev, rows, meta: null })
  await mirrors.outbox.sync()
}

function rowOf(more: Partial<OutboxView>): OutboxView {
  return {
    ...{ id: '1', seq: 1, server: 'todos', entity: 'e', label: 'Milk', state: 'queued' },
    ...{ attempts: 0, lastError: null, createdAt: 0, notBefore: null, question: null },
    ...{ answer: null, canEdit: true, inDoubt: false },
    command: { kind: 'todo.create', fields: { title: 'Milk' } },
    ...more,
  }
}

async function wordsOf(more: Partial<OutboxView>): Promise<string> {
  await are(rowOf(more))
  const page = mount(Dialog)
  await page.settled()
  const words = document.body.textContent ?? ''
  page.unmount()
  return words
}

it('says that the server may have what was stopped on its way', async () => {
  expect(await wordsOf({})).toContain('does not have this change')
  const parked = { state: 'parked', inDoubt: true } as const
  expect(await wordsOf(parked)).toContain('could then be there twice')
  const command = { kind: 'todo.update', todoId: 1, fields: { title: 'Milk' } } as const
  const edit = await wordsOf({ ...parked, command })
  expect(edit).toContain('may have it already')
  expect(edit).not.toContain('twice')
})

it('says on saving that the change has gone meanwhile', async () => {
  bridge.call.mockRejectedValue(new AppFailure(appError('outbox.notFound', 'gone')))
  await are(rowOf({}))
  const page = mount(Dialog)
  await page.settled()
  await are()
  document.querySelector('form')?.dispatchEvent(new Event('submit', { cancelable: true }))
  await page.settled()
  expect(bridge.call).toHaveBeenCalledWith('outbox.edit', { seq: 1, fields: { title: 'Milk' } })
  expect(document.querySelector('form [role="alert"]')).not.toBeNull()
  page.unmount()
})
