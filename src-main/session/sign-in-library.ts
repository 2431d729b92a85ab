import { AppFailure, fail } from '../../src-shared/domain/errors'
import type { HttpClient } from '../transport/types'
import { readGrant, wordedSignIn } from './answers'
import { weakness } from './passwords'
import type { Grant } from './tokens'

/** Whether a master password is set; null when the server's answer does not say. */
export async function isConfigured(
  http: HttpClient,
  signal?: AbortSignal,
): Promise<boolean | null> {
  const request = { method: 'GET', path: '/api/auth/status', kind: 'quick', signal } as const
  const { body } = await http.request(request)
  const configured =
    typeof body === 'object' && body !== null && 'configured' in body ? body.configured : null
  return typeof configured === 'boolean' ? configured : null
}

/**
 * Sets the master password of a server that has none. Rejects with `auth.weakPassword` (`detail`:
 * the broken rule, or the server's words) or `auth.alreadySetUp`.
 */
export async function setUpLibrary(
  http: HttpClient,
  password: string,
  animeDirectory?: string,
): Promise<void> {
  const weak = weakness(password)
  if (weak) throw weak
  try {
    await http.request({
      method: 'POST',
      path: '/api/auth/setup',
      json: {
        master_password: password,
        ...(animeDirectory ? { anime_directory: animeDirectory } : {}),
      },
    })
  } catch (thrown) {
    if (!(thrown instanceof AppFailure)) throw thrown
    const { code, detail } = thrown.error
    if (code !== 'server.badRequest' && code !== 'server.conflict') throw thrown
    // One status for two reasons: only the server's state tells them apart in any language.
    if (await isConfigured(http)) {
      throw fail('auth.alreadySetUp', 'The server has a master password already', { detail })
    }
    throw fail('auth.weakPassword', 'The server refused the password', { detail })
  }
}

/** The token for a master password. Rejects with `auth.wrongPassword`, `auth.throttled`, `auth.unavailable`, `auth.notSetUp`. */
export async function signInLibrary(
  http: HttpClient,
  password: string,
  remember: boolean,
): Promise<Grant> {
  const path = '/api/auth/login'
  try {
    const answer = await http.request({ method: 'POST', path, json: { password, remember } })
    return readGrant(answer.body, path)
  } catch (thrown) {
    if (!(thrown instanceof AppFailure)) throw thrown
    const { code } = thrown.error
    // A server without a master password refuses, or redirects to its set-up page.
    if (code === 'server.badRequest' || code === 'net.redirect' || code === 'net.notJson') {
      const configured = await isConfigured(http).catch(() => null)
      if (configured === false) throw fail('auth.notSetUp', 'The server has no master password yet')
    }
    throw wordedSignIn(thrown)
  }
}

/** Tells the server that the token is done with. Best effort: signing out here never waits for it. */
export async function signOutLibrary(http: HttpClient, token: string): Promise<void> {
  await http.request({ method: 'POST', path: '/api/auth/logout', token, kind: 'quick' })
}
