import type { ConnectionOptions, PeerCertificate } from 'node:tls'
import { fail } from '../../src-shared/domain/errors'
import type { CertificatePin } from '../../src-shared/domain/server'

/**
 * TLS options for a server with a pin: only this very certificate will do. Its authority is the
 * certificate itself (and need not be self-signed: a partial chain is allowed), and it is compared
 * once more by fingerprint, in place of the name, because a home server's certificate seldom has the
 * name it is called by. Verification stays on: without it Node asks `checkServerIdentity` nothing.
 */
export function pinOptions(pin: CertificatePin) {
  return {
    ca: [pin.certificate],
    allowPartialTrustChain: true,
    checkServerIdentity: (_host: string, { fingerprint256 }: PeerCertificate) =>
      fingerprint256 === pin.fingerprint
        ? undefined
        : fail('net.certificate', 'The certificate of the server has changed'),
  } satisfies ConnectionOptions
}
