import { fail, toAppError } from '../../src-shared/domain/errors'
import {
  SERVER_KINDS,
  type ServerKind,
  type ServerProfile,
  type SessionView,
} from '../../src-shared/domain/server'
import type { Clock } from '../clock'
import type { Logger } from '../log'
import type { Slice } from '../state/slice'
import type { HttpFactory } from './http-factory'
import { isConfigured, signOutLibrary } from './sign-in-library'
import { SignIns, type Credentials } from './sign-ins'
import { TokenLife } from './token-life'
import type { TokenStore } from './token-store'
import type { Sessions, Token } from './types'
import { refuseUnsent, type Unsent, type UnsentChoice } from './unsent'
import type { Vault } from './vault'
import { SessionViews } from './views'

/** The profiles in use; the settings own them. */
export interface ProfileSource {
  active(kind: ServerKind): ServerProfile | null
  onChange(listener: () => void): () => void
}

export interface SessionServiceParts {
  readonly profiles: ProfileSource
  readonly vault: Vault
  readonly tokens: TokenStore
  readonly http: HttpFactory
  readonly unsent: Unsent
  readonly clock: Clock
  readonly log: Logger
}

/**
 * Who is signed in where. Views are there at once (`unknown` until the vault has been read); the
 * vault is read by `start` or by whoever first asks for a token, never before.
 */
export class SessionService implements Sessions {
  readonly #views: SessionViews
  readonly #stops: (() => void)[] = []
  readonly #signIns: SignIns
  readonly #life: TokenLife
  #started = false

  constructor(private readonly parts: SessionServiceParts) {
    const { tokens, http, clock, log } = parts
    this.#views = new SessionViews(parts)
    this.#signIns = new SignIns(http, tokens)
    this.#life = new TokenLife({
      ...{ tokens, http, clock, log },
      active: (kind) => this.profile(kind),
      changed: (profile) => this.#tokenChanged(profile),
    })
    this.#stops.push(
      parts.profiles.onChange(() => this.#profilesChanged()),
      parts.vault.onChange(() => this.#views.showAll()),
      this.#views.onChange(() => this.#life.watch()),
    )
  }

  /** Reads the vault. To be called once the window has painted: a slow keyring must not delay it. */
  async start(): Promise<void> {
    this.#started = true
    await Promise.all(SERVER_KINDS.map((kind) => this.#load(kind)))
  }

  /** Resolves when what was decided (a refused token, a sign-out) is on the disk too. */
  async dispose(): Promise<void> {
    for (const stop of this.#stops.splice(0)) stop()
    this.#life.dispose()
    await this.parts.vault.settled()
  }

  get slice(): Slice<SessionView, null> {
    return this.#views.slice
  }

  view(kind: ServerKind): SessionView {
    return this.#views.of(kind)
  }

  profile(kind: ServerKind): ServerProfile | null {
    return this.parts.profiles.active(kind)
  }

  account(kind: ServerKind): string | null {
    const profile = this.profile(kind)
    return profile ? this.parts.tokens.account(profile.id) : null
  }

  token(kind: ServerKind): Promise<Token | null> {
    return this.#tokenFrom(kind, (profile) => this.#life.current(profile))
  }

  rejected(kind: ServerKind, token: string): Promise<Token | null> {
    return this.#tokenFrom(kind, (profile) => this.#life.refused(profile, token))
  }

  /** The machine has slept, or may have: a token may have ended meanwhile. */
  woke(): void {
    this.#life.woke()
  }

  onChange(listener: (kind: ServerKind) => void): () => void {
    return this.#views.onChange(listener)
  }

  /** Sets the master password and signs in with it; errors as in sign-in-library.ts. */
  async setUp(password: string, animeDirectory?: string): Promise<void> {
    await this.setUpAt(this.#required('library'), password, animeDirectory)
  }

  /** Rejects with `auth.*` or `net.*`; a token that was there before stays until the new one is in. */
  async signIn(kind: ServerKind, credentials: Credentials): Promise<void> {
    await this.signInAt(this.#required(kind), credentials)
  }

  /** Makes a todo user and signs in as it. */
  async register(user: string, password: string): Promise<void> {
    await this.registerAt(this.#required('todos'), user, password)
  }

  setUpAt(profile: ServerProfile, password: string, animeDirectory?: string): Promise<void> {
    return this.#signingIn(profile, () => this.#signIns.setUp(profile, password, animeDirectory))
  }

  signInAt(profile: ServerProfile, credentials: Credentials): Promise<void> {
    return this.#signingIn(profile, () => this.#signIns.signIn(profile, credentials))
  }

  registerAt(profile: ServerProfile, user: string, password: string): Promise<void> {
    return this.#signingIn(profile, () => this.#signIns.register(profile, user, password))
  }

  /** For servers whose sign-in can't be found. Rejects with `input.invalid`, or `auth.required` when it is refused. */
  async pasteToken(kind: ServerKind, text: string): Promise<void> {
    const profile = this.#required(kind)
    await this.#signingIn(profile, () => this.#signIns.paste(profile, text))
  }

  /**
   * Forgets the token here at once and tells the server when it can be told; from then on nothing
   * of the account is shown, though its cache and outbox stay for its next sign-in. With `ask`, rejects
   * with `account.unsent` while changes wait; `keep` leaves them for the next sign-in of the same
   * account; `discard` writes a copy first.
   */
  async signOut(kind: ServerKind, choice: UnsentChoice): Promise<void> {
    const profile = this.#required(kind)
    const { tokens, unsent } = this.parts
    const account = tokens.account(profile.id)
    const rows = account === null || choice === 'keep' ? [] : unsent.ofAccount(account)
    if (choice === 'ask') refuseUnsent(rows)
    if (choice === 'discard') await unsent.backUp(rows)
    const token = await tokens.load(profile.id)
    const dropped = tokens.leave(profile.id)
    this.#views.show(kind)
    if (choice === 'discard') unsent.discard(rows)
    if (token && kind === 'library') {
      void signOutLibrary(this.parts.http(profile), token.value).catch((thrown: unknown) =>
        this.parts.log.debug('sign-out not told', { why: toAppError(thrown).code }),
      )
    }
    await dropped
    this.#views.show(kind)
  }

  /** The vault's way out: unlock, try again. Rejects with the vault's state when it is still closed. */
  async retryVault(): Promise<void> {
    const { vault, tokens } = this.parts
    await vault.retry()
    if (vault.state === 'ok') {
      tokens.forgetAbsences()
      await this.start()
    }
    this.#views.showAll()
    const { state } = vault
    if (state !== 'ok' && state !== 'unread') {
      throw fail(`vault.${state}`, 'The keychain still cannot be used')
    }
  }

  /** Drops all that is kept of a profile that is removed. */
  async forgetProfile(profileId: string): Promise<void> {
    await this.parts.tokens.forgetProfile(profileId)
    this.#views.showAll()
  }

  async #signingIn(profile: ServerProfile, work: () => Promise<void>): Promise<void> {
    this.#views.busy(profile, +1)
    try {
      await work()
    } catch (thrown) {
      if (toAppError(thrown).code === 'auth.notSetUp') {
        this.parts.tokens.explain(profile.id, 'needsSetup')
      }
      throw thrown
    } finally {
      this.#views.busy(profile, -1)
    }
  }

  async #load(kind: ServerKind): Promise<void> {
    const profile = this.profile(kind)
    if (!profile) return
    const token = await this.parts.tokens.load(profile.id)
    this.#views.show(kind)
    if (!token && kind === 'library') await this.#checkSetUp(profile)
  }

  async #tokenFrom(
    kind: ServerKind,
    ask: (profile: ServerProfile) => Promise<Token | null>,
  ): Promise<Token | null> {
    const profile = this.profile(kind)
    if (!profile) return null
    const held = await ask(profile)
    this.#views.show(kind)
    return held && { value: held.value, user: held.user }
  }

  /** Refreshed, or ended. */
  #tokenChanged(profile: ServerProfile): void {
    this.#views.show(profile.kind)
    const ended = !this.parts.tokens.known(profile.id)?.token
    if (ended && profile.kind === 'library') void this.#checkSetUp(profile)
  }

  /** A library server without a master password needs another sheet than one that has it. */
  async #checkSetUp(profile: ServerProfile): Promise<void> {
    const configured = await isConfigured(this.parts.http(profile)).catch(() => null)
    if (configured === null) return
    const known = this.parts.tokens.known(profile.id)
    if (!known || known.token) return
    if (!configured) this.parts.tokens.explain(profile.id, 'needsSetup')
    else if (known.why === 'needsSetup') this.parts.tokens.explain(profile.id, 'signedOut')
    this.#views.show(profile.kind)
  }

  #profilesChanged(): void {
    this.#views.showAll()
    // Before `start` the vault stays untouched; it comes when the window has painted.
    if (!this.#started) return
    for (const kind of SERVER_KINDS) {
      const profile = this.profile(kind)
      if (profile && !this.parts.tokens.known(profile.id)) void this.#load(kind)
    }
  }

  #required(kind: ServerKind): ServerProfile {
    const profile = this.profile(kind)
    if (!profile) throw fail('profile.notFound', `No ${kind} server has been added`)
    return profile
  }
}
