import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import type { Diagnostics } from '../../../src-shared/domain/diagnostics'
import { TEST_IDS } from '../../../src-shared/test-ids'
import { setLocale } from '../../i18n'
import { mirrors } from '../../stores/mirrors'
import { mount, type Mounted } from '../../ui/testing'
import DiagnosticsSection from './DiagnosticsSection.vue'

const bridge = vi.hoisted(() => ({ call: vi.fn(), snapshot: vi.fn(), subscribe: vi.fn() }))
vi.mock('../../bridge/bridge', () => bridge)

const AT = new Date(2030, 0, 2, 20, 14, 7).getTime()
const lost = {
  code: 'net.reset',
  message: 'The connection was closed (close 1006)',
  retryable: true,
}
const FOUND: Diagnostics = {
  connections: [
    {
      ...{ id: 'library', state: 'backoff', since: AT, lastByteAt: AT - 14_000, attempt: 3 },
      ...{ nextAttemptAt: AT + 4_000, why: { ...lost, code: 'net.reset' } },
    },
    {
      ...{ id: 'todos', state: 'ready', since: AT, lastByteAt: AT, attempt: 0 },
      ...{ nextAttemptAt: null, why: null },
    },
  ],
  counters: [
    { kind: 'library', name: 'frames.in', count: 1_234 },
    { kind: 'library', name: 'frames.tooDeep', count: 3 },
    { kind: 'todos', name: 'events.unknown.<b>', count: 2 },
    { kind: 'todos', name: 'failed.net.unreachable', count: 1 },
  ],
  timeline: [
    { at: AT - 1_000, kind: 'library', state: 'ready', why: null },
    { at: AT, kind: 'library', state: 'backoff', why: { ...lost, code: 'net.reset' } },
  ],
  rooms: [
    { room: 'scan_progress', state: 'joined' },
    { room: 'downloads', state: 'refused' },
  ],
  ...{ keyring: 'ok', profileFolder: '/home/mia/.config/Engawa' },
}

let page: Mounted
const part = (id: keyof typeof TEST_IDS.settings) =>
  [...page.root.querySelectorAll(`[data-testid="${TEST_IDS.settings[id]}"]`)].map((element) =>
    (element.textContent ?? '').replace(/\s+/g, ' ').trim(),
  )
const rows = (id: keyof typeof TEST_IDS.settings) =>
  [...page.root.querySelectorAll(`[data-testid="${TEST_IDS.settings[id]}"] tbody tr`)].map((row) =>
    [...row.querySelectorAll('td')].map((cell) => cell.textContent?.replace(/\s+/g, ' ').trim()),
  )

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'], now: AT })
  bridge.call.mockReset().mockResolvedValue(FOUND)
})
afterEach(() => {
  page.unmount()
  setLocale('en')
  vi.useRealTimers()
})

async function open(): Promise<void> {
  page = mount(DiagnosticsSection)
  await page.settled()
}

it('tells how each connection is: state, last byte, attempt, why', async () => {
  await open()
  const [now = ''] = part('connections')
  expect(now).toContain('Library serverReconnecting in 4 sec')
  expect(now).toMatch(/last heard 14 sec?\.? ago · 3 tries The connection was lost\./)
  expect(now).toContain('Todo serverLive')
})

it('tells which joins were refused, and what is done about it', async () => {
  await open()
  expect(part('rooms')).toEqual(['scan_progressjoineddownloadsrefused by the server'])
  expect(page.text()).toContain('Engawa asks for the queue every 10 s instead.')
})

it('tells in words what was refused and how often, apart from what was only counted', async () => {
  await open()
  expect(rows('counters')).toEqual([
    ['Library server', 'Messages nested too deeply', '3'],
    ['Todo server', 'Unknown event “<b>”', '2'],
    ['Library server', 'Messages received', '1,234'],
    ['Todo server', 'Failed attempts: The server could not be reached.', '1'],
  ])
})

it('tells what the connections went through, newest first, to the second', async () => {
  await open()
  expect(rows('timeline')).toEqual([
    [
      expect.stringMatching(/20:14:07$/),
      ...['Library server', 'Reconnecting…'],
      'The connection was lost. The connection was closed (close 1006)',
    ],
    [expect.stringMatching(/20:14:06$/), 'Library server', 'Live', ''],
  ])
})

it('tells it in German, too', async () => {
  setLocale('de')
  await open()
  expect(part('connections')[0]).toContain('BibliotheksserverNeuer Versuch in 4')
  expect(rows('counters')[0]?.[1]).toBe('Zu tief verschachtelte Nachrichten')
  expect(part('rooms')[0]).toContain('vom Server abgelehnt')
})

it('says so where there is nothing to tell', async () => {
  bridge.call.mockResolvedValue({ ...FOUND, counters: [], timeline: [], rooms: [] })
  await open()
  expect(page.text()).toContain('Everything the servers sent was understood.')
  expect(page.text()).toContain('No connection has been tried yet.')
  expect(part('rooms')).toEqual([])
})

it('shows why it could not be read, and reads it again on demand and when a state changes', async () => {
  bridge.call.mockRejectedValueOnce(new Error('gone'))
  await open()
  expect(page.text()).toContain('Something went wrong inside Engawa.')
  // Vue ignores a click in the very millisecond in which its listener came.
  vi.advanceTimersByTime(1)
  page.root.querySelector('button')?.click()
  await page.settled()
  expect(part('timeline').length).toBe(1)
  expect(bridge.call).toHaveBeenCalledTimes(2)
  bridge.snapshot.mockResolvedValue({ rev: 1, rows: FOUND.connections, meta: null })
  await mirrors.connections.sync()
  await page.settled()
  expect(bridge.call).toHaveBeenCalledTimes(3)
})
