import { AppFailure } from '../../src-shared/domain/errors'
import type { ServerProfile } from '../../src-shared/domain/server'
import { isAway, undecided } from './away'
import type { HttpFactory } from './http-factory'
import type { ApiSchema } from './openapi'
import { askSchema } from './refresh'

/** Asks for a token in every version of the library server, and is cheap. */
export const LIBRARY_PROOF = '/api/queue/status'

/** Where todo servers tell who is signed in; only asked where the schema lists it. */
const WHO_AM_I = [
  '/users/me',
  '/api/users/me',
  '/api/v1/users/me',
  '/auth/me',
  '/api/auth/me',
  '/me',
]

/** Where a todo server says over HTTP whether it takes a token; null: nowhere. */
export function whoAmI(schema: ApiSchema | null): string | null {
  return WHO_AM_I.find((path) => schema?.has('get', path)) ?? null
}

/**
 * Whether the server refuses a token, asked over HTTP; null where it has no place to ask.
 * Rejects while it is away.
 */
export async function isRefused(
  http: HttpFactory,
  profile: ServerProfile,
  token: string,
  signal: AbortSignal,
): Promise<boolean | null> {
  const isLibrary = profile.kind === 'library'
  const path = isLibrary ? LIBRARY_PROOF : whoAmI(await askSchema(http, profile, signal))
  if (path === null) return null
  try {
    await http(profile).request({ method: 'GET', path, token, kind: 'quick', signal })
    return false
  } catch (thrown) {
    if (!(thrown instanceof AppFailure)) throw thrown
    if (isAway(thrown.error)) throw undecided(thrown.error)
    return thrown.error.code === 'auth.required'
  }
}
