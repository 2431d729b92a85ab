import { AppFailure, fail } from '../../src-shared/domain/errors'
import type { ServerKind, ServerProfile } from '../../src-shared/domain/server'
import { isConfigured } from '../session/sign-in-library'
import type { Sessions, Token } from '../session/types'
import type { HttpAnswer, HttpClient, HttpRequest } from '../transport/types'

export interface AuthorisedHttpOptions {
  readonly kind: ServerKind
  readonly sessions: Pick<Sessions, 'profile' | 'account' | 'token' | 'rejected'>
  readonly http: (server: Pick<ServerProfile, 'url' | 'allowInsecure'>) => HttpClient
}

/**
 * HTTP calls to the active server of one kind, with the current token. The caller names the
 * profile it means, so that work begun for one server never reaches another.
 */
export class AuthorisedHttp {
  readonly #options: AuthorisedHttpOptions
  #client: { readonly key: string; readonly http: HttpClient } | null = null

  constructor(options: AuthorisedHttpOptions) {
    this.#options = options
  }

  /**
   * Rejects with AppFailure: `profile.notFound` when that profile is not the active one (any more),
   * `auth.required` without a token or when the server refuses it for good, `auth.notSetUp` when it
   * leads to its set-up page (the session is told of both), else what HttpClient says. Whatever ends
   * the call before it is sent has a code that says so.
   */
  async request(profileId: string, request: Omit<HttpRequest, 'token'>): Promise<HttpAnswer> {
    const { kind, sessions } = this.#options
    const before = this.#profile(profileId)
    const token = await beforeSending(sessions.token(kind))
    if (!token) throw fail('auth.required', 'Nobody is signed in')
    const account = sessions.account(kind)
    try {
      return await this.#send(before, request, token)
    } catch (thrown) {
      if (!isRefusal(thrown)) throw thrown
      const next = await beforeSending(sessions.rejected(kind, token.value))
      if (!next || sessions.account(kind) !== account) throw thrown
      // What was refused with a 401 was not done, so it may be sent again: with another token, once.
      return await this.#send(before, request, next).catch((again: unknown) => {
        if (isRefusal(again)) this.#reject(next)
        throw again
      })
    }
  }

  async #send(
    meant: ServerProfile,
    request: Omit<HttpRequest, 'token'>,
    token: Token,
  ): Promise<HttpAnswer> {
    const profile = this.#profile(meant.id)
    if (profile.url !== meant.url) {
      throw fail('net.unreachable', 'The address of the server has changed meanwhile')
    }
    try {
      return await this.#http(profile).request({ ...request, token: token.value })
    } catch (thrown) {
      const redirected = thrown instanceof AppFailure && thrown.error.code === 'net.redirect'
      if (!redirected || !(await this.#lostItsSetUp(profile))) throw thrown
      this.#reject(token)
      throw fail('auth.notSetUp', 'The server has no master password (any more)')
    }
  }

  #reject(token: Token): void {
    const { kind, sessions } = this.#options
    // What comes of it the session tells everybody.
    sessions.rejected(kind, token.value).catch(() => undefined)
  }

  /** A library server that was begun anew leads every call to its set-up page. */
  async #lostItsSetUp(profile: ServerProfile): Promise<boolean> {
    if (this.#options.kind !== 'library') return false
    return (await isConfigured(this.#http(profile)).catch(() => null)) === false
  }

  #profile(profileId: string): ServerProfile {
    const profile = this.#options.sessions.profile(this.#options.kind)
    if (profile?.id !== profileId) throw fail('profile.notFound', 'Another server is active now')
    return profile
  }

  #http({ url, allowInsecure }: ServerProfile): HttpClient {
    const key = `${allowInsecure} ${url}`
    if (this.#client?.key !== key) {
      this.#client = { key, http: this.#options.http({ url, allowInsecure }) }
    }
    return this.#client.http
  }
}

/** An HTTP status on the way to a token is none of the call's: nothing of that has been sent. */
async function beforeSending<T>(work: Promise<T>): Promise<T> {
  try {
    return await work
  } catch (thrown) {
    if (!(thrown instanceof AppFailure)) throw thrown
    const { code, message, detail, retryAfter } = thrown.error
    throw fail(code, message, { detail, retryAfter })
  }
}

function isRefusal(thrown: unknown): boolean {
  return thrown instanceof AppFailure && thrown.error.code === 'auth.required'
}
