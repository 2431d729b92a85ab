import type { ServerProfile } from '../../src-shared/domain/server'
import type { Clock } from '../clock'
import { accountId, type Accounts } from './accounts'
import {
  confirmed,
  holdToken,
  tokenFromText,
  tokenToText,
  type Grant,
  type HeldToken,
  type Origin,
} from './tokens'
import type { Vault } from './vault'

/** Why there is no token at a profile. */
export type Absence = 'signedOut' | 'expired' | 'needsSetup'

type Slot =
  { readonly token: HeldToken } | { readonly token: null; readonly why: Absence } | undefined

/**
 * The current token of each profile: read from the vault once, then held in memory. One profile has
 * one token; what is taken in replaces it, and only the current one can be dropped.
 */
export class TokenStore {
  readonly #slots = new Map<string, Slot>()

  constructor(
    private readonly vault: Vault,
    private readonly accounts: Accounts,
    private readonly clock: Clock,
  ) {}

  /** What is known without reading anything: undefined until `load`. */
  known(profileId: string): Slot {
    return this.#slots.get(profileId)
  }

  /**
   * The token that is current, reading the vault on first use; null when signed out. Whether it may
   * still be used, token-life.ts says.
   */
  async load(profileId: string): Promise<HeldToken | null> {
    if (!this.#slots.has(profileId)) {
      const text = await this.vault.get(keyOf(profileId))
      // A sign-in may have come in between; it is newer than what the vault held.
      if (!this.#slots.has(profileId)) {
        const token = text === null ? null : tokenFromText(text, this.clock)
        this.#slots.set(profileId, token ? { token } : { token: null, why: 'signedOut' })
      }
    }
    return this.#slots.get(profileId)?.token ?? null
  }

  /** Keeps the token of a sign-in and remembers whose it is. */
  async take(
    profile: ServerProfile,
    grant: Grant,
    origin: Omit<Origin, 'afterRefusal'>,
  ): Promise<void> {
    const token = holdToken(grant, { ...origin, afterRefusal: false }, this.clock)
    this.#slots.set(profile.id, { token })
    await this.accounts.remember(profile.id, token.subject)
    await this.#store(profile.id, token)
  }

  /**
   * Puts what a refresh brought in the place of the token it was made with. False, and nothing is
   * changed, where that one is no longer current, or where the new one is somebody else's.
   */
  replace(profileId: string, old: HeldToken, grant: Grant, afterRefusal: boolean): boolean {
    const { user, remember } = old
    const token = holdToken(grant, { user, remember, afterRefusal }, this.clock)
    if (!this.isCurrent(profileId, old) || token.subject !== old.subject) return false
    this.#slots.set(profileId, { token })
    // Whoever waits for the token goes on while the vault still writes.
    void this.#store(profileId, token)
    return true
  }

  /** The server has said that the token is good, whatever the wall clock makes of it. */
  confirm(profileId: string, token: HeldToken): void {
    if (this.isCurrent(profileId, token)) {
      this.#slots.set(profileId, { token: confirmed(token, this.clock) })
    }
  }

  isCurrent(profileId: string, token: HeldToken): boolean {
    return this.#slots.get(profileId)?.token === token
  }

  /** Memory first, so that nobody gets the token while the vault is still writing. */
  async drop(profileId: string, why: Absence): Promise<void> {
    this.#slots.set(profileId, { token: null, why })
    await this.vault.remove(keyOf(profileId))
  }

  /** Signed out by the user's own word: nobody is shown at this profile until the next sign-in. */
  async leave(profileId: string): Promise<void> {
    const dropped = this.drop(profileId, 'signedOut')
    await Promise.all([dropped, this.accounts.forget(profileId)])
  }

  /** Corrects why there is no token; without effect while there is one. */
  explain(profileId: string, why: Absence): void {
    if (!this.#slots.get(profileId)?.token) this.#slots.set(profileId, { token: null, why })
  }

  /** After the vault could be opened at last: what was not found while it was closed is read again. */
  forgetAbsences(): void {
    for (const [profileId, slot] of this.#slots) {
      if (slot && slot.token === null) this.#slots.delete(profileId)
    }
  }

  /** The account of whoever is, or was last, signed in at the profile; null: nobody yet. */
  account(profileId: string): string | null {
    const token = this.#slots.get(profileId)?.token
    return token ? accountId(profileId, token.subject) : this.accounts.last(profileId)
  }

  persisted(profileId: string): boolean {
    return this.vault.persisted(keyOf(profileId))
  }

  async forgetProfile(profileId: string): Promise<void> {
    await this.drop(profileId, 'signedOut')
    this.#slots.delete(profileId)
    await this.accounts.forget(profileId)
  }

  #store(profileId: string, token: HeldToken): Promise<void> {
    return this.vault.put(keyOf(profileId), tokenToText(token), token.remember)
  }
}

function keyOf(profileId: string): string {
  return `token:${profileId}`
}
