import { Menu, Tray } from 'electron'
import type { Clock, TimerHandle } from '../clock'
import type { Logger } from '../log'
import type { SessionBus } from '../session-bus'
import type { ShellMessages } from './messages'
import { NO_TRAY_STATE, trayStatus, trayTemplate } from './tray-menu'
import type { TrayActions, TrayState } from './tray-menu'

const WATCHER = 'org.kde.StatusNotifierWatcher'
const RULE = `type='signal',sender='org.freedesktop.DBus',member='NameOwnerChanged',arg0='${WATCHER}'`
/** Some desktops close an open menu when it is replaced, so it is not replaced with each percent. */
const REDRAW_MS = 1_000

export interface TrayOptions {
  /** Linux: where a tray is looked for. Null elsewhere, where there always is one. */
  readonly bus: SessionBus | null
  readonly clock: Clock
  readonly log: Logger
  readonly messages: () => ShellMessages
  readonly actions: TrayActions
  readonly icon: string
}

/**
 * The tray icon with its menu. On Linux it exists only while some part of the desktop shows trays:
 * an icon that nobody draws would leave the program running without a way back to it.
 */
export class TrayIcon {
  readonly #options: TrayOptions
  #tray: Tray | null = null
  #state: TrayState = NO_TRAY_STATE
  #drawn = ''
  #closed = false
  #redraw: TimerHandle | null = null
  #offSignal: (() => void) | null = null

  constructor(options: TrayOptions) {
    this.#options = options
  }

  /** True while closing the window leaves a way back; where false, closing quits. */
  get present(): boolean {
    return this.#tray !== null
  }

  /**
   * Looks for a tray and follows its coming and going. Answers at once: a session bus that does not
   * answer must not hold up the start.
   */
  start(): void {
    const { bus } = this.#options
    if (bus) void this.#follow(bus)
    else this.#appear()
  }

  async #follow(bus: SessionBus): Promise<void> {
    this.#offSignal = bus.onSignal(({ member, body: [name, , owner] }) => {
      if (member !== 'NameOwnerChanged' || name !== WATCHER) return
      if (owner) this.#appear()
      else this.#vanish()
    })
    try {
      await bus.match(RULE)
      if (await bus.hasOwner(WATCHER)) this.#appear()
    } catch (error) {
      this.#options.log.debug('no tray', { error: String(error) })
    }
  }

  update(state: TrayState): void {
    this.#state = state
    if (!this.#tray) return
    this.#redraw ??= this.#options.clock.after(REDRAW_MS, () => {
      this.#redraw = null
      this.#draw()
    })
  }

  /** After a change of language. */
  reword(): void {
    this.#draw()
  }

  close(): void {
    this.#closed = true
    this.#offSignal?.()
    this.#offSignal = null
    this.#vanish()
  }

  #appear(): void {
    if (this.#tray || this.#closed) return
    try {
      this.#tray = new Tray(this.#options.icon)
    } catch (error) {
      this.#options.log.warn('the tray icon cannot be shown', { error: String(error) })
      return
    }
    this.#tray.on('click', this.#options.actions.show)
    this.#draw()
  }

  #vanish(): void {
    this.#redraw?.cancel()
    this.#redraw = null
    this.#tray?.destroy()
    this.#tray = null
    this.#drawn = ''
  }

  #draw(): void {
    if (!this.#tray) return
    const messages = this.#options.messages()
    const template = trayTemplate(this.#state, messages, this.#options.actions)
    const looks = JSON.stringify(template)
    if (looks === this.#drawn) return
    this.#drawn = looks
    this.#tray.setToolTip(`${messages.appName}: ${trayStatus(this.#state, messages)}`)
    this.#tray.setContextMenu(Menu.buildFromTemplate(template))
  }
}
