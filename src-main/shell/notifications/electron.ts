import { Notification } from 'electron'
import { Emitter } from '../../emitter'
import type { Notice, Notifier } from './types'

/**
 * Electron's own notifications: Windows, macOS, and Linux without a notification service of its
 * own. They can't be replaced in place everywhere, so what only brings an earlier one up to date is
 * not shown, and progress is left to the task bar and the dock.
 */
export class ElectronNotifier implements Notifier {
  readonly #clicked = new Emitter<Notice>()
  readonly #dismissed = new Emitter<Notice>()
  readonly #icon: string
  /** Held until they are closed: a collected notification no longer answers to clicks. */
  readonly #open = new Map<string, Notification>()

  constructor(icon: string) {
    this.#icon = icon
  }

  show(notice: Notice): void {
    if (notice.updates || notice.kind === 'progress' || !Notification.isSupported()) return
    this.withdraw(notice.tag)
    const notification = new Notification({
      title: notice.title,
      body: notice.body,
      icon: this.#icon,
    })
    notification.on('click', () => this.#clicked.emit(notice))
    notification.on('close', () => {
      if (this.#open.get(notice.tag) !== notification) return
      this.#open.delete(notice.tag)
      this.#dismissed.emit(notice)
    })
    this.#open.set(notice.tag, notification)
    notification.show()
  }

  withdraw(tag: string): void {
    const notification = this.#open.get(tag)
    this.#open.delete(tag)
    notification?.close()
  }

  onClick(listener: (notice: Notice) => void): () => void {
    return this.#clicked.on(listener)
  }

  onDismiss(listener: (notice: Notice) => void): () => void {
    return this.#dismissed.on(listener)
  }

  async close(): Promise<void> {
    this.#open.clear()
  }
}
