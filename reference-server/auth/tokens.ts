import { randomBytes, randomUUID } from 'node:crypto'
import type { Db } from '../store/db'
import { readJwt, signJwt, type Claims } from './jwt'

export type TokenCheck = { ok: true; claims: Claims } | { ok: false; reason: 'expired' | 'invalid' }

export interface IssuedToken {
  token: string
  /** ISO 8601. */
  expiresAt: string
}

/**
 * Issues and checks the tokens of one of the two servers. The secret is random and kept in the
 * database, so a restart keeps everybody signed in; each server has its own, so a token of one
 * is worthless at the other.
 */
export class Tokens {
  readonly #secret: string
  #generation: number
  #issued = 0
  #newest: string | null = null

  constructor(
    private readonly db: Db,
    private readonly server: 'library' | 'todos' | 'todos-refresh',
    private readonly now: () => number,
  ) {
    const stored = db.meta(`${server}.secret`)
    this.#secret = stored ?? randomBytes(32).toString('base64url')
    if (stored === null) db.setMeta(`${server}.secret`, this.#secret)
    this.#generation = Number(db.meta(`${server}.generation`) ?? '0')
  }

  /** How many tokens this process has issued. */
  get issued(): number {
    return this.#issued
  }

  /** The token issued last, for tests that search a client's files for it. */
  get newest(): string | null {
    return this.#newest
  }

  issue(subject: string, ttlSeconds: number): IssuedToken {
    this.#issued += 1
    const iat = Math.floor(this.now() / 1000)
    const exp = iat + ttlSeconds
    const claims: Claims = { sub: subject, iat, exp, jti: randomUUID(), gen: this.#generation }
    this.#newest = signJwt(claims, this.#secret)
    return { token: this.#newest, expiresAt: new Date(exp * 1000).toISOString() }
  }

  check(token: string): TokenCheck {
    const claims = readJwt(token, this.#secret)
    if (!claims) return { ok: false, reason: 'invalid' }
    if (claims.exp * 1000 <= this.now() || claims.gen < this.#generation) {
      return { ok: false, reason: 'expired' }
    }
    return this.#isRevoked(claims) ? { ok: false, reason: 'invalid' } : { ok: true, claims }
  }

  /** The claims of a token that may be traded for a new one: it ended no longer than `graceSeconds` ago. */
  renewable(token: string, graceSeconds: number): Claims | null {
    const claims = readJwt(token, this.#secret)
    if (!claims || (claims.exp + graceSeconds) * 1000 <= this.now()) return null
    return this.#isRevoked(claims) ? null : claims
  }

  /** This one token is worthless from now on, after a restart too: signed out, or used up. */
  revoke(claims: Claims): void {
    this.db.run('DELETE FROM revoked_token WHERE exp < ?', Math.floor(this.now() / 1000))
    this.db.run(
      'INSERT OR IGNORE INTO revoked_token (jti, exp) VALUES (?, ?)',
      claims.jti,
      claims.exp,
    )
  }

  /** Every token issued so far counts as expired. */
  expireAll(): void {
    this.#generation += 1
    this.db.setMeta(`${this.server}.generation`, String(this.#generation))
  }

  #isRevoked({ jti }: Claims): boolean {
    return this.db.get('SELECT 1 FROM revoked_token WHERE jti = ?', jti) !== undefined
  }
}

/** The token of `Authorization: Bearer …`, or null. */
export function bearer(header: string | undefined): string | null {
  const match = /^Bearer +(\S+)$/i.exec(header ?? '')
  return match?.[1] ?? null
}
