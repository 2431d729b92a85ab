import type { FastifyInstance } from 'fastify'
import { refreshTokenFor } from '../auth/refresh'
import { bearer, type Tokens } from '../auth/tokens'
import type { TodoTraits } from '../dialects/traits'
import { body, TEXT } from '../http/context'
import { HttpError, ValidationError } from '../http/errors'
import type { TodoUsers } from './users'

interface Credentials {
  username: string
  password: string
}

const CREDENTIALS = body({ username: TEXT, password: TEXT }, ['username', 'password'])

export function todoRoutes(
  app: FastifyInstance,
  users: TodoUsers,
  tokens: Tokens,
  refreshTokens: Tokens,
  { tokenPath, registerPath, refreshPath }: TodoTraits,
): void {
  app.post<{ Body: Credentials }>(
    tokenPath,
    {
      schema: CREDENTIALS,
      config: { tag: 'todos', summary: 'Sign in (OAuth2 password form)', form: true },
    },
    async (request) => {
      if (!request.headers['content-type']?.startsWith('application/x-www-form-urlencoded')) {
        throw new ValidationError([
          { loc: ['body', 'username'], msg: 'Field required', type: 'missing' },
        ])
      }
      const { username, password } = request.body
      const { token } = await users.signIn(username, password)
      const answer = { access_token: token, token_type: 'bearer' }
      if (refreshPath === null) return answer
      const subject = users.find(username.trim())?.username ?? username
      return { ...answer, refresh_token: refreshTokenFor(subject, refreshTokens) }
    },
  )

  app.post<{ Body: Credentials }>(
    registerPath,
    { schema: CREDENTIALS, config: { tag: 'todos', summary: 'Register a user', status: 201 } },
    async (request, reply) => {
      const user = await users.register(request.body.username, request.body.password)
      return reply.code(201).send(user)
    },
  )

  app.get(
    '/api/users/me',
    { config: { tag: 'todos', summary: 'Who am I', security: 'todos' } },
    (request) => {
      const check = tokens.check(bearer(request.headers.authorization) ?? '')
      const user = check.ok ? users.find(check.claims.sub) : null
      if (!user) throw new HttpError(401, 'Could not validate credentials')
      return user
    },
  )
}
