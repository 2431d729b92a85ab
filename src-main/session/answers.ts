import { fail, type AppFailure } from '../../src-shared/domain/errors'
import type { Grant } from './tokens'

/**
 * What a sign-in's or a refresh's answer holds: the bearer token under `access_token`, on older
 * servers `token`, and perhaps a `refresh_token`.
 */
export function readGrant(body: unknown, path: string): Grant {
  if (typeof body === 'object' && body !== null) {
    const { access_token: current, token: older, refresh_token } = body as Record<string, unknown>
    const refresh = typeof refresh_token === 'string' && isTokenText(refresh_token)
    for (const token of [current, older]) {
      if (typeof token === 'string' && isTokenText(token)) {
        return { value: token, refresh: refresh ? refresh_token : null }
      }
    }
  }
  throw fail('net.badAnswer', 'The server answered without a token', {
    detail: `POST ${path}`,
  })
}

/** What may stand in an `Authorization` header: visible ASCII without spaces. */
export function isTokenText(token: string): boolean {
  return /^[\x21-\x7e]+$/.test(token)
}

/**
 * What a refusal of the sign-in itself means. A 401 here is about the password, never about a
 * token, so it must not look like `auth.required`.
 */
export function wordedSignIn(failure: AppFailure): AppFailure {
  const { code, detail, retryAfter, status } = failure.error
  if (code === 'auth.required') {
    return fail('auth.wrongPassword', 'The server refused the password', { detail })
  }
  if (code === 'server.busy' && status === 503) {
    return fail('auth.unavailable', 'The server cannot sign anybody in at the moment', {
      detail,
      retryAfter,
    })
  }
  if (code === 'server.busy') {
    return fail('auth.throttled', 'The server asks to wait before the next sign-in', {
      detail,
      retryAfter,
    })
  }
  return failure
}
