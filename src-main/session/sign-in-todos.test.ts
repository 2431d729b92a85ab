import { expect, it } from 'vitest'
import { appError, toAppError } from '../../src-shared/domain/errors'
import { registerTodoUser, signInTodos } from './sign-in-todos'
import { TableHttp, testProfile } from './testing'

it.each([
  [503, 'server.busy', 'auth.unavailable'],
  [429, 'server.busy', 'auth.throttled'],
  [502, 'server.failed', 'server.failed'],
  [404, 'server.notFound', 'auth.noSignIn'],
] as const)('a schema answered with %d: %s is told as %s', async (status, given, told) => {
  const http = new TableHttp({ 'GET /openapi.json': appError(given, 'no', { status }) })
  const call = signInTodos(() => http, testProfile('todos'), 'mio', 'Secret-pass1')
  const code = await call.catch((thrown: unknown) => toAppError(thrown).code)
  expect(code).toBe(told)
})

it('who registers is told that the server is busy, not that it has no place to register', async () => {
  const busy = appError('server.busy', 'no', { status: 503 })
  const http = new TableHttp({ 'GET /openapi.json': busy })
  const call = registerTodoUser(() => http, testProfile('todos'), 'mio', 'Secret-pass1')
  const code = await call.catch((thrown: unknown) => toAppError(thrown).code)
  expect(code).toBe('auth.unavailable')
})
