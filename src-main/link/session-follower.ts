import { AppFailure, appError } from '../../src-shared/domain/errors'
import type { AppError } from '../../src-shared/domain/errors'
import type { ServerKind } from '../../src-shared/domain/server'
import type { Sessions } from '../session/types'
import type { ConnectionPort } from '../transport/types'
import { sameWhere } from './where'
import type { Where } from './where'

export interface SessionFollowerOptions {
  readonly kind: ServerKind
  readonly sessions: Sessions
  readonly port: ConnectionPort
  /** Another account (or none) is to be shown. The connection is closed at that moment. */
  readonly open: (where: Where | null) => void
}

/**
 * Ties a connection and the services behind it to whoever is signed in: another server or account
 * means other data and another connection; a new token means another try.
 */
export class SessionFollower {
  readonly #options: SessionFollowerOptions
  #where: Where | null = null
  /** The address the connection was opened for; a sample server's changes with each start. */
  #address: string | null = null
  #off: (() => void) | null = null
  #dialling = false
  /** How the server refused the token it was given last. */
  #refusal: AppError | null = null

  constructor(options: SessionFollowerOptions) {
    this.#options = options
  }

  /** Shows what is cached for the account last used, and follows changes. Reads no keychain. */
  load(): void {
    const { sessions, kind } = this.#options
    this.#off ??= sessions.onChange((changed) => {
      if (changed === kind) this.#follow()
    })
    this.#follow()
  }

  /** From now on connections are made; this is what reads the keychain first. */
  dial(): void {
    this.#dialling = true
    this.#follow()
  }

  /**
   * The server refused the token of the present dial. Dials again: with the one that has taken its
   * place, with what a refresh brings, or, when there is none, into `needsAuth`.
   */
  refused(token: string | null): void {
    if (token === null) return
    const { sessions, kind, port } = this.#options
    this.#refusal = port.status.why
    sessions.rejected(kind, token).catch(() => undefined)
    port.authChanged()
  }

  /** Why there is nothing to dial with: in the server's words, where it has said it. */
  nobody(): AppFailure {
    return new AppFailure(this.#refusal ?? appError('auth.required', 'Nobody is signed in'))
  }

  /**
   * What it means for the dial that the server takes the present token over HTTP: the dial's own is
   * good, or another one has taken its place.
   */
  async verdict(token: string | null): Promise<'ok' | 'refused'> {
    const { sessions, kind } = this.#options
    return (await sessions.token(kind))?.value === token ? 'ok' : 'refused'
  }

  async stop(): Promise<void> {
    this.#off?.()
    this.#off = null
    this.#dialling = false
    await this.#options.port.close()
  }

  #follow(): void {
    const { sessions, kind, port, open } = this.#options
    const profile = sessions.profile(kind)
    const account = sessions.account(kind)
    const where = profile && account !== null ? { profileId: profile.id, account } : null
    const address = profile ? `${profile.id} ${profile.url} ${profile.allowInsecure}` : null
    if (address !== this.#address || !sameWhere(where, this.#where)) this.#close()
    this.#address = address
    if (!sameWhere(where, this.#where)) {
      this.#where = where
      open(where)
    }
    if (!this.#dialling) return
    switch (sessions.view(kind).state) {
      case 'unknown':
        if (where) port.open()
        break
      case 'signedIn':
        this.#signedIn()
        break
      case 'signingIn':
        this.#perhapsSignedIn()
        break
      case 'expired':
        if (port.status.state !== 'needsAuth') {
          port.refuse(this.#refusal ?? appError('auth.required', 'The sign-in has ended'))
        }
        break
      case 'none':
      case 'needsSetup':
      case 'signedOut':
        this.#close()
        break
    }
  }

  /** One that was never opened stays idle. */
  #close(): void {
    const { port } = this.#options
    if (port.status.state !== 'idle') void port.close()
  }

  #signedIn(): void {
    const { port } = this.#options
    this.#refusal = null
    port.open()
    if (port.status.state === 'needsAuth') port.authChanged()
  }

  /** The token is taken before the sign-in is said to be over; that end is not told again. */
  #perhapsSignedIn(): void {
    const { sessions, kind } = this.#options
    sessions.token(kind).then(
      (token) => {
        if (token && this.#dialling) this.#signedIn()
      },
      () => undefined,
    )
  }
}
