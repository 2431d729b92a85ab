import type { MenuItemConstructorOptions } from 'electron'
import type { Navigation } from '../../src-shared/ipc/events'
import type { ShellMessages } from './messages'

/** What the menu can do; each is called in the main process. */
export interface MenuActions {
  navigate(to: Navigation): void
  run(what: 'start' | 'stop' | 'pause' | 'resume'): void
  rescan(): void
  retryFailed(): void
  clearCompleted(): void
  about(): void
  quit(): void
}

/** What decides which commands can be given now. */
export interface MenuState {
  /** A library server is set up and signed in (offline counts: commands wait in the outbox). */
  readonly library: boolean
  readonly todos: boolean
  readonly running: boolean
  readonly paused: boolean
  /** Failed, and the server would try again. */
  readonly failed: number
  readonly completed: number
  /** What the library server has; anything else is not in the menu. */
  readonly offers: Readonly<Record<'rescan' | 'pause' | 'retry' | 'clear' | 'server', boolean>>
}

export const NO_MENU_STATE: MenuState = {
  library: false,
  todos: false,
  running: false,
  paused: false,
  failed: 0,
  completed: 0,
  offers: { rescan: true, pause: true, retry: true, clear: true, server: false },
}

export interface MenuOptions {
  readonly messages: ShellMessages
  readonly state: MenuState
  readonly actions: MenuActions
  readonly platform: NodeJS.Platform
  /** Reload and developer tools: not in release builds. */
  readonly developer: boolean
}

type Item = MenuItemConstructorOptions
const SEPARATOR: Item = { type: 'separator' }

/** The application menu: every command with its accelerator. Pass it to `Menu.buildFromTemplate`. */
export function menuTemplate(options: MenuOptions): Item[] {
  const { menu } = options.messages
  const mac = options.platform === 'darwin'
  return [
    ...(mac ? [macMenu(options)] : []),
    { label: menu.file, submenu: fileMenu(options, mac) },
    { label: menu.edit, submenu: editMenu(options) },
    { label: menu.go, submenu: goMenu(options) },
    { label: menu.downloads, submenu: downloadsMenu(options) },
    { label: menu.view, submenu: viewMenu(options) },
    ...(mac ? [windowMenu(options)] : []),
    {
      label: menu.help,
      role: 'help',
      submenu: mac ? [] : [{ id: 'about', label: menu.about, click: options.actions.about }],
    },
  ]
}

function macMenu({ messages: { appName, menu }, actions }: MenuOptions): Item {
  return {
    label: appName,
    submenu: [
      { id: 'about', label: menu.about, click: actions.about },
      SEPARATOR,
      settingsItem(menu, actions),
      SEPARATOR,
      { role: 'services', label: menu.services },
      SEPARATOR,
      { role: 'hide', label: menu.hide },
      { role: 'hideOthers', label: menu.hideOthers },
      { role: 'unhide', label: menu.showAll },
      SEPARATOR,
      quitItem(menu, actions),
    ],
  }
}

function fileMenu({ messages: { menu }, state, actions }: MenuOptions, mac: boolean): Item[] {
  return [
    {
      id: 'newTodo',
      label: menu.newTodo,
      accelerator: 'CmdOrCtrl+N',
      enabled: state.todos,
      click: () => actions.navigate({ to: 'newTodo', title: '' }),
    },
    ...only(state.offers.rescan, {
      id: 'rescan',
      label: menu.rescan,
      accelerator: 'F5',
      enabled: state.library,
      click: actions.rescan,
    }),
    SEPARATOR,
    ...(mac ? [] : [settingsItem(menu, actions), SEPARATOR]),
    { role: 'close', label: menu.close, accelerator: 'CmdOrCtrl+W' },
    ...(mac ? [] : [quitItem(menu, actions)]),
  ]
}

function editMenu({ messages: { menu } }: MenuOptions): Item[] {
  return [
    { role: 'undo', label: menu.undo },
    { role: 'redo', label: menu.redo },
    SEPARATOR,
    { role: 'cut', label: menu.cut },
    { role: 'copy', label: menu.copy },
    { role: 'paste', label: menu.paste },
    { role: 'selectAll', label: menu.selectAll },
  ]
}

function goMenu({ messages: { menu }, state, actions }: MenuOptions): Item[] {
  const everywhere = ['home', 'library', 'queue', 'todos', 'activity', 'outbox'] as const
  const pages = [...everywhere, ...(state.offers.server ? (['server'] as const) : [])]
  return [
    {
      id: 'palette',
      label: menu.palette,
      accelerator: 'CmdOrCtrl+K',
      click: () => actions.navigate({ to: 'palette' }),
    },
    SEPARATOR,
    ...pages.map((to, at) => ({
      id: to,
      label: menu[to],
      accelerator: `CmdOrCtrl+${at + 1}`,
      click: () => actions.navigate({ to }),
    })),
  ]
}

function downloadsMenu({ messages: { menu }, state, actions }: MenuOptions): Item[] {
  const { library, running, paused, offers } = state
  const run = (
    what: 'start' | 'stop' | 'pause' | 'resume',
    accelerator: string,
    enabled: boolean,
  ): Item => ({
    id: what,
    label: menu[what],
    accelerator,
    enabled: library && enabled,
    click: () => actions.run(what),
  })
  return [
    run('start', 'CmdOrCtrl+Shift+S', !running),
    ...only(offers.pause, run('pause', 'CmdOrCtrl+Shift+P', running && !paused)),
    ...only(offers.pause, run('resume', 'CmdOrCtrl+Shift+R', running && paused)),
    run('stop', 'CmdOrCtrl+Shift+X', running),
    ...only(offers.retry || offers.clear, SEPARATOR),
    ...only(offers.retry, {
      id: 'retryFailed',
      label: menu.retryFailed,
      enabled: library && state.failed > 0,
      click: actions.retryFailed,
    }),
    ...only(offers.clear, {
      id: 'clearCompleted',
      label: menu.clearCompleted,
      enabled: library && state.completed > 0,
      click: actions.clearCompleted,
    }),
  ]
}

function only(offered: boolean, item: Item): Item[] {
  return offered ? [item] : []
}

function viewMenu({ messages: { menu }, developer }: MenuOptions): Item[] {
  return [
    { role: 'zoomIn', label: menu.zoomIn },
    { role: 'zoomOut', label: menu.zoomOut },
    { role: 'resetZoom', label: menu.zoomReset },
    SEPARATOR,
    { role: 'togglefullscreen', label: menu.fullScreen },
    ...(developer
      ? [
          SEPARATOR,
          // Ctrl+Shift+R resumes downloads; Electron's own key for this is Ctrl+R.
          { role: 'reload' as const, label: menu.reload },
          { role: 'toggleDevTools' as const, label: menu.devTools },
        ]
      : []),
  ]
}

function windowMenu({ messages: { menu } }: MenuOptions): Item {
  return {
    role: 'window',
    label: menu.window,
    submenu: [{ role: 'minimize', label: menu.minimise }],
  }
}

function settingsItem(menu: ShellMessages['menu'], actions: MenuActions): Item {
  return {
    id: 'settings',
    label: menu.settings,
    accelerator: 'CmdOrCtrl+,',
    click: () => actions.navigate({ to: 'settings' }),
  }
}

function quitItem(menu: ShellMessages['menu'], actions: MenuActions): Item {
  return { id: 'quit', label: menu.quit, accelerator: 'CmdOrCtrl+Q', click: actions.quit }
}
