import { hashPassword, verifyPassword, weakness } from '../auth/password'
import { Throttle } from '../auth/throttle'
import type { IssuedToken, Tokens } from '../auth/tokens'
import { HttpError } from '../http/errors'
import type { Db } from '../store/db'

const DAY = 24 * 60 * 60

/** The one master password of the library server. */
export class MasterPassword {
  readonly #throttle: Throttle

  constructor(
    private readonly db: Db,
    private readonly tokens: Tokens,
    now: () => number,
    private readonly tokenTtl: number | null,
  ) {
    this.#throttle = new Throttle(now)
  }

  get configured(): boolean {
    return this.db.meta('library.password') !== null
  }

  /** @throws HttpError 400: set up already, or the password breaks a rule, which the text names. */
  async setUp(password: string, directory: string | undefined): Promise<void> {
    if (this.configured) throw new HttpError(400, 'Master password already configured')
    const weak = weakness(password)
    if (weak !== null) throw new HttpError(400, weak)
    const hash = await hashPassword(password)
    // Hashing takes a while: of two callers at once, one wins.
    if (this.configured) throw new HttpError(400, 'Master password already configured')
    this.db.setMeta('library.password', hash)
    if (directory !== undefined) this.db.setMeta('library.directory', directory)
  }

  /** @throws HttpError 400 before the set-up, 401 for a wrong password, 429 after five of them. */
  async signIn(password: string, remember: boolean, address: string): Promise<IssuedToken> {
    const wait = this.#throttle.waitSeconds(address)
    if (wait > 0) {
      throw new HttpError(429, `Too many failed attempts. Try again in ${wait} seconds.`, {
        'retry-after': String(wait),
      })
    }
    const hash = this.db.meta('library.password')
    if (hash === null) throw new HttpError(400, 'Master password not configured')
    if (!(await verifyPassword(password, hash))) {
      this.#throttle.failed(address)
      throw new HttpError(401, 'Invalid credentials')
    }
    this.#throttle.succeeded(address)
    return this.tokens.issue('master', this.tokenTtl ?? (remember ? 7 * DAY : DAY))
  }
}
