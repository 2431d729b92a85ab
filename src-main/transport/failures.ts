import { AppFailure, appError } from '../../src-shared/domain/errors'
import type { AppError } from '../../src-shared/domain/errors'
import { redact } from '../redact'

/** OpenSSL's and Node's names for "this certificate does not prove who that is". */
const CERTIFICATE =
  /CERT|SELF_SIGNED|UNABLE_TO_(GET|VERIFY|DECRYPT|DECODE)|INVALID_CA|HOSTNAME_MISMATCH|PATH_LENGTH_EXCEEDED|INVALID_PURPOSE/

/**
 * An error of node:net, tls, dns or http as one of ours.
 * @param sent whether bytes of ours may have reached the server: then it may have acted on them
 */
export function networkFailure(thrown: unknown, sent: boolean): AppError {
  if (thrown instanceof AppFailure) return thrown.error
  const code = codeOf(thrown)
  const detail = redact(thrown instanceof Error && thrown.message !== '' ? thrown.message : code)
  if (CERTIFICATE.test(code)) {
    return appError('net.certificate', 'The certificate of the server is not trusted', { detail })
  }
  if (code.startsWith('HPE_')) {
    return appError('net.badAnswer', 'The server did not answer in HTTP', { detail })
  }
  if (!sent) return appError('net.unreachable', 'The server cannot be reached', { detail })
  return appError('net.reset', 'The connection broke before the answer was complete', { detail })
}

/** The `code` of a system error; of the first one where several addresses were tried. */
export function codeOf(thrown: unknown): string {
  if (thrown instanceof AggregateError && thrown.errors.length > 0) return codeOf(thrown.errors[0])
  if (typeof thrown !== 'object' || thrown === null || !('code' in thrown)) return ''
  return typeof thrown.code === 'string' ? thrown.code : ''
}
