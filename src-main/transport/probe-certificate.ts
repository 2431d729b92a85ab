import type { Socket } from 'node:net'
import * as tls from 'node:tls'
import type { PeerCertificate } from 'node:tls'
import { AppFailure, fail } from '../../src-shared/domain/errors'
import { networkFailure } from './failures'

/** The certificate that a server shows, and whether the authorities and its name speak for it. */
export interface ShownCertificate {
  /** SHA-256, upper-case hex in pairs, colons between. */
  readonly fingerprint: string
  /** PEM. */
  readonly certificate: string
  readonly subject: string
  readonly issuer: string
  /** Epoch milliseconds. */
  readonly validFrom: number
  readonly validTo: number
  /** What is wrong with it, in OpenSSL's or Node's words; null when it is trusted. */
  readonly problem: string | null
}

export interface ProbeCertificateOptions {
  /** Without brackets. */
  readonly host: string
  readonly port: number
  /** Through a proxy. */
  readonly socket?: Socket
  readonly secureContext?: tls.SecureContext
  /** Real milliseconds without a byte. */
  readonly timeoutMs: number
}

/**
 * Looks at a server's certificate by a bare TLS handshake that writes nothing of ours. This is the
 * only place where verification is off: to show a certificate that is not trusted.
 * @throws AppFailure `net.*`
 */
export function probeCertificate(options: ProbeCertificateOptions): Promise<ShownCertificate> {
  const { host, port, socket, secureContext, timeoutMs } = options
  return new Promise((resolve, reject) => {
    const stream = tls.connect({
      ...(socket ? { socket } : { host, port }),
      ...(secureContext ? { secureContext } : {}),
      ...(isName(host) ? { servername: host } : {}),
      rejectUnauthorized: false,
    })
    stream.setTimeout(timeoutMs, () =>
      stream.destroy(fail('net.timeout', 'The server did not show its certificate in time')),
    )
    stream.once('error', (thrown) => reject(new AppFailure(networkFailure(thrown, false))))
    stream.once('close', () => reject(fail('net.unreachable', 'The server showed no certificate')))
    stream.once('secureConnect', () => {
      const shown = stream.getPeerCertificate()
      const problem = stream.authorized
        ? (tls.checkServerIdentity(host, shown)?.message ?? null)
        : String(stream.authorizationError)
      stream.destroy()
      resolve(describe(shown, problem))
    })
  })
}

function describe(shown: PeerCertificate, problem: string | null): ShownCertificate {
  const base64 = shown.raw.toString('base64').replace(/.{64}/g, '$&\n').trimEnd()
  return {
    fingerprint: shown.fingerprint256,
    certificate: `-----BEGIN CERTIFICATE-----\n${base64}\n-----END CERTIFICATE-----\n`,
    subject: nameOf(shown.subject),
    issuer: nameOf(shown.issuer),
    validFrom: Date.parse(shown.valid_from),
    validTo: Date.parse(shown.valid_to),
    problem,
  }
}

/** `Common Name, Organisation`; whatever there is of it. */
function nameOf(name: tls.Certificate | undefined): string {
  const parts = [name?.CN, name?.O].flat().filter((part) => typeof part === 'string' && part !== '')
  return parts.join(', ')
}

/** SNI takes names only. */
function isName(host: string): boolean {
  return !/^[\d.]+$|:/.test(host)
}
