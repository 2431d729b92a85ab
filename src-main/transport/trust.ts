import { readFileSync } from 'node:fs'
import * as tls from 'node:tls'
import type { SecureContext } from 'node:tls'

/** Where distributions keep all their authorities in one file: Debian and Arch, Fedora, SUSE, Alpine. */
const BUNDLES = [
  '/etc/ssl/certs/ca-certificates.crt',
  '/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem',
  '/etc/ssl/ca-bundle.pem',
  '/etc/ssl/cert.pem',
]

const PEM = /-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g

export interface TrustSources {
  /** The runtime's own reading of the system's store; Node has it since 22.15. */
  readonly fromRuntime?: () => readonly string[]
  /** Reads a file as text; throws where there is none. */
  readonly read?: (path: string) => string
  /** `SSL_CERT_FILE`, where the system keeps its bundle elsewhere. */
  readonly certFile?: string
}

/**
 * Which authorities are believed: those that the runtime brings and those installed in the system.
 * Computed once, when the first connection needs it (parsing some 150 certificates takes 20 ms).
 */
export class Trust {
  readonly #sources: TrustSources
  #context: SecureContext | null | undefined

  constructor(sources: TrustSources = systemSources()) {
    this.#sources = sources
  }

  /** Null where the system adds nothing: then the runtime's own default is right. */
  context(): SecureContext | null {
    if (this.#context === undefined) {
      const own = this.#own()
      this.#context =
        own.length === 0 ? null : tls.createSecureContext({ ca: [...tls.rootCertificates, ...own] })
    }
    return this.#context
  }

  /** What the system has beyond the bundled authorities. */
  #own(): readonly string[] {
    const bundled = new Set(tls.rootCertificates.map(bare))
    return this.#system().filter((pem) => !bundled.has(bare(pem)))
  }

  #system(): readonly string[] {
    const { fromRuntime, read = (path) => readFileSync(path, 'utf8'), certFile } = this.#sources
    if (fromRuntime) return fromRuntime()
    for (const path of certFile ? [certFile, ...BUNDLES] : BUNDLES) {
      try {
        return read(path).match(PEM) ?? []
      } catch {
        // Not this distribution's place.
      }
    }
    return []
  }
}

function systemSources(): TrustSources {
  // Not in the types of the oldest Node that Engawa runs on.
  const runtime = tls as typeof tls & { getCACertificates?: (type: 'system') => string[] }
  const read = runtime.getCACertificates
  return {
    fromRuntime: read && (() => read('system')),
    certFile: process.env['SSL_CERT_FILE'],
  }
}

/** Line breaks differ between sources. */
function bare(pem: string): string {
  return pem.replace(/\s+/g, '')
}
