import formbody from '@fastify/formbody'
import fastify, { type FastifyInstance, type FastifyRequest } from 'fastify'
import { bearer, type Tokens } from '../auth/tokens'
import type { Clock } from '../clock'
import type { Faults } from '../control/faults'
import type { Traffic } from '../control/traffic'
import type { Dialect } from '../dialect'
import { HttpError, ValidationError, type ValidationIssue } from './errors'
import { RouteBook } from './openapi'
import './context'

export interface AppParts {
  dialect: Dialect
  clock: Clock
  faults: Faults
  traffic: Traffic
  tokens: { library: Tokens; todos: Tokens }
}

export const CONTROL_PREFIX = '/__control'

const PAGE =
  '<!doctype html><html><head><title>Please wait</title></head><body><h1>Please wait</h1></body></html>'

/** The HTTP side without any route: errors in the server's shapes, tokens, faults, counting. */
export async function createApp(parts: AppParts): Promise<FastifyInstance> {
  const app = fastify({
    logger: false,
    exposeHeadRoutes: false,
    bodyLimit: 4 * 1024 * 1024,
    ajv: { customOptions: { coerceTypes: false, removeAdditional: false, allErrors: true } },
  })
  const book = new RouteBook(app, parts.dialect)
  await app.register(formbody)
  readJsonLikeFastApi(app)
  playFaults(app, parts)
  guard(app, parts.tokens)
  answerErrors(app, book)
  app.get('/openapi.json', { config: { hidden: true } }, () => book.document())
  return app
}

/** An empty body with a JSON content type is nothing, not an error; a broken one is a 422. */
function readJsonLikeFastApi(app: FastifyInstance): void {
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (_request, text, done) => {
    if (text === '') return done(null, undefined)
    try {
      done(null, JSON.parse(String(text)))
    } catch {
      done(
        new ValidationError([{ type: 'json_invalid', loc: ['body', 0], msg: 'JSON decode error' }]),
      )
    }
  })
}

function playFaults(app: FastifyInstance, { clock, faults, traffic }: AppParts): void {
  app.addHook('onRequest', async (request, reply) => {
    const path = pathOf(request)
    if (path.startsWith(CONTROL_PREFIX)) return
    const pattern = request.routeOptions.url?.replace(/:(\w+)/g, '{$1}') ?? path
    traffic.request(`${request.method} ${pattern}`)
    const delay = faults.delayFor(request.method, path)
    if (delay > 0) await clock.sleepReal(delay)
    const refusal = faults.takeRefusal(request.method, path)
    if (refusal) {
      if (refusal.retryAfter !== undefined) reply.header('retry-after', String(refusal.retryAfter))
      return reply.code(refusal.status).send(refusal.body ?? { detail: 'Refused on request' })
    }
    if (faults.html) return reply.code(200).type('text/html; charset=utf-8').send(PAGE)
  })
  app.addHook('onSend', async (request, _reply, payload) => {
    // The work is done by now; the client never learns of it.
    if (faults.takeLostAnswer(request.method, pathOf(request))) request.raw.socket.resetAndDestroy()
    return payload
  })
}

function guard(app: FastifyInstance, tokens: AppParts['tokens']): void {
  app.addHook('onRequest', async (request) => {
    const { security } = request.routeOptions.config
    if (!security) return
    const headers = { 'www-authenticate': 'Bearer' }
    const token = bearer(request.headers.authorization)
    if (token === null) throw new HttpError(401, 'Not authenticated', headers)
    const check = tokens[security].check(token)
    if (check.ok) return
    const words = check.reason === 'expired' ? 'Token has expired' : 'Invalid token'
    throw new HttpError(401, words, headers)
  })
}

function answerErrors(app: FastifyInstance, book: RouteBook): void {
  app.setNotFoundHandler((request, reply) => {
    const methods = book.methodsOf(pathOf(request))
    if (methods.length === 0) return reply.code(404).send({ detail: 'Not Found' })
    return reply
      .code(405)
      .header('allow', methods.join(', '))
      .send({ detail: 'Method Not Allowed' })
  })
  app.setErrorHandler((error: Failure, _request, reply) => {
    const known = error instanceof HttpError ? error : translate(error)
    if (known) return reply.code(known.status).headers(known.headers).send(known.body())
    console.error('engawa-server: unexpected error:', error.stack ?? error.message)
    return reply.code(500).send({ detail: 'Internal Server Error' })
  })
}

interface Failure extends Error {
  statusCode?: number
  validation?: {
    instancePath: string
    params: Record<string, unknown>
    message?: string
    keyword: string
  }[]
}

/** What the framework itself refuses, in FastAPI's words. */
function translate(error: Failure): HttpError | null {
  if (error.validation) {
    const issues = error.validation.map((issue): ValidationIssue => {
      const missing = issue.params.missingProperty
      const path = issue.instancePath.split('/').filter((part) => part !== '')
      const loc = ['body', ...path.map((part) => (/^\d+$/.test(part) ? Number(part) : part))]
      if (typeof missing === 'string')
        return { loc: [...loc, missing], msg: 'Field required', type: 'missing' }
      return { loc, msg: `Value ${issue.message ?? 'is not valid'}`, type: issue.keyword }
    })
    return new ValidationError(issues)
  }
  if (error.statusCode && error.statusCode < 500)
    return new HttpError(error.statusCode, error.message)
  return null
}

/** Without the query, which may hold a token. */
function pathOf(request: FastifyRequest): string {
  return request.url.split('?', 1)[0] ?? '/'
}
