import type { Logger } from '../../log'
import type { SessionBus } from '../../session-bus'
import type { ShellMessages } from '../messages'
import { ElectronNotifier } from './electron'
import { LinuxNotifier } from './linux'
import type { Notifier } from './types'

export interface NotifierOptions {
  /** Null where there is none (Windows, macOS). */
  readonly bus: SessionBus | null
  readonly log: Logger
  readonly messages: () => ShellMessages
  readonly desktopEntry: string
  readonly icon: string
}

/** The best way to notify on this system. */
export function createNotifier(options: NotifierOptions): Notifier {
  const fallback = new ElectronNotifier(options.icon)
  const { bus } = options
  return bus ? new LinuxNotifier({ ...options, bus, fallback }) : fallback
}
