import { createHash } from 'node:crypto'
import type { BrowserWindow } from 'electron'
import type { Logger } from '../log'
import { Variant } from '../session-bus'
import type { SessionBus } from '../session-bus'
import type { DownloadProgress } from './notifications/types'

const LAUNCHER = 'com.canonical.Unity.LauncherEntry'
const INDETERMINATE = 2
const NONE = -1

/** What the task bar, dock or launcher shows. */
export interface BarState {
  readonly mode: 'none' | 'normal' | 'paused' | 'indeterminate'
  /** 0 … 1, in whole percents, so that equal states are equal. */
  readonly fraction: number
  /** Episodes still to come while downloads run; 0 shows no badge. */
  readonly count: number
}

export const NO_BAR: BarState = { mode: 'none', fraction: 0, count: 0 }

/** The bar for a state of the queue; null: not known, no bar. */
export function barState(progress: DownloadProgress | null): BarState {
  if (!progress?.running) return NO_BAR
  const fraction = Math.min(100, Math.max(0, Math.floor(progress.percent ?? 0))) / 100
  const unknown = progress.percent === null
  const running = unknown ? 'indeterminate' : 'normal'
  return { mode: progress.paused ? 'paused' : running, fraction, count: progress.remaining }
}

export interface ProgressBarOptions {
  /** The window whose task bar entry carries the bar; null while there is none. */
  readonly window: () => Pick<BrowserWindow, 'setProgressBar' | 'isDestroyed'> | null
  /** `app.setBadgeCount`. */
  readonly setBadge: (count: number) => void
  /** Linux: Electron tells the launcher nothing there, so it is told over D-Bus. */
  readonly bus: SessionBus | null
  /** Base name of the desktop file. */
  readonly desktopEntry: string
  readonly log: Logger
}

/** Progress and count on the task bar, the dock and Linux launchers. */
export class ProgressBar {
  readonly #options: ProgressBarOptions
  #state: BarState = NO_BAR
  #last: Promise<void> = Promise.resolve()

  constructor(options: ProgressBarOptions) {
    this.#options = options
  }

  update(progress: DownloadProgress | null): void {
    this.#apply(barState(progress))
  }

  /** After a new window was made: the bar belongs to the window. */
  refresh(): void {
    this.#drawWindow()
  }

  /** Takes the bar away; resolves when launchers have been told. */
  async close(): Promise<void> {
    this.#apply(NO_BAR)
    await this.#last
  }

  #apply(state: BarState): void {
    const before = this.#state
    if (
      state.mode === before.mode &&
      state.fraction === before.fraction &&
      state.count === before.count
    ) {
      return
    }
    this.#state = state
    this.#drawWindow()
    const { bus, setBadge, log } = this.#options
    if (!bus) {
      setBadge(state.count)
      return
    }
    this.#last = this.#last
      .then(() => bus.signal(launcherSignal(this.#options.desktopEntry, state)))
      .catch((error: unknown) => {
        log.debug('no launcher was told of the progress', { error: String(error) })
      })
  }

  #drawWindow(): void {
    const window = this.#options.window()
    if (!window || window.isDestroyed()) return
    const { mode, fraction } = this.#state
    if (mode === 'none') window.setProgressBar(NONE)
    else if (mode === 'indeterminate') window.setProgressBar(INDETERMINATE)
    else window.setProgressBar(fraction, { mode })
  }
}

/** The `Update` signal that docks of GNOME (Ubuntu), KDE, Unity and others listen for. */
export function launcherSignal(desktopEntry: string, state: BarState) {
  const uri = `application://${desktopEntry}.desktop`
  const id = createHash('sha256').update(uri).digest('hex').slice(0, 16)
  const visible = state.mode === 'normal' || state.mode === 'paused'
  return {
    path: `/com/canonical/unity/launcherentry/${id}`,
    interface: LAUNCHER,
    member: 'Update',
    signature: 'sa{sv}',
    body: [
      uri,
      {
        progress: new Variant('d', state.fraction),
        'progress-visible': new Variant('b', visible),
        count: new Variant('x', state.count),
        'count-visible': new Variant('b', state.count > 0),
      },
    ],
  }
}
