import { app, Menu, type BrowserWindow } from 'electron'
import { join } from 'node:path'
import type { Navigation } from '../../src-shared/ipc/events'
import { hasServerPage } from '../../src-shared/domain/capabilities'
import { canRetry } from '../../src-shared/domain/queue'
import { episodeCode } from '../../src-shared/domain/series'
import type { Outcome } from '../activity/outcome'
import type { Client } from '../client/client'
import type { Clock } from '../clock'
import type { Logger } from '../log'
import { SessionBus } from '../session-bus'
import { menuTemplate, type MenuState } from './menu'
import { shellMessages } from './messages'
import { createNotifier } from './notifications/notifier'
import { NotificationPolicy } from './notifications/policy'
import { FileSeen } from './notifications/seen'
import type { DownloadProgress } from './notifications/types'
import { ProgressBar } from './progress'
import { TrayIcon } from './tray'

/** The name of the installed desktop file: notifications and the launcher know us by it. */
const DESKTOP_ENTRY = 'engawa'

export interface DesktopParts {
  readonly client: Client
  readonly window: BrowserWindow
  readonly clock: Clock
  readonly log: Logger
  readonly icon: string
  /** Brings the window to the front and goes there. */
  readonly openAt: (to: Navigation | null) => void
}

/** Everything of ours that the desktop shows outside the window, fed from the client's slices. */
export class DesktopShell {
  readonly #parts: DesktopParts
  readonly #bus: SessionBus | null
  readonly #seen: FileSeen
  readonly #notifier: ReturnType<typeof createNotifier>
  readonly #policy: NotificationPolicy
  readonly #bar: ProgressBar
  readonly #tray: TrayIcon
  readonly #stops: (() => void)[] = []
  #menu = ''

  constructor(parts: DesktopParts) {
    const { client, window, clock, log, icon, openAt } = parts
    this.#parts = parts
    const messages = () => shellMessages(client.settings.locale)
    const bus = process.platform === 'linux' ? new SessionBus({ clock, log }) : null
    this.#bus = bus
    this.#notifier = createNotifier({ bus, log, messages, desktopEntry: DESKTOP_ENTRY, icon })
    this.#seen = new FileSeen(join(client.folder, 'notified.json'), log)
    this.#policy = new NotificationPolicy({
      ...{ clock, messages, seen: this.#seen, notifier: this.#notifier },
      preferences: () => client.settings.current.preferences,
    })
    this.#bar = new ProgressBar({
      ...{ bus, log, desktopEntry: DESKTOP_ENTRY },
      window: () => (window.isDestroyed() ? null : window),
      setBadge: (count) => void app.setBadgeCount(count),
    })
    this.#tray = new TrayIcon({
      ...{ bus, clock, log, messages, icon },
      actions: {
        show: () => openAt(null),
        navigate: openAt,
        run: (run) => this.#attempt(() => client.queueCommands.run(run)),
        quit: () => app.quit(),
      },
    })
  }

  start(): void {
    const { client, window, openAt } = this.#parts
    const { away, queue, scan, settings, slices } = client
    this.#showMenu()
    this.#policy.focus(window.isFocused())
    const focused = () => this.#policy.focus(true)
    const blurred = () => this.#policy.focus(false)
    window.on('focus', focused)
    window.on('blur', blurred)
    const tell = (outcome: Outcome) => {
      const profileId = queue.where?.profileId
      const own = outcome.kind === 'download' && profileId !== undefined ? { profileId } : {}
      this.#policy.outcome({ ...outcome, ...own })
    }
    this.#stops.push(
      this.#notifier.onClick((notice) => openAt(notice.open)),
      away.onOutcome(tell),
      away.onDigest(({ news }) => this.#policy.digest(news)),
      scan.onOutcome(tell),
      slices.queue.onChange(() => this.#queueChanged()),
      slices.connections.onChange(() => this.#queueChanged()),
      slices.session.onChange(() => this.#showMenu()),
      slices.capabilities.onChange(() => this.#queueChanged()),
      settings.onChange(() => {
        this.#tray.reword()
        this.#showMenu()
      }),
      () => window.off('focus', focused),
      () => window.off('blur', blurred),
    )
    this.#tray.start()
    this.#queueChanged()
  }

  async stop(): Promise<void> {
    for (const stop of this.#stops.splice(0)) stop()
    this.#policy.dispose()
    await this.#bar.close()
    await this.#notifier.close()
    this.#tray.close()
    await this.#seen.flush()
    this.#bus?.close()
  }

  #queueChanged(): void {
    const { slices, capabilities } = this.#parts.client
    const { run, totals } = slices.queue.meta
    const connected = slices.connections.get('library')?.state === 'ready'
    const progress: DownloadProgress = {
      running: run.running === true && totals.active + totals.pending > 0,
      paused: run.paused === true,
      percent: totals.percent,
      remaining: totals.active + totals.pending,
      failed: totals.failed,
      speedMbps: totals.speedMbps,
    }
    this.#policy.progress(connected ? progress : null)
    this.#bar.update(connected ? progress : null)
    this.#tray.update({
      ...{ connected, running: progress.running, paused: progress.paused },
      ...{ percent: totals.percent, remaining: progress.remaining, failed: totals.failed },
      canPause: capabilities.offers('library', 'queue.pause'),
      active: this.#active(),
    })
    this.#showMenu()
  }

  /** Active downloads stand first in the slice, so this looks at no more than there are. */
  #active() {
    const { rows } = this.#parts.client.slices.queue
    const end = rows.findIndex((row) => row.group !== 'active')
    return rows.slice(0, end < 0 ? rows.length : end).map((row) => ({
      name: `${row.seriesTitle} ${episodeCode(row)}`,
      percent: row.progress?.percent ?? null,
    }))
  }

  /** Builds the menu again, only when what it offers or says has changed. */
  #showMenu(): void {
    const { client, openAt } = this.#parts
    const { slices, settings, queueCommands, capabilities } = client
    const { run, totals } = slices.queue.meta
    const state: MenuState = {
      library: slices.session.get('library')?.state === 'signedIn',
      todos: slices.session.get('todos')?.state === 'signedIn',
      running: run.running === true,
      paused: run.paused === true,
      failed: totals.failed > 0 ? slices.queue.rows.filter(canRetry).length : 0,
      completed: totals.completed,
      offers: {
        rescan: capabilities.offers('library', 'library.rescan'),
        pause: capabilities.offers('library', 'queue.pause'),
        retry: capabilities.offers('library', 'queue.retry'),
        clear: capabilities.offers('library', 'queue.clear'),
        server: hasServerPage(slices.capabilities.get('library')),
      },
    }
    const key = JSON.stringify([state, settings.locale])
    if (key === this.#menu) return
    this.#menu = key
    const failed = () =>
      slices.queue.rows.filter((row) => row.group === 'failed').map((row) => row.id)
    const template = menuTemplate({
      messages: shellMessages(settings.locale),
      state,
      platform: process.platform,
      developer: !app.isPackaged,
      actions: {
        navigate: openAt,
        run: (which) => this.#attempt(() => queueCommands.run(which)),
        rescan: () => this.#attempt(() => client.library.rescan()),
        retryFailed: () => this.#attempt(() => queueCommands.retry(failed())),
        clearCompleted: () => this.#attempt(() => queueCommands.clear()),
        about: () => app.showAboutPanel(),
        quit: () => app.quit(),
      },
    })
    Menu.setApplicationMenu(Menu.buildFromTemplate(template))
  }

  /** A command of the menu or tray that cannot be done now is logged: the window shows why by itself. */
  #attempt(work: () => unknown): void {
    try {
      work()
    } catch (thrown) {
      this.#parts.log.warn('a menu command was refused', String(thrown))
    }
  }
}
