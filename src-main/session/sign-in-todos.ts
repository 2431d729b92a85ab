import { AppFailure, fail } from '../../src-shared/domain/errors'
import type { ServerProfile } from '../../src-shared/domain/server'
import { readGrant, wordedSignIn } from './answers'
import type { HttpFactory } from './http-factory'
import { fetchSchema, type ApiSchema } from './openapi'
import { registerEndpoint, tokenEndpoint, type Endpoint } from './paths'
import type { Grant } from './tokens'

/**
 * The token for a user name and password, by the OAuth2 password form. Rejects with
 * `auth.wrongPassword`, `auth.throttled`, `auth.unavailable`, or `auth.noSignIn` when there is no
 * place to ask.
 */
export async function signInTodos(
  http: HttpFactory,
  profile: ServerProfile,
  user: string,
  password: string,
): Promise<Grant> {
  const schema = profile.tokenPath ? null : await schemaOf(http, profile)
  const endpoint = tokenEndpoint(profile, schema)
  try {
    const answer = await at(http, profile, endpoint).request({
      method: 'POST',
      path: endpoint.path,
      form: { grant_type: 'password', username: user, password },
    })
    return readGrant(answer.body, endpoint.path)
  } catch (thrown) {
    if (!(thrown instanceof AppFailure)) throw thrown
    const { code, detail } = thrown.error
    // OAuth2 has `invalid_grant` as a 400, and many FastAPI servers follow it.
    if (code === 'server.badRequest') {
      throw fail('auth.wrongPassword', 'The server refused name or password', { detail })
    }
    if (code === 'server.notFound' || code === 'server.unsupported') {
      throw fail('auth.noSignIn', 'There is no sign-in at this path', { detail: endpoint.path })
    }
    throw wordedSignIn(thrown)
  }
}

/** Makes a user. Rejects with `auth.userExists`, `server.unsupported` when there is no place to ask, or the server's refusal. */
export async function registerTodoUser(
  http: HttpFactory,
  profile: ServerProfile,
  user: string,
  password: string,
): Promise<void> {
  const schema = await schemaOf(http, profile).catch((thrown: unknown) => {
    if (profile.registerPath) return null
    throw thrown
  })
  const endpoint = registerEndpoint(profile, schema)
  if (!endpoint) {
    throw fail('server.unsupported', 'The server does not say where to register', {
      hint: 'The path can be given by hand in the settings of this server',
    })
  }
  const described = schema?.bodyOf(endpoint.path)
  const values = registration(user, password, described?.fields ?? null)
  try {
    await at(http, profile, endpoint).request({
      method: 'POST',
      path: endpoint.path,
      ...(described?.form ? { form: values } : { json: values }),
    })
  } catch (thrown) {
    if (!(thrown instanceof AppFailure)) throw thrown
    const { code, detail } = thrown.error
    const exists =
      code === 'server.conflict' ||
      (code === 'server.badRequest' && /exist|taken|already|in use/i.test(detail ?? ''))
    if (exists) throw fail('auth.userExists', 'There is a user of this name already', { detail })
    throw wordedSignIn(thrown)
  }
}

const NAME_FIELDS = ['username', 'user_name', 'name', 'login', 'user']
const PASSWORD_FIELDS = [
  'password',
  'password_confirm',
  'confirm_password',
  'password2',
  'plain_password',
]

/** Only fields the server's schema knows; without a schema the two that every server takes. */
function registration(
  user: string,
  password: string,
  known: readonly string[] | null,
): Record<string, string> {
  if (!known) return { username: user, password }
  const values: Record<string, string> = {}
  for (const field of known) {
    if (NAME_FIELDS.includes(field)) values[field] = user
    else if (PASSWORD_FIELDS.includes(field)) values[field] = password
    else if (field === 'email' && user.includes('@')) values[field] = user
  }
  return values
}

/** Where a server that is away can't be asked where to sign in, that is said in the sign-in's words. */
function schemaOf(http: HttpFactory, profile: ServerProfile): Promise<ApiSchema | null> {
  return fetchSchema(http(profile)).catch((thrown: unknown) => {
    throw thrown instanceof AppFailure ? wordedSignIn(thrown) : thrown
  })
}

function at(http: HttpFactory, profile: ServerProfile, endpoint: Endpoint) {
  return http({ url: endpoint.base, allowInsecure: profile.allowInsecure })
}

/** The user name as the servers get it. Throws `input.invalid` for an empty one. */
export function nameOf(user: string): string {
  const name = user.trim()
  if (name === '') throw fail('input.invalid', 'A user name is needed')
  return name
}
