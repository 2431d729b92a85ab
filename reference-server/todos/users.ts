import { hashPassword, verifyPassword } from '../auth/password'
import type { IssuedToken, Tokens } from '../auth/tokens'
import { HttpError, ValidationError } from '../http/errors'
import { integer, text, type Db, type Row } from '../store/db'

export interface TodoUser {
  readonly id: number
  readonly username: string
  readonly created_at: string
}

const DAY = 24 * 60 * 60

/** The people who have todo lists. User names differ by more than case. */
export class TodoUsers {
  constructor(
    private readonly db: Db,
    private readonly tokens: Tokens,
    private readonly now: () => number,
    private readonly tokenTtl: number | null,
  ) {}

  /** @throws ValidationError for a bad name or password, HttpError 400 for a name that is taken. */
  async register(username: string, password: string): Promise<TodoUser> {
    const name = username.trim()
    if (!/^[\p{L}\p{N}._@-]{3,50}$/u.test(name)) {
      throw invalid('username', 'User name must be 3 to 50 letters, digits or . _ @ -')
    }
    if (password.length < 8)
      throw invalid('password', 'Password must be at least 8 characters long')
    const hash = await hashPassword(password)
    if (this.find(name)) throw new HttpError(400, 'Username already registered')
    this.db.run(
      'INSERT INTO todo_user (username, password, created_at) VALUES (?, ?, ?)',
      name,
      hash,
      new Date(this.now()).toISOString(),
    )
    const user = this.find(name)
    if (!user) throw new Error('a user that was just stored is gone')
    return user
  }

  /** @throws HttpError 401; it does not say whether the name or the password was wrong. */
  async signIn(username: string, password: string): Promise<IssuedToken> {
    const row = this.#row(username.trim())
    if (!row || !(await verifyPassword(password, text(row, 'password')))) {
      throw new HttpError(401, 'Incorrect username or password', { 'www-authenticate': 'Bearer' })
    }
    return this.tokens.issue(text(row, 'username'), this.tokenTtl ?? DAY)
  }

  find(username: string): TodoUser | null {
    const row = this.#row(username)
    return row ? toUser(row) : null
  }

  all(): TodoUser[] {
    return this.db.all('SELECT * FROM todo_user ORDER BY id').map(toUser)
  }

  #row(username: string): Row | undefined {
    return this.db.get('SELECT * FROM todo_user WHERE username = ?', username)
  }
}

function toUser(row: Row): TodoUser {
  return {
    id: integer(row, 'id'),
    username: text(row, 'username'),
    created_at: text(row, 'created_at'),
  }
}

function invalid(field: string, msg: string): ValidationError {
  return new ValidationError([{ loc: ['body', field], msg, type: 'value_error' }])
}
