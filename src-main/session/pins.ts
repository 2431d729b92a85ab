import type { CertificatePin, ServerProfile } from '../../src-shared/domain/server'
import { hostOf } from '../transport/network'

/** Where pins are kept: with the servers in the settings. */
export interface PinKeeper {
  readonly current: { readonly profiles: readonly ServerProfile[] }
  setPin(profileIds: readonly string[], pin: CertificatePin | null): Promise<void>
}

/**
 * The certificates the user accepted, by the host and port they were accepted for. A server that is
 * just being added has no profile yet; its pin is held until it has.
 */
export class Pins {
  readonly #held = new Map<string, CertificatePin>()

  constructor(private readonly settings: PinKeeper) {}

  of(host: string): CertificatePin | null {
    const profile = this.#at(host).find(({ pin }) => pin)
    return profile?.pin ?? this.#held.get(host) ?? null
  }

  /** Rejects with `store.*` when it cannot be saved; it holds until the program ends all the same. */
  async keep(host: string, pin: CertificatePin): Promise<void> {
    this.#held.set(host, pin)
    await this.#save(host, pin)
  }

  /** For every server at this host. Rejects with `store.*`. */
  async forget(host: string): Promise<void> {
    this.#held.delete(host)
    await this.#save(host, null)
  }

  async #save(host: string, pin: CertificatePin | null): Promise<void> {
    const ids = this.#at(host).map(({ id }) => id)
    if (ids.length > 0) await this.settings.setPin(ids, pin)
  }

  #at(host: string): readonly ServerProfile[] {
    return this.settings.current.profiles.filter(({ url }) => hostOf(new URL(url)) === host)
  }
}
