import * as v from 'valibot'
import type { Clock } from '../clock'
import type { Token } from './types'

/** What a server hands out for a sign-in or a refresh. */
export interface Grant {
  readonly value: string
  /** Brings the next token without a password, where the server has such a thing. */
  readonly refresh: string | null
}

/** A token with what its owner's account and its end are judged by. */
export interface HeldToken extends Token, Grant {
  /** What the account is named by: the token's `sub`, else the user name; null for a master password. */
  readonly subject: string | null
  /** `exp − iat` in milliseconds; null when the token does not say. */
  readonly lifetimeMs: number | null
  /** Monotonic milliseconds when this process got it. */
  readonly heldSince: number
  /** Epoch milliseconds, by our own clock, when it was received; an earlier process may have done so. */
  readonly receivedAt: number
  /** Whether the vault keeps it for the next start. */
  readonly remember: boolean
  /** It took the place of one that the server had refused. */
  readonly afterRefusal: boolean
}

/** How a token came to us. */
export type Origin = Pick<HeldToken, 'user' | 'remember' | 'afterRefusal'>

/** What of a JWT is read. It is not verified here: only the server can, and only it decides. */
export interface Claims {
  readonly sub: string | null
  readonly lifetimeMs: number | null
}

const NO_CLAIMS: Claims = { sub: null, lifetimeMs: null }

/** Reads a JWT's claims tolerantly; anything that is not one has none. */
export function claimsOf(token: string): Claims {
  const payload = token.split('.')[1]
  if (!payload) return NO_CLAIMS
  let claims: unknown
  try {
    claims = JSON.parse(Buffer.from(payload, 'base64url').toString('utf8'))
  } catch {
    return NO_CLAIMS
  }
  if (typeof claims !== 'object' || claims === null) return NO_CLAIMS
  const { sub, iat, exp } = claims as Record<string, unknown>
  const lifetime = typeof iat === 'number' && typeof exp === 'number' ? (exp - iat) * 1_000 : null
  return {
    sub: typeof sub === 'string' || typeof sub === 'number' ? String(sub) : null,
    lifetimeMs: lifetime !== null && lifetime > 0 ? lifetime : null,
  }
}

/**
 * Takes a token in, just received or just read from the vault. Its life is counted from now on the
 * monotonic clock: neither a wrong local clock nor one that is changed can end it early. For one
 * from the vault that is an upper bound; see `mayBeOver`.
 */
export function holdToken(grant: Grant, origin: Origin, clock: Clock): HeldToken {
  const claims = claimsOf(grant.value)
  return {
    ...grant,
    ...origin,
    subject: origin.user === null ? null : (claims.sub ?? origin.user),
    lifetimeMs: claims.lifetimeMs,
    heldSince: clock.monotonic(),
    receivedAt: clock.now(),
  }
}

/** Certainly over, whatever the wall clock says. */
export function isOver(token: HeldToken, clock: Clock): boolean {
  return token.lifetimeMs !== null && clock.monotonic() - token.heldSince >= token.lifetimeMs
}

/**
 * The wall clock has run longer than its life: the machine slept, or the program did not run, or
 * somebody set the clock. So it may be over; only the server knows.
 */
export function mayBeOver(token: HeldToken, clock: Clock): boolean {
  return token.lifetimeMs !== null && clock.now() - token.receivedAt >= token.lifetimeMs
}

/** The same token after the server has said that it is still good: the wall clock was wrong about it. */
export function confirmed(token: HeldToken, clock: Clock): HeldToken {
  return { ...token, receivedAt: clock.now() - (clock.monotonic() - token.heldSince) }
}

const StoredSchema = v.object({
  value: v.string(),
  user: v.nullable(v.string()),
  refresh: v.optional(v.nullable(v.string()), null),
  receivedAt: v.optional(v.number()),
})

export function tokenToText({ value, user, refresh, receivedAt }: HeldToken): string {
  return JSON.stringify({ value, user, refresh, receivedAt })
}

export function tokenFromText(text: string, clock: Clock): HeldToken | null {
  try {
    const { value, user, refresh, receivedAt } = v.parse(StoredSchema, JSON.parse(text))
    const token = holdToken(
      { value, refresh },
      { user, remember: true, afterRefusal: false },
      clock,
    )
    return receivedAt === undefined ? token : { ...token, receivedAt }
  } catch {
    return null
  }
}
