import { join } from 'node:path'
import { toAppError } from '../../src-shared/domain/errors'
import type { ServerProfile } from '../../src-shared/domain/server'
import { silentLog } from '../log'
import { JsonFile } from '../settings/json-file'
import { Accounts } from './accounts'
import { MemoryBox, TableHttp, TestClock, jwt, tempFolder, testProfile } from './testing'
import { TokenLife } from './token-life'
import { TokenStore } from './token-store'
import { Vault } from './vault'

const HOUR_S = 3_600
export const HOUR = HOUR_S * 1_000
export const library = testProfile('library')
export const todos = testProfile('todos')

/** A schema with these POST paths, and who is signed in. */
export const schema = (
  posts: Record<string, object>,
  me: object = { '/users/me': { get: {} } },
) => ({
  body: {
    openapi: '3.1.0',
    paths: {
      ...Object.fromEntries(Object.entries(posts).map(([path, post]) => [path, { post }])),
      ...me,
    },
  },
})
export const LIBRARY_REFRESH = schema({ '/api/auth/refresh': {} })
const fields = { properties: { refresh_token: {} } }
export const TODO_REFRESH_POST = {
  '/token/refresh': { requestBody: { content: { 'application/json': { schema: fields } } } },
}

/** A token of one hour, unless told. */
export function token(sub = 'mio', seconds = HOUR_S): string {
  return jwt({ sub, iat: 0, exp: seconds })
}

export const valueOf = async (call: Promise<{ value: string } | null>) =>
  (await call)?.value ?? null
export const code = (call: Promise<unknown>) =>
  call.then(
    () => 'done',
    (thrown: unknown) => toAppError(thrown).code,
  )

/** The life of tokens over a real vault, at servers that answer from a table. */
export class LifeTest {
  readonly #folder = tempFolder()
  readonly clock = new TestClock()
  readonly http = new TableHttp()
  readonly tokens: TokenStore
  readonly life: TokenLife
  /** The token that was there at each change. */
  readonly changed: (string | null)[] = []
  /** What else happens at a change. */
  onChange = () => {}

  constructor() {
    const file = (name: string) => new JsonFile(join(this.#folder.path, name))
    const vault = new Vault(file('vault.json'), new MemoryBox(), silentLog)
    const { clock } = this
    this.tokens = new TokenStore(vault, new Accounts(file('accounts.json'), silentLog), clock)
    this.life = new TokenLife({
      ...{ tokens: this.tokens, clock, http: () => this.http, log: silentLog },
      active: (kind) => (kind === 'library' ? library : todos),
      changed: ({ id }) => {
        this.changed.push(this.tokens.known(id)?.token?.value ?? null)
        this.onChange()
        this.life.watch()
      },
    })
  }

  end(): void {
    this.life.dispose()
    this.#folder.remove()
  }

  async signIn(profile: ServerProfile, value = token(), refresh: string | null = null) {
    const user = profile.kind === 'library' ? null : 'mio'
    await this.tokens.take(profile, { value, refresh }, { user, remember: true })
    this.life.watch()
    return value
  }

  asked(path: string) {
    return this.http.asked.filter((request) => request.path === path)
  }
}
