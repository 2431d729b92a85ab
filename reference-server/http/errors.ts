/**
 * A refusal on purpose, raised by the framework's side of the server. How it is written down is a
 * matter of the dialect.
 */
export class HttpError extends Error {
  constructor(
    readonly status: number,
    message: string,
    readonly headers: Readonly<Record<string, string>> = {},
  ) {
    super(message)
  }
}

/** A refusal by the application itself, which has a code for it. */
export class AppError extends HttpError {
  constructor(
    status: number,
    readonly code: string,
    message: string,
    readonly details: object = {},
  ) {
    super(status, message)
  }
}

export interface ValidationIssue {
  loc: (string | number)[]
  msg: string
  type: string
}

/** 422: the body breaks the schema. */
export class ValidationError extends HttpError {
  constructor(readonly issues: readonly ValidationIssue[]) {
    super(422, issues[0]?.msg ?? 'Invalid request')
  }
}
