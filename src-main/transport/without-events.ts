import { appError } from '../../src-shared/domain/errors'
import type { AppError } from '../../src-shared/domain/errors'
import { afterFailure } from './closes'
import type { Next } from './closes'
import type { TransportPolicy } from './policy'
import type { Turn } from './turn'
import type { ConnectionOwner } from './types'

/**
 * The upgrade was refused: asks over HTTP whether it is the token or the socket itself.
 * @param why the refusal
 */
export function judgeRefusal(
  turn: Turn,
  owner: ConnectionOwner,
  policy: TransportPolicy,
  why: AppError,
  go: (next: Next) => void,
): void {
  turn.deadline(policy.authorisingMs, () => go({ to: 'backoff', why }))
  turn.run(
    () => owner.checkToken(turn.signal),
    (verdict) => {
      if (verdict === 'ok') go({ to: 'eventsUnavailable', why })
      else if (verdict === 'unknown') go({ to: 'backoff', why })
      else go({ to: 'needsAuth', why: appError('auth.required', 'The sign-in was refused') })
    },
    () => go({ to: 'backoff', why }),
  )
}

/**
 * Polls while the turn lasts: at once, then `pollEveryMs` after each answer. A server that answers
 * with an error is still there; one that cannot be reached ends the polling through `go`.
 */
export function pollWhile(
  turn: Turn,
  owner: ConnectionOwner,
  policy: TransportPolicy,
  go: (next: Next) => void,
): void {
  const poll = owner.poll?.bind(owner)
  if (!poll) return
  const again = () => turn.after(policy.pollEveryMs, once)
  const once = () => {
    const limit = turn.deadline(policy.pollTimeoutMs, () =>
      go({ to: 'backoff', why: appError('net.timeout', 'The server did not answer in time') }),
    )
    turn.run(
      () => poll(turn.signal),
      () => {
        limit.cancel()
        again()
      },
      (why) => {
        limit.cancel()
        const to = afterFailure(why)
        const unreachable = why.code.startsWith('net.') && why.retryable
        if (to === 'backoff' && !unreachable) again()
        else go({ to, why })
      },
    )
  }
  once()
}
