import type { TransportPolicy } from './policy'

/** Answers a number in [0, 1), as Math.random does. */
export type Random = () => number

/**
 * Milliseconds before dial `n` (0 after the first loss): exponential, capped, and spread over three
 * quarters of the range so that a thousand clients do not return in the same instant.
 */
export function backoffDelay(n: number, policy: TransportPolicy, random: Random): number {
  const ceiling = Math.min(policy.backoffMaxMs, policy.backoffBaseMs * 2 ** Math.min(n, 30))
  return ceiling * (0.25 + 0.75 * random())
}

/**
 * Milliseconds to leave a server alone that says it is restarting or overloaded. Its own
 * `Retry-After` (seconds) wins, lengthened by up to a tenth so that not all return on the second.
 */
export function busyDelay(
  retryAfter: number | undefined,
  policy: TransportPolicy,
  random: Random,
): number {
  if (retryAfter === undefined) {
    return policy.busyMinMs + (policy.busyMaxMs - policy.busyMinMs) * random()
  }
  const asked = Math.max(0, retryAfter * 1_000) * (1 + 0.1 * random())
  return Math.min(policy.retryAfterMaxMs, Math.max(asked, policy.nowWithinMs))
}

/**
 * Milliseconds before a dial "at once" (wake, network regained, the user's click): within
 * `nowWithinMs`, and never two such dials within `nowEveryMs`.
 * @param last monotonic time of the last such dial, null if there was none
 */
export function soonDelay(
  last: number | null,
  now: number,
  policy: TransportPolicy,
  random: Random,
): number {
  const delay = policy.nowWithinMs * random()
  return last === null ? delay : Math.max(delay, last + policy.nowEveryMs - now)
}
