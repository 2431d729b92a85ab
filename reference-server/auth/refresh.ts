import type { FastifyInstance } from 'fastify'
import type { Faults } from '../control/faults'
import type { Dialect } from '../dialects/traits'
import { body, FILLED } from '../http/context'
import { HttpError } from '../http/errors'
import { bearer, type IssuedToken, type Tokens } from './tokens'

const DAY = 24 * 60 * 60
/** How long after its end a token may still be traded, and how long a refresh token lives. */
const GRACE_S = 7 * DAY
const REFRESH_TTL_S = 30 * DAY

export interface RefreshParts {
  dialect: Dialect
  tokens: { library: Tokens; todos: Tokens }
  refreshTokens: Tokens
  faults: Faults
  /** Life of every token in seconds; null: that of the token it is traded for, or a day. */
  tokenTtl: number | null
}

/** A new token without a password, in the versions that have it; a test can take it away meanwhile. */
export function refreshRoutes(app: FastifyInstance, parts: RefreshParts): void {
  if (parts.dialect.http.refresh !== null) libraryRoute(app, parts)
  if (parts.dialect.todos.refreshPath !== null)
    todoRoute(app, parts, parts.dialect.todos.refreshPath)
}

/** What a sign-in at the todo server hands out beside the token; to be used once. */
export function refreshTokenFor(subject: string, refreshTokens: Tokens): string {
  return refreshTokens.issue(subject, REFRESH_TTL_S).token
}

function libraryRoute(
  app: FastifyInstance,
  { dialect, tokens, faults, tokenTtl }: RefreshParts,
): void {
  const { refresh, tokenField, expiresAt: tells } = dialect.http
  const off = () => faults.withoutRefresh.has('library')
  app.post(
    '/api/auth/refresh',
    {
      config: {
        ...{ tag: 'auth', summary: 'A new token for the present one', hidden: off },
        ...(refresh === 'valid' && { security: 'library' }),
      },
    },
    (request) => {
      if (off()) throw new HttpError(404, 'Not Found')
      const old = tokens.library.renewable(bearer(request.headers.authorization) ?? '', GRACE_S)
      if (!old) throw unauthorised()
      const { token, expiresAt } = issueLike(tokens.library, old, tokenTtl)
      return { [tokenField]: token, token_type: 'bearer', ...(tells && { expires_at: expiresAt }) }
    },
  )
}

function todoRoute(app: FastifyInstance, parts: RefreshParts, path: string): void {
  const { tokens, refreshTokens, faults, tokenTtl } = parts
  const off = () => faults.withoutRefresh.has('todos')
  app.post<{ Body: { refresh_token: string } }>(
    path,
    {
      schema: body({ refresh_token: FILLED }, ['refresh_token']),
      config: { tag: 'todos', summary: 'A new pair of tokens for a refresh token', hidden: off },
    },
    (request) => {
      if (off()) throw new HttpError(404, 'Not Found')
      const check = refreshTokens.check(request.body.refresh_token)
      if (!check.ok) throw unauthorised()
      refreshTokens.revoke(check.claims)
      const { token } = tokens.todos.issue(check.claims.sub, tokenTtl ?? DAY)
      const next = refreshTokenFor(check.claims.sub, refreshTokens)
      return { access_token: token, refresh_token: next, token_type: 'bearer' }
    },
  )
}

function issueLike(
  tokens: Tokens,
  old: { sub: string; iat: number; exp: number },
  ttl: number | null,
): IssuedToken {
  return tokens.issue(old.sub, ttl ?? old.exp - old.iat)
}

function unauthorised(): HttpError {
  return new HttpError(401, 'Could not validate credentials', { 'www-authenticate': 'Bearer' })
}
