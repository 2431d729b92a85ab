import type { IncomingHttpHeaders } from 'node:http'

/**
 * Seconds the server asks us to wait; undefined where it does not say, or says nothing sensible.
 * A date is measured against the server's own `Date`, so that a wrong local clock does not matter.
 * @param now epoch milliseconds, for a server without `Date`
 */
export function retryAfterOf(headers: IncomingHttpHeaders, now: number): number | undefined {
  const value = headers['retry-after']?.trim()
  if (value === undefined || value === '') return undefined
  if (/^\d+(\.\d+)?$/.test(value)) return Number(value)
  // An HTTP date begins with its weekday; Date.parse alone reads a date into almost anything.
  const until = /^[a-z]{3}/i.test(value) ? Date.parse(value) : Number.NaN
  if (Number.isNaN(until)) return undefined
  const sent = Date.parse(headers.date ?? '')
  return Math.max(0, (until - (Number.isNaN(sent) ? now : sent)) / 1_000)
}
