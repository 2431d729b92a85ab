import type { ServerKind } from '../../src-shared/domain/server'
import type { ProbeAnswer } from '../../src-shared/ipc/commands'
import { normalised, type NewProfile, type ProfileEdit } from '../settings/profiles'
import type { SettingsService } from '../settings/settings'
import type { Cache } from '../store/types'
import { hostOf } from '../transport/network'
import type { HttpFactory } from './http-factory'
import type { Pins } from './pins'
import { probe } from './probe'
import type { SessionService } from './sessions'
import { refuseUnsent, type Unsent } from './unsent'

export interface ServerParts {
  readonly settings: SettingsService
  readonly sessions: SessionService
  readonly unsent: Unsent
  readonly cache: Pick<Cache, 'forgetProfile'>
  readonly http: HttpFactory
  readonly pins: Pick<Pins, 'of'>
}

/** Adding, changing and removing servers, with everything that is kept of them. */
export class Servers {
  constructor(private readonly parts: ServerParts) {}

  /** What answers at an address; errors as in probe.ts, and `input.url`. */
  async probe(typed: string, wanted?: ServerKind, allowInsecure = false): Promise<ProbeAnswer> {
    const url = normalised(typed)
    return probe(this.parts.http({ url, allowInsecure }), url, wanted)
  }

  async add(given: NewProfile): Promise<{ profileId: string }> {
    const { settings, pins } = this.parts
    // The certificate was accepted while the address was being looked at.
    const pin = pins.of(hostOf(new URL(normalised(given.url)))) ?? undefined
    return { profileId: (await settings.add({ ...given, pin })).id }
  }

  activate(profileId: string): Promise<void> {
    return this.parts.settings.activate(profileId)
  }

  /** Another server behind a new URL: the old profile stays in the list while it has unsent changes. */
  async edit(profileId: string, edit: ProfileEdit): Promise<void> {
    const { settings, unsent } = this.parts
    const keepOld = unsent.ofProfile(profileId).length > 0
    const now = await settings.edit(profileId, edit, keepOld)
    if (now.id !== profileId && !keepOld) await this.#forget(profileId)
  }

  /** Throws `account.unsent` unless discarding was chosen; what is discarded is copied to a file first. */
  async remove(profileId: string, discardUnsent: boolean): Promise<void> {
    const { settings, unsent } = this.parts
    settings.profile(profileId)
    const rows = unsent.ofProfile(profileId)
    if (!discardUnsent) refuseUnsent(rows)
    await unsent.backUp(rows)
    await settings.remove(profileId)
    await this.#forget(profileId)
  }

  async #forget(profileId: string): Promise<void> {
    await this.parts.sessions.forgetProfile(profileId)
    this.parts.cache.forgetProfile(profileId)
  }
}
