import type { EventEmitter } from 'node:events'
import { Message, sessionBus } from '@jellybrick/dbus-next'

/** One method call; `body` must fit `signature`. Rejects with the service's D-Bus error. */
export type BusCall = (call: {
  destination: string
  path: string
  interface: string
  member: string
  signature?: string
  body?: unknown[]
}) => Promise<readonly unknown[]>

export interface BusSession {
  readonly call: BusCall
  /** Every message that reaches us, signals included (a match rule has to be added for those). */
  onMessage(listener: (message: Message) => void): void
}

/**
 * Opens a connection of its own to the user's session bus, does `work` and hangs up. Answers null
 * when there is no bus, when anything fails, and after `boundMs`: nothing here may hold up a start.
 */
export async function onSessionBus<T>(
  boundMs: number,
  work: (session: BusSession) => Promise<T>,
): Promise<T | null> {
  return new Promise((resolve) => {
    const bus = sessionBus()
    const finish = (value: T | null) => {
      clearTimeout(timer)
      resolve(value)
      try {
        bus.disconnect()
      } catch {
        // It never was connected.
      }
    }
    const timer = setTimeout(() => finish(null), boundMs)
    // Stays attached after the end: an unhandled 'error' of a socket that dies late would end the process.
    const events: EventEmitter = bus
    events.on('error', () => finish(null))
    const call: BusCall = async (request) => {
      const answer = await bus.call(new Message(request))
      return answer?.body ?? []
    }
    bus.once('connect', () => {
      work({ call, onMessage: (listener) => void bus.on('message', listener) }).then(finish, () =>
        finish(null),
      )
    })
  })
}
