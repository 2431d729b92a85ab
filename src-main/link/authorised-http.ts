import { AppFailure, fail } from '../../src-shared/domain/errors'
import type { ServerKind, ServerProfile } from '../../src-shared/domain/server'
import { isConfigured } from '../session/sign-in-library'
import type { Sessions } from '../session/types'
import type { HttpAnswer, HttpClient, HttpRequest } from '../transport/types'

export interface AuthorisedHttpOptions {
  readonly kind: ServerKind
  readonly sessions: Pick<Sessions, 'profile' | 'token' | 'rejected'>
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
   * `auth.required` without a token or when the server refuses it, `auth.notSetUp` when it leads to
   * its set-up page (the session is told of both), else what HttpClient says.
   */
  async request(profileId: string, request: Omit<HttpRequest, 'token'>): Promise<HttpAnswer> {
    const { kind, sessions } = this.#options
    const before = this.#profile(profileId)
    const token = await sessions.token(kind)
    if (!token) throw fail('auth.required', 'Nobody is signed in')
    const profile = this.#profile(profileId)
    if (profile.url !== before.url) throw fail('net.cancelled', 'The address changed meanwhile')
    try {
      return await this.#http(profile).request({ ...request, token: token.value })
    } catch (thrown) {
      if (!(thrown instanceof AppFailure)) throw thrown
      const { code } = thrown.error
      if (code === 'auth.required') sessions.rejected(kind, token.value)
      if (code === 'net.redirect' && (await this.#lostItsSetUp(profile))) {
        sessions.rejected(kind, token.value)
        throw fail('auth.notSetUp', 'The server has no master password (any more)')
      }
      throw thrown
    }
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
