import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import type { ConnectionView } from '../../src-shared/domain/connection'
import type { SessionView } from '../../src-shared/domain/server'
import { TEST_IDS } from '../../src-shared/test-ids'
import { setLocale } from '../i18n'
import { mirrors } from '../stores/mirrors'
import { mount, type Mounted } from '../ui/testing'
import ConnectionPopover from './ConnectionPopover.vue'

const bridge = vi.hoisted(() => ({ call: vi.fn(), snapshot: vi.fn(), subscribe: vi.fn() }))
vi.mock('../bridge/bridge', () => bridge)

const AT = new Date(2030, 0, 2, 20, 14, 7).getTime()
let page: Mounted
let rev = 0

function session(id: SessionView['id']): SessionView {
  return {
    ...{ id, profileId: id, profileName: id, url: 'http://127.0.0.1:8000', sample: false },
    ...{ insecure: true, state: 'signedIn', user: 'mia', account: 'a', vault: 'ok' },
    remembered: true,
  }
}

function view(id: ConnectionView['id'], more: Partial<ConnectionView> = {}): ConnectionView {
  return {
    ...{ id, state: 'ready', since: AT, lastByteAt: AT, attempt: 0, nextAttemptAt: null },
    ...{ why: null, ...more },
  }
}

async function are(...connections: ConnectionView[]): Promise<void> {
  rev += 1
  bridge.snapshot.mockImplementation((slice: string) =>
    Promise.resolve(
      slice === 'connections'
        ? { rev, rows: connections, meta: null }
        : { rev, rows: connections.map(({ id }) => session(id)), meta: null },
    ),
  )
  await Promise.all([mirrors.connections.sync(), mirrors.session.sync()])
  await page.settled()
}

const by = (id: string) => page.root.querySelector<HTMLElement>(`[data-testid="${id}"]`)
const words = () => by(TEST_IDS.app.connection)?.textContent?.trim()
const tryNow = () => by(TEST_IDS.app.tryNow)

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date', 'setInterval', 'clearInterval'], now: AT })
  bridge.call.mockReset().mockResolvedValue(undefined)
  page = mount(ConnectionPopover)
})
afterEach(() => {
  page.unmount()
  setLocale('en')
  vi.useRealTimers()
})

const away = (id: ConnectionView['id']) => view(id, { state: 'backoff', nextAttemptAt: AT + 4_000 })

it('says "Live" and offers nothing while all is well', async () => {
  await are(view('library'), view('todos'))
  expect(words()).toBe('Live')
  expect(tryNow()).toBeNull()
})

it('counts down to the next attempt', async () => {
  await are(away('library'))
  expect(words()).toBe('Reconnecting in 4 sec')
  vi.advanceTimersByTime(1_000)
  await page.settled()
  expect(words()).toBe('Reconnecting in 3 sec')
  vi.advanceTimersByTime(3_000)
  await page.settled()
  expect(words()).toBe('Reconnecting…')
})

it('says which of two servers it is, also in German', async () => {
  await are(view('library'), away('todos'))
  expect(words()).toBe('Todos: Reconnecting in 4 sec')
  setLocale('de')
  await page.settled()
  expect(words()).toBe('Aufgaben: Neuer Versuch in 4 Sek.')
  expect(tryNow()?.textContent?.trim()).toBe('Jetzt versuchen')
})

it('tries every server that waits, by a plain button that the keyboard reaches', async () => {
  await are(away('library'), view('todos', { state: 'eventsUnavailable' }))
  const button = tryNow()
  expect([button?.tagName, button?.tabIndex]).toEqual(['BUTTON', 0])
  button?.focus()
  // Vue ignores a click in the very millisecond in which its listener came.
  vi.advanceTimersByTime(1)
  button?.click()
  expect(bridge.call.mock.calls).toEqual([
    ['connection.retry', { kind: 'library' }],
    ['connection.retry', { kind: 'todos' }],
  ])
  await are(view('library', { state: 'connecting' }), view('todos', { state: 'connecting' }))
  expect(tryNow()).toBeNull()
  expect(document.activeElement).toBe(by(TEST_IDS.app.connection))
})

it('does not offer it where something else is needed first', async () => {
  for (const state of ['needsAuth', 'blocked', 'connecting', 'syncing', 'suspended'] as const) {
    await are(view('library', { state }))
    expect(tryNow()).toBeNull()
  }
})
