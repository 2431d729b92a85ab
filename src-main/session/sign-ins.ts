import type { ServerProfile } from '../../src-shared/domain/server'
import type { HttpFactory } from './http-factory'
import { checkPastedToken } from './pasted-token'
import { setUpLibrary, signInLibrary } from './sign-in-library'
import { nameOf, registerTodoUser, signInTodos } from './sign-in-todos'
import type { TokenStore } from './token-store'

export interface Credentials {
  /** Of a todo server. */
  readonly user?: string
  readonly password: string
  readonly remember: boolean
}

/** The ways to a token. Each keeps what it got, and rejects with `auth.*`, `input.*` or `net.*`. */
export class SignIns {
  constructor(
    private readonly http: HttpFactory,
    private readonly tokens: TokenStore,
  ) {}

  /** Sets the master password of a library server and signs in with it. */
  async setUp(profile: ServerProfile, password: string, animeDirectory?: string): Promise<void> {
    await setUpLibrary(this.http(profile), password, animeDirectory)
    this.tokens.explain(profile.id, 'signedOut')
    await this.signIn(profile, { password, remember: true })
  }

  async signIn(
    profile: ServerProfile,
    { user = '', password, remember }: Credentials,
  ): Promise<void> {
    if (profile.kind === 'library') {
      const grant = await signInLibrary(this.http(profile), password, remember)
      return this.tokens.take(profile, grant, { user: null, remember })
    }
    const name = nameOf(user)
    const grant = await signInTodos(this.http, profile, name, password)
    await this.tokens.take(profile, grant, { user: name, remember })
  }

  /** Makes a todo user and signs in as it. */
  async register(profile: ServerProfile, user: string, password: string): Promise<void> {
    await registerTodoUser(this.http, profile, nameOf(user), password)
    await this.signIn(profile, { user, password, remember: true })
  }

  async paste(profile: ServerProfile, text: string): Promise<void> {
    const { value, user } = await checkPastedToken(this.http(profile), profile.kind, text)
    await this.tokens.take(profile, { value, refresh: null }, { user, remember: true })
  }
}
