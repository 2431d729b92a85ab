import { BrowserWindow, nativeTheme, screen, session, shell } from 'electron'
import { CHANNELS } from '../../src-shared/ipc/bridge'
import type { Settings } from '../../src-shared/domain/settings'
import { Emitter } from '../emitter'
import type { Send } from '../ipc/publish'
import type { Logger } from '../log'
import { APP_ORIGIN } from './protocol'

export interface MainWindowOptions {
  readonly preload: string
  readonly icon: string
  readonly bounds: Settings['window']
  readonly log: Logger
}

const DEFAULT_SIZE = { width: 1280, height: 800 }
/** Below this the rail, a list and its columns no longer fit. */
const LEAST_SIZE = { minWidth: 760, minHeight: 480 }

/** A window that crashes more often than this within the span is not reloaded again. */
const CRASHES_BORNE = 3
const CRASH_SPAN_MS = 60_000

/** The one window: hardened, rescued on-screen, reloaded when its renderer dies. */
export class MainWindow {
  readonly window: BrowserWindow
  /** True while it can be seen; the publisher pauses otherwise. */
  readonly onVisible = new Emitter<boolean>()
  readonly onBounds = new Emitter<NonNullable<Settings['window']>>()

  constructor(private readonly options: MainWindowOptions) {
    denyEverything()
    this.window = new BrowserWindow({
      ...DEFAULT_SIZE,
      ...LEAST_SIZE,
      ...rescued(options.bounds),
      show: false,
      title: 'Engawa',
      icon: options.icon,
      // The first frame's colour, so that a dark desktop sees no white flash.
      backgroundColor: nativeTheme.shouldUseDarkColors ? '#181715' : '#f6f5f3',
      webPreferences: {
        preload: options.preload,
        sandbox: true,
        contextIsolation: true,
        nodeIntegration: false,
        webviewTag: false,
        spellcheck: false,
        backgroundThrottling: true,
      },
    })
    if (options.bounds?.maximised) this.window.maximize()
    this.#watch()
  }

  /** Loads the page; resolves when it has loaded. */
  async load(): Promise<void> {
    try {
      await this.window.loadURL(`${APP_ORIGIN}/index.html`)
    } catch (thrown) {
      // Closed before it had loaded: the program is on its way out, and that is no failure. The
      // load ends a moment before the window is gone.
      await new Promise((resolve) => setImmediate(resolve))
      // A navigation that was refused meanwhile ends the waiting too; our page is there all the same.
      const refused = thrown instanceof Error && 'code' in thrown && thrown.code === 'ERR_ABORTED'
      if (!this.window.isDestroyed() && !refused) throw thrown
    }
  }

  /** Sends an event of the contract; nothing happens while the page is gone. */
  readonly send: Send = (name, payload) => {
    if (this.window.isDestroyed() || this.window.webContents.isDestroyed()) return
    this.window.webContents.send(CHANNELS.event, name, payload)
  }

  /** Brings it to the front from wherever it is. */
  reveal(): void {
    if (this.window.isDestroyed()) return
    if (this.window.isMinimized()) this.window.restore()
    this.window.show()
    this.window.focus()
  }

  /** Whether a call comes from this window's own main frame at our own origin. */
  trusts(event: Electron.IpcMainInvokeEvent): boolean {
    const frame = event.senderFrame
    return (
      !this.window.isDestroyed() &&
      frame !== null &&
      frame === this.window.webContents.mainFrame &&
      // A frame that has not loaded anything has no URL at all, which `new URL` would throw for.
      frame.url.startsWith(`${APP_ORIGIN}/`)
    )
  }

  #watch(): void {
    const { window } = this
    const { log } = this.options
    window.once('ready-to-show', () => window.show())
    for (const name of ['show', 'restore'] as const) {
      window.on(name as 'show', () => this.onVisible.emit(true))
    }
    for (const name of ['hide', 'minimize'] as const) {
      window.on(name as 'hide', () => this.onVisible.emit(false))
    }
    const bounds = () =>
      this.onBounds.emit({ ...window.getNormalBounds(), maximised: window.isMaximized() })
    window.on('resized', bounds)
    window.on('moved', bounds)
    window.on('maximize', bounds)
    window.on('unmaximize', bounds)
    window.on('close', bounds)

    const { webContents } = window
    webContents.setWindowOpenHandler(({ url }) => {
      openOutside(url, log)
      return { action: 'deny' }
    })
    webContents.on('will-navigate', (event) => {
      if (!event.url.startsWith(`${APP_ORIGIN}/`)) event.preventDefault()
    })
    webContents.on('will-attach-webview', (event) => event.preventDefault())
    let crashes: number[] = []
    webContents.on('render-process-gone', (_event, { reason }) => {
      log.error('the window process is gone', reason)
      if (reason === 'clean-exit' || window.isDestroyed()) return
      const now = performance.now()
      crashes = [...crashes.filter((at) => now - at < CRASH_SPAN_MS), now]
      // One that dies while loading would be reloaded for ever; the menu's "Reload" still works.
      if (crashes.length <= CRASHES_BORNE) webContents.reload()
      else log.error('the window keeps crashing and is left alone')
    })
    window.on('unresponsive', () => {
      log.error('the window does not respond')
      webContents.forcefullyCrashRenderer()
    })
  }
}

/** Opens a web page in the user's browser; anything but http(s) is refused. */
export function openOutside(url: string, log: Logger): void {
  if (!/^https?:\/\//i.test(url)) return
  shell.openExternal(url).catch((thrown) => log.warn('could not open a link', String(thrown)))
}

/** The page needs no permission of the browser's (camera, notifications, …) at all. */
function denyEverything(): void {
  session.defaultSession.setPermissionRequestHandler((_contents, _permission, answer) =>
    answer(false),
  )
  session.defaultSession.setPermissionCheckHandler(() => false)
}

/** Bounds that lie on a screen that is there now; a window on an unplugged screen comes back. */
function rescued(bounds: Settings['window']): Partial<Electron.Rectangle> {
  if (!bounds) return {}
  const { workArea } = screen.getDisplayMatching(bounds)
  const width = Math.min(bounds.width, workArea.width)
  const height = Math.min(bounds.height, workArea.height)
  const inside = (at: number, from: number, room: number) =>
    Math.max(from, Math.min(at, from + room))
  return {
    width,
    height,
    x: inside(bounds.x, workArea.x, workArea.width - width),
    y: inside(bounds.y, workArea.y, workArea.height - height),
  }
}
