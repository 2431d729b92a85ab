import { AppFailure, fail } from '../../src-shared/domain/errors'
import type { ErrorCode } from '../../src-shared/domain/errors'
import type { RoomState } from '../../src-shared/domain/diagnostics'
import type { ActivityService } from '../activity/service'
import type { Presence } from '../away/presence'
import type { Clock } from '../clock'
import { frameReader } from '../link/frames'
import type { OwnedConnection } from '../link/owned-connection'
import { SessionFollower } from '../link/session-follower'
import type { Logger } from '../log'
import type { QueueApi } from '../queue/api'
import type { QueueService } from '../queue/service'
import type { Sessions } from '../session/types'
import { EventSocket } from '../transport/event-socket'
import type { TransportPolicy } from '../transport/policy'
import { Rooms } from '../transport/rooms'
import type { ConnectionOwner, ConnectionStatus, DialTarget } from '../transport/types'
import { socketUrl } from '../transport/url'
import { decodeLibraryMessage } from '../wire/library/event'
import type { LibraryEvent, LibraryMessage } from '../wire/library/event-types'
import { TwinFilter } from '../wire/library/twin-filter'
import { LegacyEvents } from './legacy'
import type { ScanService } from './scan'
import type { LibraryService } from './service'
import { subscribe, type LibraryEvents } from './subscribe'

const SOCKET_PATH = '/ws/connect'
const ROOMS = ['scan_progress', 'download_progress', 'downloads'] as const
/** A library so large that its list takes longer does not keep the queue from being live. */
const LIST_PATIENCE_MS = 5_000
/** A list that failed after that is asked for again. */
const LIST_AGAIN_MS = 10_000
/** Without events the queue is read with every poll, the (larger) list with every sixth. */
const LIST_EVERY_POLLS = 6

/** Nobody can be signed in with the token of the dial. */
const OUT: ReadonlySet<ErrorCode> = new Set<ErrorCode>(['auth.required', 'auth.notSetUp'])

export interface LibraryLinkOptions {
  readonly sessions: Sessions
  readonly library: LibraryService
  readonly queue: QueueService
  readonly scan: ScanService
  readonly queueApi: Pick<QueueApi, 'status'>
  readonly activity: Pick<ActivityService, 'add' | 'record'>
  readonly presence: Presence
  /** Makes the connection that this link owns. */
  readonly connect: (owner: ConnectionOwner) => OwnedConnection
  readonly policy: TransportPolicy
  readonly clock: Clock
  readonly log: Logger
}

/** Ties the library server's connection to the library, queue and scan services. */
export class LibraryLink implements ConnectionOwner {
  readonly port: OwnedConnection
  /** The Socket.IO-style face: `on`, `emit`, `join` … */
  readonly events: EventSocket<LibraryEvents>
  readonly #options: LibraryLinkOptions
  readonly #rooms: Rooms
  readonly #twins: TwinFilter
  readonly #read: (text: string) => LibraryMessage | null
  readonly #follower: SessionFollower
  readonly #legacy: LegacyEvents
  /** The token of the present dial: the one a refusal is about. */
  #token: string | null = null
  /** The list came in since the connection was made. */
  #listed = false
  #polls = 0
  /** The queue was read since there are no events. */
  #polled = false
  /** Asleep, or being asked for proof of life: the lists are as old as that. */
  #slept = false

  constructor(options: LibraryLinkOptions) {
    const { sessions, library, queue, scan, activity, policy, clock, log } = options
    this.#options = options
    this.#legacy = new LegacyEvents({ activity, queue, log })
    this.#twins = new TwinFilter(clock)
    this.port = options.connect(this)
    const send = (text: string) => this.port.send(text)
    const encode = (action: string, data: unknown) => JSON.stringify({ action, ...asObject(data) })
    this.#rooms = new Rooms({
      ...{ clock, policy, send },
      encode: (action, room) => encode(action, { room, data: { room } }),
    })
    const { counters } = this.port
    this.#read = frameReader({
      ...{ endpoint: SOCKET_PATH, counters, log },
      decode: decodeLibraryMessage,
    })
    this.events = new EventSocket({ policy, rooms: this.#rooms, counters, log, send, encode })
    for (const room of ROOMS) this.events.join(room)
    subscribe({
      ...{ events: this.events, library, queue, scan, legacy: this.#legacy },
      ...{ rooms: this.#rooms, counters, roomsChanged: () => this.#roomsChanged() },
    })
    this.port.onStatus((status) => this.#statusChanged(status))
    this.#follower = new SessionFollower({
      ...{ kind: 'library', sessions, port: this.port },
      open: (where) => {
        this.events.clear()
        this.#legacy.reset()
        scan.reset()
        library.open(where)
        queue.open(where)
        options.presence.opened(where)
      },
    })
  }

  /** Shows what is cached; no network, no keychain. */
  load(): void {
    this.#follower.load()
  }

  /** Starts dialling. */
  dial(): void {
    this.#follower.dial()
  }

  async stop(): Promise<void> {
    this.events.clear()
    await this.#follower.stop()
  }

  /** Each room of the present connection and what became of the wish to join it. */
  get rooms(): ReadonlyMap<string, RoomState> {
    return this.#rooms.states
  }

  async target(): Promise<DialTarget> {
    const { sessions } = this.#options
    const profile = sessions.profile('library')
    const token = await sessions.token('library')
    if (!profile || !token) throw this.#follower.nobody()
    this.#token = token.value
    return {
      url: socketUrl(profile.url, SOCKET_PATH),
      headers: { Authorization: `Bearer ${token.value}` },
      allowInsecure: profile.allowInsecure,
    }
  }

  /** Joins first, then fetches: what changes in between comes as events, kept over the answer. */
  async sync(epoch: number, signal: AbortSignal): Promise<void> {
    const { library, queue, scan, clock } = this.#options
    const cancel = () => {
      library.cancelFetch()
      queue.cancelFetch()
    }
    signal.addEventListener('abort', cancel, { once: true })
    this.#slept = false
    scan.reconnected()
    queue.setDeaf(false)
    await this.#rooms.replay()
    if (signal.aborted) throw fail('net.cancelled', 'The connection is gone')
    const patience = timer(clock, LIST_PATIENCE_MS)
    const list = this.#list(signal)
    try {
      const came = Promise.race([list.then(() => true), patience.over.then(() => false)])
      const [, inTime] = await Promise.all([queue.refresh(), came])
      if (!inTime) void this.#listLate(list, signal)
    } finally {
      patience.cancel()
    }
    this.events.up(epoch)
  }

  onFrame(text: string): void {
    const message = this.#read(text)
    if (!message) return
    if (this.#twins.isTwin(message)) this.port.counters.add('events.twin')
    else this.#dispatch(message.event)
  }

  onDown(): void {
    this.#listed = false
    this.#polls = 0
    this.events.down()
  }

  async checkToken(signal: AbortSignal): Promise<'ok' | 'refused' | 'unknown'> {
    const { queueApi, queue } = this.#options
    if (!queue.where) return 'unknown'
    try {
      await queueApi.status(queue.where.profileId, signal)
      return await this.#follower.verdict(this.#token)
    } catch (thrown) {
      return thrown instanceof AppFailure && OUT.has(thrown.error.code) ? 'refused' : 'unknown'
    }
  }

  onRefused(): void {
    this.#follower.refused(this.#token)
  }

  async poll(): Promise<void> {
    const { library, queue } = this.#options
    const withList = this.#polls++ % LIST_EVERY_POLLS === 0
    const read = queue.refresh().then(() => {
      if (this.#polled) return
      this.#polled = true
      this.#statusChanged(this.port.status)
    })
    await Promise.all([read, ...(withList ? [library.refresh()] : [])])
    if (!withList || !this.#polled) return
    this.#listed = true
    void this.#caughtUp()
  }

  async #list(signal: AbortSignal): Promise<void> {
    await this.#options.library.refresh()
    if (signal.aborted) return
    this.#listed = true
    this.#statusChanged(this.port.status)
  }

  /** The connection did not wait for the list; as long as it lasts, the list is asked for until it comes. */
  async #listLate(list: Promise<void>, signal: AbortSignal): Promise<void> {
    const { clock, log } = this.#options
    for (let last = list; ; last = this.#list(signal)) {
      try {
        return await last
      } catch (thrown) {
        if (signal.aborted) return
        log.info('library: the list did not come, it is asked for again', { why: String(thrown) })
        await timer(clock, LIST_AGAIN_MS).over
        if (signal.aborted) return
      }
    }
  }

  /** An old name and a new one mean the same here; the type decides. */
  #dispatch<T extends LibraryEvent['type']>(event: LibraryEvents[T] & { readonly type: T }): void {
    this.events.dispatch(event.type, event)
  }

  #roomsChanged(): void {
    this.#options.queue.setDeaf([...this.rooms.values()].includes('refused'))
  }

  #statusChanged({ state, lastByteAt }: ConnectionStatus): void {
    const { library, queue, presence } = this.#options
    this.#slept ||= state === 'suspended' || state === 'probing'
    if (state !== 'eventsUnavailable') this.#polled = false
    const reached = state === 'ready' || this.#polled
    if (!reached) presence.lost(lastByteAt)
    // A probe is a question, not an answer: what is shown stays as live as it was.
    if (state === 'probing') return
    library.setLive(state === 'ready' && this.#listed)
    queue.setLive(state === 'ready')
    // Nothing is sent before it is known how things stand.
    queue.setAvailable(reached)
    if (reached && this.#listed) void this.#caughtUp()
  }

  /** Every list is in — or as old as a sleep that the line survived: then they are read again. */
  async #caughtUp(): Promise<void> {
    const { library, queue, presence, log } = this.#options
    const slept = this.#slept
    this.#slept = false
    if (slept && presence.isLong) {
      const { epoch } = this.port
      await Promise.all([queue.refresh(), library.refresh()]).catch((thrown: unknown) => {
        log.info('library: not read after a sleep', { why: String(thrown) })
      })
      // Lost meanwhile: what is dialled next brings its lists.
      if (this.port.epoch !== epoch || this.port.status.state !== 'ready') return
    }
    presence.back()
  }
}

function asObject(data: unknown): object {
  return typeof data === 'object' && data !== null ? data : data === undefined ? {} : { data }
}

function timer(clock: Clock, ms: number): { over: Promise<void>; cancel: () => void } {
  let cancel = () => {}
  const over = new Promise<void>((resolve) => {
    ;({ cancel } = clock.after(ms, resolve))
  })
  return { over, cancel: () => cancel() }
}
