import type { Capability } from '../../src-shared/domain/capabilities'
import type { ConnectionState } from '../../src-shared/domain/connection'
import type { AppError } from '../../src-shared/domain/errors'
import type {
  ServerKind,
  ServerProfile,
  SessionState,
  SessionView,
} from '../../src-shared/domain/server'
import type { Presence } from '../away/presence'
import { Emitter } from '../emitter'
import type { Sessions } from '../session/types'
import { Counters } from '../transport/timeline'
import type { ConnectionStatus } from '../transport/types'
import type { OwnedConnection } from './owned-connection'
import { UNKNOWN_VARIANT } from './variant'
import type { ApiVariant, Variants } from './variant'

/** A connection that only does what a test tells it; remembers what it was asked. */
export class ScriptedPort implements OwnedConnection {
  readonly counters = new Counters()
  readonly timeline = []
  readonly asked: string[] = []
  readonly sent: unknown[] = []
  readonly #changed = new Emitter<ConnectionStatus>()
  #state: ConnectionState = 'idle'
  epoch = 1

  get status(): ConnectionStatus {
    const times = { since: 0, lastByteAt: null, attempt: 0, nextAttemptAt: null }
    return { state: this.#state, ...times, why: null }
  }

  enter(state: ConnectionState): void {
    this.#state = state
    this.#changed.emit(this.status)
  }

  onStatus(listener: (status: ConnectionStatus) => void): () => void {
    return this.#changed.on(listener)
  }

  open(): void {
    if (this.#state !== 'idle' && this.#state !== 'closed') return
    this.asked.push('open')
    this.enter('authorising')
  }

  close(): Promise<void> {
    if (this.#state !== 'closed' && this.#state !== 'idle') {
      this.asked.push('close')
      this.enter('closed')
    }
    return Promise.resolve()
  }

  retryNow(): void {
    this.asked.push('retryNow')
  }

  authChanged(): void {
    this.asked.push('authChanged')
    this.enter('authorising')
  }

  giveUp(): void {
    this.asked.push('giveUp')
  }

  refuse(why: AppError): void {
    this.asked.push(`refuse ${why.code}`)
    this.enter('needsAuth')
  }

  send(text: string): boolean {
    this.sent.push(JSON.parse(text))
    return true
  }

  suspend(): void {}
  resume(): void {}
}

/** For links of which nobody asks whether their server is away. */
export const UNWATCHED: Presence = {
  ...{ opened: () => undefined, lost: () => undefined, back: () => undefined },
  isLong: false,
}

/** Sessions as a test sets them. */
export class ScriptedSessions implements Sessions {
  readonly refused: string[] = []
  readonly #changed = new Emitter<ServerKind>()
  state: SessionState = 'unknown'
  profileId = 'p'
  url = 'http://127.0.0.1:8000'
  user: string | null = 'mia'
  value: string | null = 'token-1'

  set(
    kind: ServerKind,
    now: Partial<Pick<ScriptedSessions, 'state' | 'profileId' | 'url' | 'user' | 'value'>>,
  ): void {
    Object.assign(this, now)
    this.#changed.emit(kind)
  }

  view(kind: ServerKind): SessionView {
    return {
      ...{ id: kind, profileId: this.profileId, profileName: 'P', url: this.url },
      ...{ sample: false, insecure: true, state: this.state, user: this.user },
      ...{ account: this.account(), vault: 'ok', remembered: true },
    }
  }

  profile(kind: ServerKind): ServerProfile {
    return {
      ...{ id: this.profileId, kind, name: 'P', url: this.url },
      ...{ sample: false, allowInsecure: false },
    }
  }

  account(): string | null {
    return this.user === null ? null : `${this.profileId}:${this.user}`
  }

  token() {
    return Promise.resolve(this.value === null ? null : { value: this.value, user: this.user })
  }

  /** What takes the place of a refused token; the same one: it is not current any more. */
  next: string | null = null

  rejected(_kind: ServerKind, token: string) {
    this.refused.push(token)
    if (token === this.value) this.value = this.next
    return this.token()
  }

  onChange(listener: (kind: ServerKind) => void): () => void {
    return this.#changed.on(listener)
  }
}

/** What is known of one server's version, for tests. */
export class KnownVariants implements Variants {
  readonly lacking: Capability[] = []
  #known: ApiVariant

  constructor(known: Partial<ApiVariant> = {}) {
    this.#known = { ...UNKNOWN_VARIANT, ...known }
  }

  variant(): ApiVariant {
    return this.#known
  }

  learnVariant(_profileId: string, change: Partial<ApiVariant>): void {
    this.#known = { ...this.#known, ...change }
  }

  lacks(_profileId: string, capability: Capability): void {
    this.lacking.push(capability)
  }
}
