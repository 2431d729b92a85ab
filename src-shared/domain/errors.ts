/**
 * Every failure the application can show. Errors cross the process border as this data, never as
 * an exception (Electron keeps only an exception's message).
 *
 * The window words an error from `code` (message files: `errors.<code>.what`, `.next`); `detail`
 * is what the server or the system said, shown folded.
 */
export const ERROR_CODES = [
  // the contract between the processes
  'ipc.badSender',
  'ipc.badRequest',
  'ipc.unknownCommand',
  'internal',
  // reaching a server
  'net.unreachable', // refused, no route, DNS
  'net.timeout',
  'net.reset', // the connection broke while an answer was due: it may have been done
  'net.certificate',
  'net.insecure', // plain http to a public address without the user's yes
  'net.proxy', // the system's proxy is of another kind, or refused; nothing was sent
  'net.redirect',
  'net.notJson', // HTML or another type instead of JSON
  'net.badAnswer', // JSON we cannot understand
  'net.tooLarge',
  'net.cancelled',
  // what a server says
  'auth.required',
  'auth.wrongPassword',
  'auth.weakPassword',
  'auth.alreadySetUp',
  'auth.notSetUp',
  'auth.throttled', // 429 at the sign-in
  'auth.unavailable', // 503 at the sign-in
  'auth.userExists',
  'auth.noSignIn', // no sign-in path found in the server's schema
  'server.badRequest',
  'server.forbidden',
  'server.notFound',
  'server.conflict',
  'server.busy', // 429, 503
  'server.failed', // other 5xx
  'server.unsupported', // this server has no such function
  // the user's own machine
  'store.full',
  'store.readOnly',
  'store.damaged',
  'store.newer',
  'vault.noKeyring',
  'vault.locked',
  'vault.keyLost',
  'vault.unreadable',
  'sample.failed',
  // what the user asked for
  'input.invalid',
  'input.url',
  'outbox.full',
  'outbox.notFound',
  'todo.titleMissing',
  'profile.notFound',
  'account.unsent', // signing out or removing with changes not sent
] as const

export type ErrorCode = (typeof ERROR_CODES)[number]

export interface AppError {
  readonly code: ErrorCode
  /** English, for logs and as a fallback; the window words errors by `code`. */
  readonly message: string
  readonly hint?: string
  /** What the server or the system said, redacted. */
  readonly detail?: string
  /** Whether the same call may work later without a change by the user. */
  readonly retryable: boolean
  /** Seconds the server asked us to wait (`Retry-After`). */
  readonly retryAfter?: number
  /** The HTTP status, where an answer with one was the failure. */
  readonly status?: number
  /** What the server finds wrong, field by field, where it says so. */
  readonly issues?: readonly FieldIssue[]
}

/** What a server says of one field of a request; an empty path: of the request as a whole. */
export interface FieldIssue {
  readonly path: readonly string[]
  readonly message: string
}

const RETRYABLE: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'net.unreachable',
  'net.proxy',
  'net.timeout',
  'net.reset',
  'server.busy',
  'server.failed',
  'auth.throttled',
  'auth.unavailable',
])

export function appError(
  code: ErrorCode,
  message: string,
  more: Partial<Omit<AppError, 'code' | 'message'>> = {},
): AppError {
  return { code, message, ...more, retryable: more.retryable ?? RETRYABLE.has(code) }
}

/** An AppError on its way through code that throws. Unwrapped again at the IPC border. */
export class AppFailure extends Error {
  override readonly name = 'AppFailure'
  constructor(readonly error: AppError) {
    super(error.message)
  }
}

export function fail(...args: Parameters<typeof appError>): AppFailure {
  return new AppFailure(appError(...args))
}

/** The AppError inside anything that was thrown; what is not ours becomes `internal`. */
export function toAppError(thrown: unknown): AppError {
  if (thrown instanceof AppFailure) return thrown.error
  const message = thrown instanceof Error ? thrown.message : String(thrown)
  return appError('internal', 'Something went wrong inside Engawa', { detail: message })
}

export type Result<T> = { ok: true; value: T } | { ok: false; error: AppError }
