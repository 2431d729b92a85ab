import { randomUUID } from 'node:crypto'

/**
 * A refusal on purpose. The real server has two ways to say one, and which of them a call uses is
 * a matter of who raised it: framework errors come as `{detail}`, the application's own as an
 * envelope with a code.
 */
export class HttpError extends Error {
  constructor(
    readonly status: number,
    message: string,
    readonly headers: Readonly<Record<string, string>> = {},
  ) {
    super(message)
  }

  body(): object {
    return { detail: this.message }
  }
}

/** The second shape: `{success:false, error, message, details, request_id}`. */
export class AppError extends HttpError {
  constructor(
    status: number,
    readonly code: string,
    message: string,
    readonly details: object = {},
  ) {
    super(status, message)
  }

  override body(): object {
    return {
      success: false,
      error: this.code,
      message: this.message,
      details: this.details,
      request_id: randomUUID(),
    }
  }
}

export interface ValidationIssue {
  loc: (string | number)[]
  msg: string
  type: string
}

/** 422 with `{"detail": [{loc, msg, type}]}`. */
export class ValidationError extends HttpError {
  constructor(readonly issues: readonly ValidationIssue[]) {
    super(422, issues[0]?.msg ?? 'Invalid request')
  }

  override body(): object {
    return { detail: this.issues }
  }
}
