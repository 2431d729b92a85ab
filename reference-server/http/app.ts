import formbody from '@fastify/formbody'
import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify'
import { bearer, type Tokens } from '../auth/tokens'
import type { Clock } from '../clock'
import type { Faults } from '../control/faults'
import type { Traffic } from '../control/traffic'
import type { Dialect, HttpTraits } from '../dialects/traits'
import { errorBody } from './error-shape'
import { HttpError, ValidationError, type ValidationIssue } from './errors'
import { RouteBook } from './openapi'
import './context'

export interface AppParts {
  dialect: Dialect
  clock: Clock
  faults: Faults
  traffic: Traffic
  tokens: { library: Tokens; todos: Tokens }
  /** Whether the library has its master password. */
  configured(): boolean
}

export const CONTROL_PREFIX = '/__control'

const SETUP_PAGE = '/setup'

function page(title: string): string {
  return `<!doctype html><html><head><title>${title}</title></head><body><h1>${title}</h1></body></html>`
}

/** The HTTP side without any route: errors in the server's shapes, tokens, faults, counting. */
export async function createApp(parts: AppParts): Promise<FastifyInstance> {
  const app = fastify({
    logger: false,
    exposeHeadRoutes: false,
    bodyLimit: 4 * 1024 * 1024,
    ajv: { customOptions: { coerceTypes: false, removeAdditional: false, allErrors: true } },
  })
  const { http } = parts.dialect
  const book = new RouteBook(app, parts.dialect)
  await app.register(formbody)
  readJsonLikeFastApi(app)
  playFaults(app, parts)
  if (http.beforeSetup === 'redirect') redirectUntilSetUp(app, parts)
  guard(app, parts)
  answerErrors(app, book, http)
  if (http.schemaPath !== null) {
    app.get(http.schemaPath, { config: { hidden: true } }, () => book.document())
  }
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

function playFaults(app: FastifyInstance, parts: AppParts): void {
  const { clock, faults, traffic, dialect } = parts
  app.addHook('onRequest', async (request, reply) => {
    const path = pathOf(request)
    if (path.startsWith(CONTROL_PREFIX)) return
    traffic.request(routeOf(request))
    const delay = faults.delayFor(request.method, path)
    if (delay > 0) await clock.sleepReal(delay)
    const refusal = faults.takeRefusal(request.method, path)
    if (refusal) {
      if (refusal.retryAfter !== undefined) reply.header('retry-after', String(refusal.retryAfter))
      const error = new HttpError(refusal.status, 'Refused on request')
      return reply.code(refusal.status).send(refusal.body ?? errorBody(error, dialect.http.errors))
    }
    if (faults.html)
      return reply.code(200).type('text/html; charset=utf-8').send(page('Please wait'))
  })
  app.addHook('preHandler', async (request) => {
    const { method, params, body, routeOptions } = request
    if (method === 'GET' || routeOptions.config.security !== 'library') return
    traffic.changeByCall(routeOf(request), body ?? params)
  })
  app.addHook('onSend', async (request, _reply, payload) => {
    // The work is done by now; the client never learns of it.
    const path = pathOf(request)
    if (faults.takeLostAnswer(request.method, path)) request.raw.socket.resetAndDestroy()
    await faults.answers.pass(request.method, path)
    return payload
  })
}

/** The server's own pages come first: without a master password every other call leads to them. */
function redirectUntilSetUp(app: FastifyInstance, { configured }: AppParts): void {
  app.addHook('onRequest', async (request, reply) => {
    if (request.routeOptions.config.security !== 'library' || configured()) return
    return reply.redirect(SETUP_PAGE, 302)
  })
  app.get(SETUP_PAGE, { config: { hidden: true } }, (_request, reply) =>
    reply.type('text/html; charset=utf-8').send(page('Set up')),
  )
}

function guard(app: FastifyInstance, { tokens, traffic }: AppParts): void {
  app.addHook('onRequest', async (request) => {
    const { security } = request.routeOptions.config
    if (!security) return
    const headers = { 'www-authenticate': 'Bearer' }
    const token = bearer(request.headers.authorization)
    if (token === null) throw new HttpError(401, 'Not authenticated', headers)
    const check = tokens[security].check(token)
    if (check.ok) return
    const expired = check.reason === 'expired'
    if (expired) traffic.cameExpired(`${security} call`)
    const words = expired ? 'Token has expired' : 'Invalid token'
    throw new HttpError(401, words, headers)
  })
}

function answerErrors(app: FastifyInstance, book: RouteBook, http: HttpTraits): void {
  const answer = (reply: FastifyReply, error: HttpError): FastifyReply => {
    const { 'retry-after': retryAfter, ...headers } = error.headers
    if (retryAfter !== undefined && http.retryAfter) reply.header('retry-after', retryAfter)
    return reply.code(error.status).headers(headers).send(errorBody(error, http.errors))
  }
  app.setNotFoundHandler((request, reply) => {
    const methods = book.methodsOf(pathOf(request))
    if (methods.length === 0) return answer(reply, new HttpError(404, 'Not Found'))
    const headers = { allow: methods.join(', ') }
    return answer(reply, new HttpError(405, 'Method Not Allowed', headers))
  })
  app.setErrorHandler((error: Failure, _request, reply) => {
    const known = error instanceof HttpError ? error : translate(error)
    if (known) return answer(reply, known)
    console.error('engawa-server: unexpected error:', error.stack ?? error.message)
    return answer(reply, new HttpError(500, 'Internal Server Error'))
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
/** The method and the path's pattern. */
function routeOf(request: FastifyRequest): string {
  const pattern = request.routeOptions.url?.replace(/:(\w+)/g, '{$1}') ?? pathOf(request)
  return `${request.method} ${pattern}`
}

function pathOf(request: FastifyRequest): string {
  return request.url.split('?', 1)[0] ?? '/'
}
