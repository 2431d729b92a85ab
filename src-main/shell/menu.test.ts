import type { MenuItemConstructorOptions } from 'electron'
import { describe, expect, it, vi } from 'vitest'
import type { Navigation } from '../../src-shared/ipc/events'
import { NO_MENU_STATE, menuTemplate } from './menu'
import type { MenuState } from './menu'
import { shellMessages } from './messages'
import type { Locale } from './messages'
import { NO_TRAY_STATE, trayStatus, trayTemplate } from './tray-menu'
import type { TrayState } from './tray-menu'

const state: MenuState = { ...NO_MENU_STATE, library: true, todos: true }

function flat(items: readonly MenuItemConstructorOptions[]): MenuItemConstructorOptions[] {
  return items.flatMap((item) => [item, ...(Array.isArray(item.submenu) ? flat(item.submenu) : [])])
}

function actions() {
  return {
    navigate: vi.fn<(to: Navigation) => void>(),
    run: vi.fn<(what: string) => void>(),
    rescan: vi.fn<() => void>(),
    retryFailed: vi.fn<() => void>(),
    clearCompleted: vi.fn<() => void>(),
    about: vi.fn<() => void>(),
    quit: vi.fn<() => void>(),
    show: vi.fn<() => void>(),
  }
}

function menu(more: { state?: MenuState; locale?: Locale; platform?: NodeJS.Platform } = {}) {
  const done = actions()
  const items = flat(
    menuTemplate({
      messages: shellMessages(more.locale ?? 'en'),
      state: more.state ?? state,
      actions: done,
      platform: more.platform ?? 'linux',
      developer: false,
    }),
  )
  const click = (id: string) => {
    // Our commands use neither item nor window, which is all Electron would pass.
    const item = items.find((one) => one.id === id)
    ;(item?.click as (() => void) | undefined)?.()
  }
  const enabled = (id: string) => items.find((one) => one.id === id)?.enabled ?? true
  return { items, done, click, enabled }
}

describe('menuTemplate', () => {
  it.each(['linux', 'win32', 'darwin'] as const)(
    'gives each accelerator once on %s',
    (platform) => {
      const keys = menu({ platform }).items.flatMap(({ accelerator }) => accelerator ?? [])
      expect(keys.length).toBeGreaterThan(12)
      expect(new Set(keys).size).toBe(keys.length)
    },
  )

  it('words every item itself, in each language', () => {
    for (const locale of ['en', 'de'] as const) {
      for (const platform of ['linux', 'darwin'] as const) {
        const wordless = menu({ locale, platform }).items.filter(
          ({ type, label }) => type !== 'separator' && !label,
        )
        expect(wordless).toEqual([])
      }
    }
    expect(menu({ locale: 'de' }).items.map(({ label }) => label)).toContain('Warteschlange')
  })

  it('leads to pages and carries out commands', () => {
    const { click, done } = menu({ state: { ...state, running: true } })
    for (const id of ['palette', 'queue', 'newTodo', 'settings', 'pause', 'rescan', 'quit']) {
      click(id)
    }
    expect(done.navigate.mock.calls.map(([to]) => to)).toEqual([
      { to: 'palette' },
      { to: 'queue' },
      { to: 'newTodo', title: '' },
      { to: 'settings' },
    ])
    expect(done.run.mock.calls).toEqual([['pause']])
    expect(done.rescan).toHaveBeenCalledOnce()
    expect(done.quit).toHaveBeenCalledOnce()
  })

  it.each([
    [NO_MENU_STATE, []],
    [state, ['start']],
    [{ ...state, running: true }, ['pause', 'stop']],
    [{ ...state, running: true, paused: true }, ['resume', 'stop']],
    [{ ...state, failed: 1, completed: 2 }, ['start', 'retryFailed', 'clearCompleted']],
  ])('offers what can be done now: %j', (now, ids) => {
    const { enabled } = menu({ state: now })
    const all = ['start', 'pause', 'resume', 'stop', 'retryFailed', 'clearCompleted']
    expect(all.filter(enabled)).toEqual(ids)
  })

  it('leaves out what the server does not have', () => {
    const ids = (offers: MenuState['offers']) =>
      menu({ state: { ...state, offers } }).items.flatMap(({ id }) => id ?? [])
    const all = ids(NO_MENU_STATE.offers)
    const few = ids({ rescan: false, pause: false, retry: false, clear: false, server: false })
    expect(all.filter((id) => !few.includes(id))).toEqual([
      ...['rescan', 'pause', 'resume', 'retryFailed', 'clearCompleted'],
    ])
    const more = ids({ ...NO_MENU_STATE.offers, server: true })
    expect(more.filter((id) => !all.includes(id))).toEqual(['server'])
  })
})

describe('trayTemplate', () => {
  const running: TrayState = {
    ...NO_TRAY_STATE,
    connected: true,
    running: true,
    percent: 42.9,
    remaining: 5,
    active: [1, 2, 3, 4].map((n) => ({ name: `Frieren S01E0${n}`, percent: n + 0.5 })),
  }

  it('lists the state, three active items and what can be done', () => {
    const done = actions()
    const items = trayTemplate(running, shellMessages('en'), done)
    const labels = items.filter(({ type }) => type !== 'separator').map(({ label }) => label)
    expect(labels).toEqual([
      'Show Engawa',
      'Downloading: 42 %, 5 left',
      'Frieren S01E01 · 1 %',
      'Frieren S01E02 · 2 %',
      'Frieren S01E03 · 3 %',
      'Pause Downloads',
      'New Todo…',
      'Quit Engawa',
    ])
    ;(items.find(({ id }) => id === 'run')?.click as () => void)()
    expect(done.run.mock.calls).toEqual([['pause']])
  })

  it('has no pause where the server has none', () => {
    const items = trayTemplate({ ...running, canPause: false }, shellMessages('en'), actions())
    expect(items.map(({ id }) => id)).not.toContain('run')
  })

  it.each([
    [NO_TRAY_STATE, 'Nicht verbunden'],
    [{ ...NO_TRAY_STATE, connected: true }, 'Keine Downloads aktiv'],
    [{ ...NO_TRAY_STATE, connected: true, failed: 2 }, '2 Downloads sind fehlgeschlagen'],
    [{ ...running, paused: true }, 'Angehalten, noch 5'],
    [{ ...running, percent: null }, 'Lädt herunter, noch 5'],
  ])('says it in one line: %j', (now, line) => {
    expect(trayStatus(now, shellMessages('de'))).toBe(line)
  })
})
