import { AppFailure, fail, type AppError } from '../../src-shared/domain/errors'

/** A gateway answers these while the server behind it is down. */
const GATEWAY: ReadonlySet<number | undefined> = new Set([502, 504])

/** No answer of the server itself, or one that only asks for patience: it has decided nothing. */
export function isAway({ code, status }: AppError): boolean {
  if (code === 'server.busy' || GATEWAY.has(status)) return true
  return /^net\.(unreachable|timeout|reset|cancelled|proxy|certificate|insecure)$/.test(code)
}

/**
 * The failure of a question about a token, in a code that says of the call which needs the token
 * that nothing of it was sent.
 */
export function undecided(error: AppError): AppFailure {
  const { code, message } = error
  const plain = code === 'net.timeout' || code === 'net.reset' || code === 'net.cancelled'
  if (!plain && code !== 'server.failed') return new AppFailure(error)
  return fail('net.unreachable', 'The sign-in could not be checked', { detail: message })
}
