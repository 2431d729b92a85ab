import { AppFailure, appError, fail } from '../../src-shared/domain/errors'
import type { Presence } from '../away/presence'
import type { AuthorisedHttp } from '../link/authorised-http'
import { frameReader } from '../link/frames'
import type { OwnedConnection } from '../link/owned-connection'
import { SessionFollower } from '../link/session-follower'
import type { Where } from '../link/where'
import type { Logger } from '../log'
import type { HttpFactory } from '../session/http-factory'
import { fetchSchema } from '../session/openapi'
import { whoAmI } from '../session/token-check'
import type { Sessions } from '../session/types'
import type { SocketEnd } from '../transport/closes'
import type { ConnectionOwner, ConnectionStatus, DialTarget } from '../transport/types'
import { socketUrl } from '../transport/url'
import { decodeTodoMessage } from '../wire/todos/message'
import type { TodoMessage } from '../wire/todos/message'
import type { TodosService } from './service'

const SOCKET_PATH = '/ws_ep/ws'
export interface TodosLinkOptions {
  readonly sessions: Sessions
  readonly todos: TodosService
  readonly presence: Presence
  readonly http: Pick<AuthorisedHttp, 'request'>
  /** For the server's schema, which needs no token. */
  readonly open: HttpFactory
  /** Makes the connection that this link owns. */
  readonly connect: (owner: ConnectionOwner) => OwnedConnection
  readonly log: Logger
}

/** Ties the todo server's connection to the todos service. */
export class TodosLink implements ConnectionOwner {
  readonly port: OwnedConnection
  readonly #options: TodosLinkOptions
  readonly #follower: SessionFollower
  readonly #read: (text: string) => TodoMessage | null
  #where: Where | null = null
  /** The token of the present dial: the one a refusal is about. */
  #token: string | null = null
  /** The first list of the present connection came in. */
  #listed = false
  #onList: (() => void) | null = null
  /** Asleep, or being asked for proof of life: nothing can be written. */
  #unproven = false

  constructor(options: TodosLinkOptions) {
    const { sessions, todos } = options
    this.#options = options
    this.port = options.connect(this)
    this.#read = frameReader({
      ...{ endpoint: SOCKET_PATH, counters: this.port.counters, log: options.log },
      decode: decodeTodoMessage,
    })
    this.port.onStatus((status) => this.#statusChanged(status))
    this.#follower = new SessionFollower({
      ...{ kind: 'todos', sessions, port: this.port },
      open: (where) => {
        this.#where = where
        todos.open(where)
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

  stop(): Promise<void> {
    return this.#follower.stop()
  }

  /** The token must be in the query here: the URL is for the dial only, never for a log or an error. */
  async target(): Promise<DialTarget> {
    const { sessions } = this.#options
    const profile = sessions.profile('todos')
    const token = await sessions.token('todos')
    if (!profile || !token) throw this.#follower.nobody()
    // A sign-in as somebody else has its token before it is announced (it is being stored): dialled
    // with it, the first account's changes would go out to the second.
    if (sessions.account('todos') !== this.#where?.account) {
      throw fail('net.cancelled', 'Another account signs in')
    }
    this.#token = token.value
    return {
      url: socketUrl(profile.url, SOCKET_PATH, { token: token.value }),
      allowInsecure: profile.allowInsecure,
    }
  }

  /** The server sends the whole list by itself; until then nothing is confirmed and nothing is sent. */
  async sync(_epoch: number, signal: AbortSignal): Promise<void> {
    this.#options.todos.connected((frame) => this.port.send(frame))
    if (this.#listed) return
    await new Promise<void>((resolve, reject) => {
      this.#onList = resolve
      signal.addEventListener(
        'abort',
        () => reject(fail('net.cancelled', 'The connection is gone')),
        { once: true },
      )
    })
  }

  onSyncSlow(): void {
    this.#options.todos.askForList()
  }

  onFrame(text: string): void {
    const { todos } = this.#options
    const message = this.#read(text)
    if (!message) return
    if (message.type === 'authError') {
      this.port.refuse(
        appError('auth.required', 'The todo server refused the sign-in', {
          detail: message.message,
        }),
      )
      this.onRefused()
      return
    }
    if (message.type === 'unknown')
      this.port.counters.add(`events.unknown.${message.name.slice(0, 60)}`)
    todos.apply(message)
    if (message.type === 'list') {
      this.#listed = true
      this.#onList?.()
      this.#onList = null
      this.#caughtUp()
    }
  }

  onDown(_epoch: number, end: SocketEnd | null): void {
    this.#listed = false
    this.#onList = null
    this.#options.todos.disconnected(end)
  }

  async checkToken(signal: AbortSignal): Promise<'ok' | 'refused' | 'unknown'> {
    const { sessions, http, open } = this.#options
    const profile = sessions.profile('todos')
    if (!profile || !this.#where) return 'unknown'
    try {
      const schema = await fetchSchema(open(profile), signal)
      const path = whoAmI(schema)
      if (path === null) return 'unknown'
      await http.request(profile.id, { method: 'GET', path, kind: 'quick', signal })
      return await this.#follower.verdict(this.#token)
    } catch (thrown) {
      const refused = thrown instanceof AppFailure && thrown.error.code === 'auth.required'
      return refused ? 'refused' : 'unknown'
    }
  }

  onRefused(): void {
    this.#follower.refused(this.#token)
  }

  #statusChanged({ state, lastByteAt }: ConnectionStatus): void {
    const { todos, presence } = this.#options
    if (state !== 'ready') presence.lost(lastByteAt)
    // A probe is a question, not an answer: what is shown stays as live as it was.
    if (state !== 'probing') todos.setLive(state === 'ready')
    const proven = this.#unproven && state === 'ready'
    this.#unproven = state === 'suspended' || state === 'probing'
    if (!proven) return this.#caughtUp()
    // What was made meanwhile could not be written: the lane begins anew, and as after a reconnect the list tells.
    this.#listed = false
    todos.connected((frame) => this.port.send(frame))
    todos.askForList()
  }

  #caughtUp(): void {
    if (this.#listed && this.port.status.state === 'ready') this.#options.presence.back()
  }
}
