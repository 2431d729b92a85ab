import { fail } from '../../src-shared/domain/errors'
import type { ServerProfile } from '../../src-shared/domain/server'
import type { ApiSchema } from './openapi'

/** Where a call goes: always the profile's own origin. `base` is what the HTTP client is made for. */
export interface Endpoint {
  readonly base: string
  readonly path: string
}

type Server = Pick<ServerProfile, 'url' | 'tokenPath' | 'registerPath'>

/**
 * Where user name and password go. The user's own path wins over the schema's. A `tokenUrl` may be
 * relative, below the base URL or a full URL; one of another origin is refused, because whoever
 * writes the schema must not be able to have the password sent elsewhere.
 */
export function tokenEndpoint(server: Server, schema: ApiSchema | null): Endpoint {
  if (server.tokenPath) return sameOrigin(server.url, server.tokenPath)
  if (!schema?.tokenUrl) {
    throw fail('auth.noSignIn', 'The server does not say where to sign in', {
      detail: 'no OAuth2 password flow in its schema',
    })
  }
  const below = schema.tokenUrl.startsWith('/') ? schema.tokenUrl : `/${schema.tokenUrl}`
  if (schema.has('post', below)) return { base: server.url, path: below }
  return sameOrigin(server.url, schema.tokenUrl)
}

/** Where a new user is registered; null when neither the user nor the schema names a place. */
export function registerEndpoint(server: Server, schema: ApiSchema | null): Endpoint | null {
  if (server.registerPath) return sameOrigin(server.url, server.registerPath)
  const path = schema ? registerPath(schema) : null
  return path === null ? null : { base: server.url, path }
}

/** The POST whose name says that it makes a user; "register" says it more clearly than "users". */
export function registerPath(schema: ApiSchema): string | null {
  const plain = schema.posts.filter((path) => !path.includes('{'))
  return (
    plain.find((path) => /(^|[/_-])(register|registration|sign[-_]?up)\/?$/i.test(path)) ??
    plain.find((path) => /\/users?(\/(create|new))?\/?$/i.test(path)) ??
    null
  )
}

/** Where the library server's sign-in lives in every version. */
const LIBRARY_AUTH = '/api/auth/'
/** Around the word itself only words about signing in: a library may refresh its list as well. */
const REFRESH =
  /^(\/(api|v\d+|auth|oauth2?|tokens?|sessions?|jwt|login|users?|accounts?))*\/(((tokens?|session|jwt)[-_])?(refresh|renew)([-_](tokens?|session|jwt))?)\/?$/i

/**
 * The POST whose path says that it refreshes a token; null when the schema lists none. One process
 * may be both servers: what lies beside the library's sign-in is the library's.
 */
export function refreshEndpoint(
  profile: Server & Pick<ServerProfile, 'kind'>,
  schema: ApiSchema,
): Endpoint | null {
  const paths = schema.posts.filter((path) => REFRESH.test(path))
  const beside = (path: string) => path.startsWith(LIBRARY_AUTH)
  const signIn = profile.tokenPath ?? `/${schema.tokenUrl?.replace(/^\//, '') ?? ''}`
  const shared = schema.tokenUrl !== null && !beside(signIn)
  const path =
    profile.kind === 'library'
      ? paths.find((one) => beside(one) || !shared)
      : paths.find((one) => !beside(one) || beside(signIn))
  return path === undefined ? null : { base: profile.url, path }
}

function sameOrigin(base: string, target: string): Endpoint {
  let url: URL
  try {
    url = new URL(target, `${base}/`)
  } catch {
    throw fail('auth.noSignIn', 'The sign-in path is not a path', { detail: target })
  }
  const own = new URL(base)
  if (url.origin !== own.origin || url.username !== '' || url.password !== '') {
    throw fail('auth.noSignIn', 'The sign-in path leads to another server', {
      detail: `${url.origin} is not ${own.origin}`,
    })
  }
  return { base: own.origin, path: `${url.pathname}${url.search}` }
}
