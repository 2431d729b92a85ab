import { randomUUID } from 'node:crypto'
import type { HttpTraits } from '../dialects/traits'
import { AppError, ValidationError, type HttpError } from './errors'

const CODES: Readonly<Record<number, string>> = {
  400: 'BAD_REQUEST',
  401: 'AUTHENTICATION_ERROR',
  403: 'FORBIDDEN',
  404: 'NOT_FOUND',
  405: 'METHOD_NOT_ALLOWED',
  409: 'CONFLICT',
  413: 'PAYLOAD_TOO_LARGE',
  422: 'VALIDATION_ERROR',
  429: 'RATE_LIMIT_EXCEEDED',
  500: 'INTERNAL_SERVER_ERROR',
}

/** The body of a refusal, as this version of the server writes it. */
export function errorBody(error: HttpError, shape: HttpTraits['errors']): object {
  switch (shape) {
    case 'mixed':
      return error instanceof AppError ? envelope(error) : plain(error)
    case 'detail':
      return plain(error)
    case 'detail-object':
      return error instanceof AppError
        ? { detail: { message: error.message, code: error.code } }
        : plain(error)
    case 'envelope':
      return envelope(error)
  }
}

/** `{"detail": "text"}`, or a list of `{loc, msg, type}` for a body that breaks the schema. */
function plain(error: HttpError): object {
  return { detail: error instanceof ValidationError ? error.issues : error.message }
}

/** Only what the application itself refuses has passed the part that numbers requests. */
function envelope(error: HttpError): object {
  const own = error instanceof AppError
  return {
    success: false,
    error: own ? error.code : (CODES[error.status] ?? 'ERROR'),
    message: error.message,
    details: own ? error.details : error instanceof ValidationError ? { errors: error.issues } : {},
    ...(own && { request_id: randomUUID() }),
  }
}
