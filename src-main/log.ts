/** The logger every part is given. The sink (shell/log.ts) redacts; callers still never pass tokens. */
export interface Logger {
  debug(message: string, data?: unknown): void
  info(message: string, data?: unknown): void
  warn(message: string, data?: unknown): void
  error(message: string, data?: unknown): void
}

/** For tests and for parts that have nothing to say. */
export const silentLog: Logger = { debug() {}, info() {}, warn() {}, error() {} }
