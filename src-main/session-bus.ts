import type { EventEmitter } from 'node:events'
import { DBusError, Message, MessageType, Variant, sessionBus } from '@jellybrick/dbus-next'
import type { MessageBus } from '@jellybrick/dbus-next'
import { systemClock, type Clock } from './clock'
import { Emitter } from './emitter'
import { silentLog, type Logger } from './log'

export { Variant }

const ANSWER_MS = 5_000
const BUS = 'org.freedesktop.DBus'
const BUS_PATH = '/org/freedesktop/DBus'

/** What a call or a signal is sent to, with its body in D-Bus types (`signature`). */
export interface BusMessage {
  readonly path: string
  readonly interface: string
  readonly member: string
  readonly signature?: string
  readonly body?: unknown[]
}

/** A signal that one of our match rules let through. */
export interface BusSignal {
  readonly path: string
  readonly interface: string
  readonly member: string
  readonly body: readonly unknown[]
}

export interface SessionBusOptions {
  readonly clock: Clock
  readonly log: Logger
  /** Default: the session's (`DBUS_SESSION_BUS_ADDRESS`). */
  readonly address?: string
}

/**
 * The user's session bus, connected at first use and again after it was lost. The library underneath
 * tells neither a lost connection nor an unanswered call, so every call has a deadline, and a call
 * that missed it costs the connection.
 */
export class SessionBus {
  readonly #options: SessionBusOptions
  readonly #signals = new Emitter<BusSignal>()
  readonly #rules = new Set<string>()
  /** How to end the calls that wait for an answer, by connection. */
  readonly #waiting = new Map<MessageBus, Set<(error: Error) => void>>()
  #bus: MessageBus | null = null
  #closed = false

  constructor(options: SessionBusOptions) {
    this.#options = options
  }

  /** Every signal for which `match` asked. */
  onSignal(listener: (signal: BusSignal) => void): () => void {
    return this.#signals.on(listener)
  }

  /** Calls a method. Rejects when there is no bus, no such service, or no answer within 5 s. */
  async call(destination: string, message: BusMessage): Promise<readonly unknown[]> {
    const bus = this.#connect()
    return this.#ask(bus, destination, message)
  }

  /** Sends a signal to whoever listens. Rejects when there is no bus. */
  async signal(message: BusMessage): Promise<void> {
    const bus = this.#connect()
    // Asked first, because a write to a bus that never connected is kept for ever without a word.
    await this.#ready(bus)
    bus.send(new Message({ ...message, type: MessageType.SIGNAL }))
  }

  /** Asks the bus for the signals of a rule; asked again by itself after a reconnect. */
  async match(rule: string): Promise<void> {
    const bus = this.#connect()
    if (this.#rules.has(rule)) return this.#ready(bus)
    this.#rules.add(rule)
    await this.#addMatch(bus, rule)
  }

  /** Whether somebody owns a well-known name now. */
  async hasOwner(name: string): Promise<boolean> {
    const [owned] = await this.call(BUS, {
      path: BUS_PATH,
      interface: BUS,
      member: 'NameHasOwner',
      signature: 's',
      body: [name],
    })
    return owned === true
  }

  /** Ends the connection for good; calls that still wait are rejected. */
  close(): void {
    this.#closed = true
    if (this.#bus) this.#drop(this.#bus, new Error('the session bus is closed'))
  }

  #connect(): MessageBus {
    if (this.#closed) throw new Error('the session bus is closed')
    if (this.#bus) return this.#bus
    const { address, log } = this.#options
    const bus = sessionBus(address === undefined ? {} : { busAddress: address })
    // The library's types leave out the one event that ends the process when nobody listens.
    const failing: EventEmitter = bus
    failing.on('error', (error: unknown) => {
      log.debug('the session bus is gone', { error: String(error) })
      this.#drop(bus, asError(error))
    })
    bus.on('connect', () => {
      // Given up while it was still connecting, when there was nothing to disconnect yet.
      if (this.#bus !== bus) bus.disconnect()
    })
    bus.on('message', (message: Message) => {
      if (message.type !== MessageType.SIGNAL) return
      const { path, interface: name, member, body } = message
      this.#signals.emit({ path, interface: name, member, body })
    })
    this.#bus = bus
    for (const rule of this.#rules) {
      this.#addMatch(bus, rule).catch((error: unknown) => {
        log.debug('a match rule was not taken', { rule, error: String(error) })
      })
    }
    return bus
  }

  #drop(bus: MessageBus, why: Error): void {
    if (bus === this.#bus) this.#bus = null
    const waiting = this.#waiting.get(bus)
    this.#waiting.delete(bus)
    bus.disconnect()
    for (const reject of waiting ?? []) reject(why)
  }

  async #ready(bus: MessageBus): Promise<void> {
    await this.#ask(bus, BUS, { path: BUS_PATH, interface: BUS, member: 'GetId' })
  }

  async #addMatch(bus: MessageBus, rule: string): Promise<void> {
    await this.#ask(bus, BUS, {
      path: BUS_PATH,
      interface: BUS,
      member: 'AddMatch',
      signature: 's',
      body: [rule],
    })
  }

  #ask(bus: MessageBus, destination: string, message: BusMessage): Promise<readonly unknown[]> {
    return new Promise((resolve, reject) => {
      const waiting = this.#waiting.get(bus) ?? new Set()
      this.#waiting.set(bus, waiting)
      const end = () => {
        deadline.cancel()
        waiting.delete(lost)
      }
      const lost = (error: Error) => {
        end()
        reject(error)
      }
      waiting.add(lost)
      const deadline = this.#options.clock.after(ANSWER_MS, () => {
        this.#drop(bus, new Error(`no answer from ${destination} to ${message.member}`))
      })
      bus.call(new Message({ ...message, destination })).then(
        (reply) => {
          end()
          resolve(reply?.body ?? [])
        },
        (error: unknown) => {
          // A refusal by the service is an answer; anything else means the stream is gone.
          if (error instanceof DBusError) lost(error)
          else this.#drop(bus, asError(error))
        },
      )
    })
  }
}

/**
 * Opens a connection of its own, does `work` and hangs up. Answers null when there is no bus, when
 * anything fails, and after `boundMs`: nothing here may hold up a start.
 */
export function onSessionBus<T>(
  boundMs: number,
  work: (bus: SessionBus) => Promise<T>,
): Promise<T | null> {
  const clock = systemClock()
  const bus = new SessionBus({ clock, log: silentLog })
  return new Promise((resolve) => {
    const finish = (value: T | null) => {
      timer.cancel()
      resolve(value)
      bus.close()
    }
    const timer = clock.after(boundMs, () => finish(null))
    work(bus).then(finish, () => finish(null))
  })
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error))
}
