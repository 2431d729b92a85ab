import { fail } from '../../src-shared/domain/errors'
import type { CertificateState, CertificateView } from '../../src-shared/domain/server'
import type { Clock } from '../clock'
import { normalised } from '../settings/profiles'
import { hostOf } from '../transport/network'
import type { Network } from '../transport/network'
import type { ShownCertificate } from '../transport/probe-certificate'
import type { Pins } from './pins'

export interface CertificateParts {
  readonly pins: Pins
  readonly network: Pick<Network, 'certificate'>
  readonly clock: Clock
}

/** Shows a server's certificate and keeps the user's decision about it. */
export class Certificates {
  constructor(private readonly parts: CertificateParts) {}

  /** What the server shows now; nothing of ours is sent. Rejects with `input.url` or `net.*`. */
  async look(url: string): Promise<CertificateView> {
    const { host, shown } = await this.#shown(url)
    const { fingerprint, subject, issuer, validFrom, validTo, problem } = shown
    return {
      ...{ host, fingerprint, subject, issuer, validFrom, validTo, problem },
      accepted: this.parts.pins.of(host)?.fingerprint ?? null,
      state: this.#state(host, shown),
    }
  }

  /**
   * Keeps the certificate with this fingerprint for its server. It is looked at once more, so that
   * what is kept is what was shown. Rejects with `net.certificate` when it is not, and when another
   * one is pinned: that can only be forgotten first.
   */
  async accept(url: string, fingerprint: string): Promise<void> {
    const { host, shown } = await this.#shown(url)
    const state = this.#state(host, shown)
    if (shown.fingerprint !== fingerprint) {
      throw fail('net.certificate', 'The server shows another certificate than a moment ago')
    }
    if (state === 'changed') {
      throw fail('net.certificate', 'The certificate of the server has changed')
    }
    if (state !== 'untrusted') return
    await this.parts.pins.keep(host, { fingerprint, certificate: shown.certificate })
  }

  async #shown(typed: string): Promise<{ host: string; shown: ShownCertificate }> {
    const url = new URL(normalised(typed))
    if (url.protocol !== 'https:')
      throw fail('input.url', 'Only an https address has a certificate')
    return { host: hostOf(url), shown: await this.parts.network.certificate(url) }
  }

  #state(host: string, shown: ShownCertificate): CertificateState {
    const pin = this.parts.pins.of(host)
    if (pin && pin.fingerprint !== shown.fingerprint) return 'changed'
    const now = this.parts.clock.now()
    // A pin cannot help there: it takes the place of the authority, not of the calendar.
    if (now < shown.validFrom || now > shown.validTo) return 'outOfDate'
    if (pin) return 'accepted'
    return shown.problem === null ? 'trusted' : 'untrusted'
  }
}
