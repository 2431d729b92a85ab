import { badAnswer, first, isObject, needObject, readFlag, readText, readTime } from '../read'

export interface TokenAnswer {
  readonly token: string
  /** Epoch milliseconds, where the server says; the token itself is judged by `readJwt`. */
  readonly expiresAt: number | null
}

/**
 * A sign-in's answer: the token under `access_token`, or `token` on older servers.
 * @throws AppFailure `net.badAnswer`
 */
export function decodeToken(body: unknown, endpoint: string): TokenAnswer {
  const from = needObject(body, endpoint, 'a token')
  const held = isObject(from.data) ? from.data : from
  const found = first(from, 'access_token', 'token') ?? first(held, 'access_token', 'token')
  if (typeof found !== 'string' || found.trim() === '') throw badAnswer(endpoint, 'no token')
  return { token: found.trim(), expiresAt: readTime(first(from, 'expires_at')) }
}

export interface AuthStatus {
  /** Whether a master password is set. */
  readonly configured: boolean
  readonly authenticated: boolean | null
}

/** @throws AppFailure `net.badAnswer` when the answer does not say whether the server is set up */
export function decodeAuthStatus(body: unknown, endpoint: string): AuthStatus {
  const from = needObject(body, endpoint, 'an auth status')
  const configured = readFlag(first(from, 'configured', 'is_configured'))
  if (configured === null) throw badAnswer(endpoint, 'no `configured`')
  return { configured, authenticated: readFlag(from.authenticated) }
}

/** What a token says of itself, read without checking its signature (the server does that). */
export interface JwtClaims {
  /** `exp − iat` in seconds: free of the local clock, which may be wrong. */
  readonly lifetimeSeconds: number | null
  readonly sub: string | null
}

/** Null when the text is no JWT; such tokens live until the server refuses them. */
export function readJwt(token: string): JwtClaims | null {
  const parts = token.split('.')
  if (parts.length !== 3) return null
  try {
    const claims: unknown = JSON.parse(Buffer.from(parts[1] ?? '', 'base64url').toString('utf8'))
    if (!isObject(claims)) return null
    const { exp, iat } = claims
    const lifetime = typeof exp === 'number' && typeof iat === 'number' ? exp - iat : null
    return {
      lifetimeSeconds: lifetime !== null && lifetime > 0 ? lifetime : null,
      sub: readText(claims.sub),
    }
  } catch {
    return null
  }
}
