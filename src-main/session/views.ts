import {
  SERVER_KINDS,
  type ServerKind,
  type ServerProfile,
  type SessionView,
} from '../../src-shared/domain/server'
import { Emitter } from '../emitter'
import { Slice } from '../state/slice'
import type { ProfileSource } from './sessions'
import type { TokenStore } from './token-store'
import type { Vault } from './vault'
import { sessionView } from './view'

export interface SessionViewsParts {
  readonly profiles: Pick<ProfileSource, 'active'>
  readonly vault: Pick<Vault, 'state'>
  readonly tokens: TokenStore
}

/** What the window sees of the sessions, and the telling when one is another than before. */
export class SessionViews {
  readonly slice = new Slice<SessionView, null>(null)
  readonly #parts: SessionViewsParts
  readonly #changed = new Emitter<ServerKind>()
  /** Sign-ins under way per profile. */
  readonly #busy = new Map<string, number>()
  readonly #told = new Map<ServerKind, string>()

  constructor(parts: SessionViewsParts) {
    this.#parts = parts
    this.showAll()
  }

  of(kind: ServerKind): SessionView {
    return this.slice.get(kind) ?? this.#view(kind)
  }

  /** Signed in, signed out, expired, refreshed, other profile, other account. */
  onChange(listener: (kind: ServerKind) => void): () => void {
    return this.#changed.on(listener)
  }

  /** A sign-in begins (+1) or ends (-1). */
  busy(profile: ServerProfile, by: number): void {
    this.#busy.set(profile.id, (this.#busy.get(profile.id) ?? 0) + by)
    this.show(profile.kind)
  }

  showAll(): void {
    for (const kind of SERVER_KINDS) this.show(kind)
  }

  /** Publishes what the window sees, and tells the services when it is another session than before. */
  show(kind: ServerKind): void {
    this.slice.upsert(this.#view(kind), true)
    const { profiles, tokens } = this.#parts
    const profile = profiles.active(kind)
    const slot = profile ? tokens.known(profile.id) : undefined
    const account = profile ? tokens.account(profile.id) : null
    const token = slot?.token ? slot.token.value : (slot?.why ?? null)
    const now = JSON.stringify([profile, account, token])
    if (this.#told.get(kind) === now) return
    const first = !this.#told.has(kind)
    this.#told.set(kind, now)
    if (!first) this.#changed.emit(kind)
  }

  #view(kind: ServerKind): SessionView {
    const { profiles, vault, tokens } = this.#parts
    const profile = profiles.active(kind)
    return sessionView(kind, profile, {
      slot: profile ? tokens.known(profile.id) : undefined,
      account: profile ? tokens.account(profile.id) : null,
      busy: profile !== null && (this.#busy.get(profile.id) ?? 0) > 0,
      vault: vault.state,
      persisted: profile !== null && tokens.persisted(profile.id),
    })
  }
}
