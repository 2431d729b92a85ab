import { fail, type AppFailure } from '../../src-shared/domain/errors'

/** The bearer token in a sign-in's answer: `access_token`, on older servers `token`. */
export function readToken(body: unknown, path: string): string {
  if (typeof body === 'object' && body !== null) {
    const { access_token: current, token: older } = body as Record<string, unknown>
    for (const token of [current, older]) {
      if (typeof token === 'string' && isTokenText(token)) return token
    }
  }
  throw fail('net.badAnswer', 'The server answered the sign-in without a token', {
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
  const { code, detail, retryAfter } = failure.error
  if (code === 'auth.required') {
    return fail('auth.wrongPassword', 'The server refused the password', { detail })
  }
  if (code === 'server.busy') {
    return fail('auth.throttled', 'The server asks to wait before the next sign-in', {
      detail,
      retryAfter,
    })
  }
  return failure
}
