import type { IncomingHttpHeaders } from 'node:http'
import { appError } from '../../src-shared/domain/errors'
import type { AppError, ErrorCode, FieldIssue } from '../../src-shared/domain/errors'
import { redact } from '../redact'
import { readErrorBody } from '../wire/error-body'
import { readIssues } from '../wire/issues'
import { parseJson } from './json'
import { retryAfterOf } from './retry-after'
import { redactUrl } from './url'

/** A complete answer, before anything is made of it. */
export interface RawAnswer {
  readonly status: number
  readonly statusText: string
  readonly headers: IncomingHttpHeaders
  readonly text: string
}

export type ReadAnswer =
  { readonly ok: true; readonly body: unknown } | { readonly ok: false; readonly error: AppError }

/**
 * What a server's answer means: its JSON, or an error with the server's words in `detail`.
 * @param call names the endpoint in errors, like `GET /api/queue/status`
 * @param now epoch milliseconds, for `Retry-After`
 */
export function readAnswer(answer: RawAnswer, call: string, now: number): ReadAnswer {
  const { status, text } = answer
  if (status >= 300 && status < 400) return refuse(redirect(answer, call))
  if (status < 200 || status >= 400) return refuse(statusError(answer, call, now))
  if (status === 204 || status === 205) return { ok: true, body: null }
  if (text.trim() === '') {
    if (!call.startsWith('GET ')) return { ok: true, body: null }
    return refuse(appError('net.notJson', `${call} answered with an empty body`))
  }
  const type = answer.headers['content-type'] ?? ''
  if (type !== '' && !/\bjson\b/i.test(type)) return refuse(notJson(call, type))
  const parsed = parseJson(text)
  if (parsed.ok) return { ok: true, body: parsed.value }
  if (parsed.why === 'notJson') return refuse(notJson(call, type))
  return refuse(appError('net.badAnswer', `${call} answered with JSON nested too deeply`))
}

function refuse(error: AppError): ReadAnswer {
  return { ok: false, error }
}

function notJson(call: string, type: string): AppError {
  return appError('net.notJson', `${call} did not answer with JSON`, {
    detail: type === '' ? undefined : `Content-Type: ${redact(type)}`,
    hint: 'Is this the address of the server itself?',
  })
}

/** Never followed: a bearer must not travel elsewhere, and a set-up page is no answer. */
function redirect({ headers, status }: RawAnswer, call: string): AppError {
  return appError('net.redirect', `${call} answered with a redirect (HTTP ${status})`, {
    detail: headers.location === undefined ? undefined : redactUrl(headers.location),
    hint: 'The server may not be set up yet, or its address may have changed',
  })
}

const CODES: Readonly<Record<number, ErrorCode>> = {
  401: 'auth.required',
  403: 'server.forbidden',
  404: 'server.notFound',
  405: 'server.unsupported',
  408: 'net.timeout',
  409: 'server.conflict',
  410: 'server.notFound',
  429: 'server.busy',
  501: 'server.unsupported',
  503: 'server.busy',
}

function statusError(answer: RawAnswer, call: string, now: number): AppError {
  const { status, statusText, headers, text } = answer
  const code = CODES[status] ?? (status >= 500 ? 'server.failed' : 'server.badRequest')
  const parsed = parseJson(text)
  const body = parsed.ok ? parsed.value : null
  const words = statusText === '' ? `HTTP ${status}` : redact(statusText)
  const issues = code === 'server.badRequest' ? issuesOf(body) : []
  return appError(code, `${call}: HTTP ${status}`, {
    status,
    detail: readErrorBody(body) ?? words,
    retryAfter: code === 'server.busy' ? retryAfterOf(headers, now) : undefined,
    ...(issues.length > 0 && { issues }),
  })
}

/** What the server finds wrong with the fields of a request. */
function issuesOf(body: unknown): readonly FieldIssue[] {
  return readIssues(body).map(({ path, message }) => ({
    path,
    message: redact(message.slice(0, 500)),
  }))
}
