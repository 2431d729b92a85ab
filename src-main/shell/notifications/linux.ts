import { Emitter } from '../../emitter'
import type { Logger } from '../../log'
import { Variant } from '../../session-bus'
import type { BusSignal, SessionBus } from '../../session-bus'
import type { ShellMessages } from '../messages'
import type { Notice, Notifier } from './types'

const SERVICE = 'org.freedesktop.Notifications'
const PATH = '/org/freedesktop/Notifications'
const RULES = [
  `type='signal',interface='${SERVICE}',path='${PATH}'`,
  `type='signal',sender='org.freedesktop.DBus',member='NameOwnerChanged',arg0='${SERVICE}'`,
]
/** NotificationClosed: 1 ran out, 2 the user closed it, 3 we did. */
const BY_USER = 2
const DEFAULT_ACTION = 'default'
/** A click may come long after; this many notices are remembered for it. */
const REMEMBERED = 100

const CATEGORY: Readonly<Record<Notice['kind'], string>> = {
  finished: 'transfer.complete',
  failed: 'transfer.error',
  scan: 'transfer.complete',
  away: 'transfer.complete',
  progress: 'transfer',
}
const LOW = 0
const NORMAL = 1

export interface LinuxNotifierOptions {
  readonly bus: SessionBus
  readonly log: Logger
  readonly messages: () => ShellMessages
  /** Base name of the desktop file; desktops take name, icon and settings from it. */
  readonly desktopEntry: string
  /** Icon file, or a name of the icon theme. */
  readonly icon: string
  /** Told of each notice that no notification service took. */
  readonly fallback: Notifier
}

/**
 * Speaks to the desktop's notification service itself, because Electron's own notifications drop
 * replacement, progress and buttons on Linux. Without a service the fallback is used, notice by
 * notice, so that one started later is found.
 */
export class LinuxNotifier implements Notifier {
  readonly #options: LinuxNotifierOptions
  readonly #clicked = new Emitter<Notice>()
  readonly #dismissed = new Emitter<Notice>()
  readonly #offSignal: () => void
  readonly #ids = new Map<string, number>()
  readonly #byId = new Map<number, Notice>()
  #capabilities: ReadonlySet<string> | null = null
  /** One after the other: a notice must know the id of the one it replaces. */
  #last: Promise<void> = Promise.resolve()

  constructor(options: LinuxNotifierOptions) {
    this.#options = options
    this.#offSignal = options.bus.onSignal((signal) => this.#onSignal(signal))
  }

  show(notice: Notice): void {
    this.#then(async () => {
      try {
        await this.#notify(notice)
      } catch (error) {
        this.#options.log.warn('no notification service', { error: String(error) })
        this.#forget()
        this.#options.fallback.show(notice)
      }
    })
  }

  withdraw(tag: string): void {
    this.#then(async () => {
      this.#options.fallback.withdraw(tag)
      const id = this.#ids.get(tag)
      if (id === undefined) return
      this.#ids.delete(tag)
      this.#byId.delete(id)
      await this.#call('CloseNotification', 'u', [id])
    })
  }

  onClick(listener: (notice: Notice) => void): () => void {
    const offs = [this.#clicked.on(listener), this.#options.fallback.onClick(listener)]
    return () => offs.forEach((off) => off())
  }

  onDismiss(listener: (notice: Notice) => void): () => void {
    const offs = [this.#dismissed.on(listener), this.#options.fallback.onDismiss(listener)]
    return () => offs.forEach((off) => off())
  }

  /** Waits for what is on its way; the bus belongs to whoever gave it. */
  async close(): Promise<void> {
    await this.#last
    this.#offSignal()
    await this.#options.fallback.close()
  }

  #then(work: () => Promise<void>): void {
    this.#last = this.#last.then(work).catch((error: unknown) => {
      this.#options.log.debug('the notification service refused', { error: String(error) })
    })
  }

  async #notify(notice: Notice): Promise<void> {
    const capabilities = await this.#learn()
    const replaces = this.#ids.get(notice.tag) ?? 0
    const body = capabilities.has('body-markup') ? escapeMarkup(notice.body) : notice.body
    const [id] = await this.#call('Notify', 'susssasa{sv}i', [
      this.#options.messages().appName,
      replaces,
      this.#options.icon,
      notice.title,
      capabilities.has('body') ? body : '',
      capabilities.has('actions')
        ? [DEFAULT_ACTION, this.#options.messages().notification.open]
        : [],
      this.#hints(notice),
      // How long it stands is the desktop's to say; progress stays until it is taken back.
      notice.kind === 'progress' ? 0 : -1,
    ])
    if (typeof id !== 'number') throw new Error('Notify answered without an id')
    this.#ids.set(notice.tag, id)
    this.#byId.delete(id)
    this.#byId.set(id, notice)
    for (const [oldest, { tag }] of this.#byId) {
      if (this.#byId.size <= REMEMBERED) break
      this.#byId.delete(oldest)
      if (this.#ids.get(tag) === oldest) this.#ids.delete(tag)
    }
  }

  #hints(notice: Notice): Record<string, Variant> {
    const { desktopEntry } = this.#options
    const progress = notice.kind === 'progress'
    return {
      'desktop-entry': new Variant('s', desktopEntry),
      urgency: new Variant('y', progress ? LOW : NORMAL),
      category: new Variant('s', CATEGORY[notice.kind]),
      ...(progress || notice.updates ? { 'suppress-sound': new Variant('b', true) } : {}),
      ...(notice.percent === null ? {} : { value: new Variant('i', notice.percent) }),
    }
  }

  async #learn(): Promise<ReadonlySet<string>> {
    if (this.#capabilities) return this.#capabilities
    for (const rule of RULES) await this.#options.bus.match(rule)
    const [list] = await this.#call('GetCapabilities')
    const names = Array.isArray(list) ? list.filter((one) => typeof one === 'string') : []
    this.#capabilities = new Set(names)
    return this.#capabilities
  }

  async #call(member: string, signature = '', body: unknown[] = []): Promise<readonly unknown[]> {
    const { bus } = this.#options
    return bus.call(SERVICE, { path: PATH, interface: SERVICE, member, signature, body })
  }

  #onSignal({ interface: name, member, body }: BusSignal): void {
    if (member === 'NameOwnerChanged' && body[0] === SERVICE) {
      this.#forget()
      return
    }
    if (name !== SERVICE) return
    const [id, what] = body
    const notice = typeof id === 'number' ? this.#byId.get(id) : undefined
    if (!notice || typeof id !== 'number') return
    if (member === 'ActionInvoked' && what === DEFAULT_ACTION) this.#clicked.emit(notice)
    if (member === 'NotificationClosed') {
      // Its id is void now; a later notice of the same tag is a new one.
      if (this.#ids.get(notice.tag) === id) this.#ids.delete(notice.tag)
      this.#byId.delete(id)
      if (what === BY_USER) this.#dismissed.emit(notice)
    }
  }

  /** A service that went away took its ids with it. */
  #forget(): void {
    this.#capabilities = null
    this.#ids.clear()
    this.#byId.clear()
  }
}

/** Bodies are markup where the service says so: text must not look like it. */
export function escapeMarkup(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;')
}
