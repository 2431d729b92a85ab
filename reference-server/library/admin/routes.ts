import type { FastifyInstance } from 'fastify'
import type { Dialect } from '../../dialects/traits'
import { body, TEXT } from '../../http/context'
import { AppError } from '../../http/errors'
import type { QueueService } from '../queue/service'
import type { Scan } from '../scan'
import type { Backups } from './backups'
import type { LogBook } from './log-book'
import type { Rhythm, Scheduler } from './scheduler'
import type { AppSettings, Settings } from './settings'

export interface AdminParts {
  dialect: Dialect
  settings: Settings
  /** Null where the version has none. */
  scheduler: Scheduler | null
  backups: Backups
  log: LogBook
  scan: Scan
  queue: QueueService
}

const config = { security: 'library', tag: 'settings' } as const
const OBJECT = { type: 'object' }
const FLAG = { type: 'boolean' }

/** Settings and what else a server may have or not; only what the dialect has is registered. */
export function adminRoutes(app: FastifyInstance, parts: AdminParts): void {
  const { extras } = parts.dialect
  if (parts.scheduler && extras.scheduler) schedulerRoutes(app, parts, parts.scheduler)
  if (extras.config) configRoutes(app, parts)
  if (extras.backups) backupRoutes(app, parts.backups)
  if (extras.logging) loggingRoutes(app, parts)
  if (extras.processLocks) lockRoutes(app, parts)
}

function schedulerRoutes(app: FastifyInstance, parts: AdminParts, scheduler: Scheduler): void {
  const { settings, dialect } = parts
  const rhythm: Rhythm = dialect.extras.scheduler ?? 'interval'
  const answer = (): object => {
    const view = schedulerView(settings.current, rhythm)
    return rhythm === 'interval'
      ? view
      : { success: true, config: view, status: scheduler.status() }
  }
  const schema =
    rhythm === 'interval'
      ? body({ enabled: FLAG, interval_minutes: { type: 'integer' } }, [])
      : body(
          {
            enabled: FLAG,
            schedule_time: TEXT,
            schedule_days: { type: 'array', items: TEXT },
            auto_download_after_rescan: FLAG,
          },
          [],
        )

  app.get('/api/scheduler/config', { config: { ...config, summary: 'Scheduler' } }, answer)
  app.post<{ Body: Record<string, unknown> }>(
    '/api/scheduler/config',
    { schema, config: { ...config, summary: 'Change the scheduler' } },
    (request) => {
      settings.change({ scheduler: request.body })
      return answer()
    },
  )
}

function configRoutes(app: FastifyInstance, { settings, dialect }: AdminParts): void {
  const sections = { scheduler: OBJECT, logging: OBJECT, backup: OBJECT, other: OBJECT }
  const schema = body({ name: TEXT, data_dir: TEXT, ...sections }, [])
  const view = (from: AppSettings): object => ({
    ...from,
    scheduler: schedulerView(from, dialect.extras.scheduler ?? 'interval'),
  })

  app.get('/api/config', { config: { ...config, summary: 'Settings' } }, () =>
    view(settings.current),
  )
  app.put<{ Body: Record<string, unknown> }>(
    '/api/config',
    { schema, config: { ...config, summary: 'Change the settings' } },
    (request) => view(settings.change(request.body)),
  )
  app.post<{ Body: Record<string, unknown> }>(
    '/api/config/validate',
    { schema, config: { ...config, summary: 'Check settings without storing them' } },
    (request) => {
      const errors = settings.problems(request.body).map((issue) => issue.msg)
      return { valid: errors.length === 0, errors }
    },
  )
}

function backupRoutes(app: FastifyInstance, backups: Backups): void {
  const path = '/api/config/backups'
  app.get(path, { config: { ...config, summary: 'Backups of the settings' } }, () => backups.list())
  app.post(path, { config: { ...config, summary: 'Make a backup' } }, () => {
    const name = backups.create()
    return { name, message: `Backup ${name} created` }
  })
  app.post<{ Params: { backup_name: string } }>(
    `${path}/:backup_name/restore`,
    { config: { ...config, summary: 'Restore a backup' } },
    (request) => {
      backups.restore(request.params.backup_name)
      return { message: 'Settings restored' }
    },
  )
  app.delete<{ Params: { backup_name: string } }>(
    `${path}/:backup_name`,
    { config: { ...config, summary: 'Delete a backup' } },
    (request) => {
      backups.remove(request.params.backup_name)
      return { message: 'Backup deleted' }
    },
  )
}

function loggingRoutes(app: FastifyInstance, { settings, log }: AdminParts): void {
  app.get('/api/logging/config', { config: { ...config, summary: 'Logging' } }, () => ({
    log_level: settings.current.logging.level,
  }))
  app.post<{ Body: { log_level: string } }>(
    '/api/logging/config',
    {
      schema: body({ log_level: TEXT }, ['log_level']),
      config: { ...config, summary: 'Change the log level' },
    },
    (request) => {
      settings.change({ logging: { level: request.body.log_level } })
      return { log_level: settings.current.logging.level }
    },
  )
  app.get('/api/logging/files', { config: { ...config, summary: 'Log files' } }, () => ({
    files: [{ name: log.name, size_bytes: log.bytes }],
  }))
  app.get<{ Params: { filename: string }; Querystring: { lines?: string } }>(
    '/api/logging/files/:filename/tail',
    { config: { ...config, summary: 'The last lines of a log file' } },
    (request) => {
      if (request.params.filename !== log.name) {
        throw new AppError(404, 'LOG_NOT_FOUND', 'Log file not found')
      }
      const lines = log.tail(Number(request.query.lines ?? '100'))
      return { filename: log.name, lines, showing_lines: lines.length }
    },
  )
}

function lockRoutes(app: FastifyInstance, { scan, queue }: AdminParts): void {
  app.get('/api/process/locks/status', { config: { ...config, summary: 'What runs' } }, () => ({
    rescan: { is_locked: scan.state.running },
    download: { is_locked: queue.running },
  }))
}

/** The settings of the scheduler that this rhythm knows. */
function schedulerView({ scheduler }: AppSettings, rhythm: Rhythm): object {
  const { interval_minutes, ...daily } = scheduler
  return rhythm === 'interval' ? { enabled: scheduler.enabled, interval_minutes } : daily
}
