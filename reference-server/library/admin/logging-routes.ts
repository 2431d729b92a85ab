import type { FastifyInstance } from 'fastify'
import type { ExtraTraits } from '../../dialects/traits'
import { body, TEXT } from '../../http/context'
import { AppError } from '../../http/errors'
import { ADMIN_CONFIG } from './context'
import type { LogBook } from './log-book'
import type { Settings } from './settings'

/** The log's level, its files, and the end of one. */
export function loggingRoutes(
  app: FastifyInstance,
  { settings, log }: { settings: Settings; log: LogBook },
  shape: NonNullable<ExtraTraits['logging']>,
): void {
  const field = shape === 'flat' ? 'log_level' : 'level'
  const answer = (): object => {
    const { level, file, max_bytes, backup_count } = settings.current.logging
    if (shape === 'flat') return { log_level: level }
    return { success: true, config: { level, file, max_bytes, backup_count } }
  }
  app.get('/api/logging/config', { config: { ...ADMIN_CONFIG, summary: 'Logging' } }, answer)
  app.post<{ Body: Record<string, unknown> }>(
    '/api/logging/config',
    {
      schema: body({ [field]: TEXT }, [field]),
      config: { ...ADMIN_CONFIG, summary: 'Change the log level' },
    },
    (request) => {
      settings.change({ logging: { level: request.body[field] } })
      return answer()
    },
  )
  app.get('/api/logging/files', { config: { ...ADMIN_CONFIG, summary: 'Log files' } }, () => ({
    files: [{ name: log.name, size_bytes: log.bytes }],
  }))
  app.get<{ Params: { filename: string }; Querystring: { lines?: string } }>(
    '/api/logging/files/:filename/tail',
    { config: { ...ADMIN_CONFIG, summary: 'The last lines of a log file' } },
    (request) => {
      if (request.params.filename !== log.name) {
        throw new AppError(404, 'LOG_NOT_FOUND', 'Log file not found')
      }
      const lines = log.tail(Number(request.query.lines ?? '100'))
      return { filename: log.name, lines, showing_lines: lines.length }
    },
  )
}
