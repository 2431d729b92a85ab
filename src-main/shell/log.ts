import { join } from 'node:path'
import log from 'electron-log/node'
import type { Logger } from '../log'
import { redact } from '../redact'

const MAX_BYTES = 1024 * 1024

/**
 * The program's log: `logs/main.log` in the profile, and `main.old.log` once it has grown past
 * 1 MB. Every line goes through the redaction hook as finished text, so a token is caught however
 * deep in an object it stood.
 *
 * @param folder the profile's folder
 * @param toConsole for `ENGAWA_LOG`: the console stays silent otherwise
 */
export function openLog(folder: string, toConsole: boolean): Logger {
  const logger = log.create({ logId: 'main' })
  logger.transports.file.resolvePathFn = () => join(folder, 'logs', 'main.log')
  logger.transports.file.maxSize = MAX_BYTES
  logger.transports.file.level = 'debug'
  logger.transports.file.writeOptions = { flag: 'a', mode: 0o600, encoding: 'utf8' }
  logger.transports.file.format = '{y}-{m}-{d} {h}:{i}:{s}.{ms} {level} {text}'
  logger.transports.console.level = toConsole ? 'debug' : false
  logger.hooks.push((message) => ({
    ...message,
    data: [redact(message.data.map(asText).join(' '))],
  }))
  return {
    debug: (message, data) => logger.debug(...parts(message, data)),
    info: (message, data) => logger.info(...parts(message, data)),
    warn: (message, data) => logger.warn(...parts(message, data)),
    error: (message, data) => logger.error(...parts(message, data)),
  }
}

function parts(message: string, data: unknown): unknown[] {
  return data === undefined ? [message] : [message, data]
}

function asText(value: unknown): string {
  if (typeof value === 'string') return value
  if (value instanceof Error) return value.stack ?? value.message
  try {
    return JSON.stringify(value) ?? String(value)
  } catch {
    return String(value)
  }
}
