import * as v from 'valibot'
import type { Clock } from '../clock'
import type { Token } from './types'

/** A token with what its owner's account and its end are judged by. */
export interface HeldToken extends Token {
  /** What the account is named by: the token's `sub`, else the user name; null for a master password. */
  readonly subject: string | null
  /** `exp − iat` in milliseconds; null when the token does not say. */
  readonly lifetimeMs: number | null
  /** Monotonic milliseconds when this process got it. */
  readonly heldSince: number
}

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
 * from the vault that is an upper bound; whether it ended while we were not running, the server's
 * 401 says, once.
 */
export function holdToken(value: string, user: string | null, clock: Clock): HeldToken {
  const claims = claimsOf(value)
  return {
    value,
    user,
    subject: user === null ? null : (claims.sub ?? user),
    lifetimeMs: claims.lifetimeMs,
    heldSince: clock.monotonic(),
  }
}

/** Certainly over, whatever the wall clock says. */
export function isOver(token: HeldToken, clock: Clock): boolean {
  return token.lifetimeMs !== null && clock.monotonic() - token.heldSince >= token.lifetimeMs
}

const StoredSchema = v.object({ value: v.string(), user: v.nullable(v.string()) })

export function tokenToText(token: HeldToken): string {
  return JSON.stringify({ value: token.value, user: token.user })
}

export function tokenFromText(text: string, clock: Clock): HeldToken | null {
  try {
    const stored = v.parse(StoredSchema, JSON.parse(text))
    return holdToken(stored.value, stored.user, clock)
  } catch {
    return null
  }
}
