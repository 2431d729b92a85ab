import type { FastifyInstance } from 'fastify'
import type { Faults } from '../../control/faults'
import type { Dialect } from '../../dialects/traits'
import { body, TEXT } from '../../http/context'
import type { QueueService } from '../queue/service'
import type { Scan } from '../scan'
import type { Backups } from './backups'
import { backupRoutes, configRoutes } from './config-routes'
import { ADMIN_CONFIG } from './context'
import type { LogBook } from './log-book'
import { lockRoutes } from './lock-routes'
import { loggingRoutes } from './logging-routes'
import type { Rhythm, Scheduler } from './scheduler'
import { schedulerView, type Settings } from './settings'

export interface AdminParts {
  dialect: Dialect
  settings: Settings
  /** Null where the version has none. */
  scheduler: Scheduler | null
  backups: Backups
  log: LogBook
  scan: Scan
  queue: QueueService
  faults: Faults
}

const FLAG = { type: 'boolean' }

/** Settings and what else a server may have or not; only what the dialect has is registered. */
export function adminRoutes(app: FastifyInstance, parts: AdminParts): void {
  const { extras } = parts.dialect
  if (parts.scheduler && extras.scheduler) schedulerRoutes(app, parts, parts.scheduler)
  if (extras.config) configRoutes(app, parts.settings, extras.config, extras.scheduler)
  if (extras.backups) backupRoutes(app, parts.backups, extras.backups)
  if (extras.logging) loggingRoutes(app, parts, extras.logging)
  if (extras.processLocks) lockRoutes(app, parts, extras.processLocks)
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

  app.get('/api/scheduler/config', { config: { ...ADMIN_CONFIG, summary: 'Scheduler' } }, answer)
  app.post<{ Body: Record<string, unknown> }>(
    '/api/scheduler/config',
    { schema, config: { ...ADMIN_CONFIG, summary: 'Change the scheduler' } },
    (request) => {
      settings.change({ scheduler: request.body })
      return answer()
    },
  )
}
