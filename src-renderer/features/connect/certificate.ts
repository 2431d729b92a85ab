import { shallowRef, watch, type Ref } from 'vue'
import type { AppError } from '../../../src-shared/domain/errors'

export interface CertificateQuestion {
  readonly url: string
  /** Runs what the certificate stood in the way of, once it is accepted. */
  readonly then?: () => void
}

/** The server whose certificate CertificateDialog shows. */
export const certificateAsked = shallowRef<CertificateQuestion | null>(null)

/** Opens the dialog that shows a server's certificate and asks about it. */
export function askCertificate(url: string, then?: () => void): void {
  certificateAsked.value = { url, ...(then ? { then } : {}) }
}

/** Asks whenever an action has failed over the certificate, and runs it again after a yes. */
export function askWhenUntrusted(
  error: Readonly<Ref<AppError | null>>,
  url: () => string | undefined,
  again: () => void,
): void {
  watch(error, (now) => {
    const at = url()
    if (now?.code === 'net.certificate' && at) askCertificate(at, again)
  })
}
