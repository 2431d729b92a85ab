import { randomBytes } from 'node:crypto'
import { toAppError, type ErrorCode } from '../../src-shared/domain/errors'
import type { ServerProfile } from '../../src-shared/domain/server'
import type { HttpFactory } from '../session/http-factory'
import type { SessionService } from '../session/sessions'
import { isConfigured } from '../session/sign-in-library'
import type { Vault } from '../session/vault'

export interface SampleSignInParts {
  readonly vault: Vault
  readonly sessions: SessionService
  readonly http: HttpFactory
}

const USER = 'sample'

/**
 * Signs in at the sample server with a password nobody has to know: generated once and kept in the
 * vault only. False when that is impossible, because the vault has lost it.
 */
export async function signInSample(
  profile: ServerProfile,
  parts: SampleSignInParts,
): Promise<boolean> {
  const key = `sample:${profile.kind}`
  const stored = await parts.vault.get(key)
  const password = stored ?? newPassword()
  // Before it is used: a kill in between must not leave a server whose password nobody has.
  if (stored === null) await parts.vault.put(key, password)
  const signIn = profile.kind === 'library' ? signInLibrary : signInTodos
  return signIn(profile, password, stored !== null, parts)
}

async function signInLibrary(
  profile: ServerProfile,
  password: string,
  known: boolean,
  { http, sessions }: SampleSignInParts,
): Promise<boolean> {
  if (!(await isConfigured(http(profile)))) {
    await sessions.setUpAt(profile, password)
    return true
  }
  if (!known) return false
  return accepted(sessions.signInAt(profile, { password, remember: true }), 'auth.wrongPassword')
}

async function signInTodos(
  profile: ServerProfile,
  password: string,
  known: boolean,
  { sessions }: SampleSignInParts,
): Promise<boolean> {
  const credentials = { user: USER, password, remember: true }
  if (known && (await accepted(sessions.signInAt(profile, credentials), 'auth.wrongPassword'))) {
    return true
  }
  return accepted(sessions.registerAt(profile, USER, password), 'auth.userExists')
}

/** False for this one refusal; everything else is a failure like any other. */
async function accepted(call: Promise<void>, refusal: ErrorCode): Promise<boolean> {
  try {
    await call
    return true
  } catch (thrown) {
    if (toAppError(thrown).code !== refusal) throw thrown
    return false
  }
}

/** Random, and good by the server's rules whatever the dice say. */
function newPassword(): string {
  return `${randomBytes(24).toString('base64url')}aA1!`
}
