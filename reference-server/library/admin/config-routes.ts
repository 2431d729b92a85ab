import type { FastifyInstance } from 'fastify'
import type { ConfigTraits, ExtraTraits } from '../../dialects/traits'
import { body, TEXT } from '../../http/context'
import { ValidationError } from '../../http/errors'
import type { Backups } from './backups'
import { ADMIN_CONFIG } from './context'
import type { Rhythm } from './scheduler'
import { schedulerView, type AppSettings, type Settings } from './settings'

const OBJECT = { type: 'object' }

/** Reading, changing and checking the settings. */
export function configRoutes(
  app: FastifyInstance,
  settings: Settings,
  traits: ConfigTraits,
  rhythm: Rhythm | null,
): void {
  const sections = { scheduler: OBJECT, logging: OBJECT, backup: OBJECT, other: OBJECT }
  const schema = body({ name: TEXT, data_dir: TEXT, ...sections }, [])
  const view = (from: AppSettings): object => ({
    ...from,
    scheduler: schedulerView(from, rhythm ?? 'interval'),
  })
  /** What the version makes of a change. */
  const meant = (patch: object): object =>
    traits.changes === 'sections' ? settings.withDefaults(patch) : patch

  app.get('/api/config', { config: { ...ADMIN_CONFIG, summary: 'Settings' } }, () =>
    view(settings.current),
  )
  app.put<{ Body: Record<string, unknown> }>(
    '/api/config',
    { schema, config: { ...ADMIN_CONFIG, summary: 'Change the settings' } },
    (request) => view(settings.change(meant(request.body))),
  )
  app.post<{ Body: Record<string, unknown> }>(
    '/api/config/validate',
    { schema, config: { ...ADMIN_CONFIG, summary: 'Check settings without storing them' } },
    (request) => {
      const problems = settings.problems(meant(request.body))
      if (problems.length > 0 && traits.problems === 'refused') throw new ValidationError(problems)
      return { valid: problems.length === 0, errors: problems.map((problem) => problem.msg) }
    },
  )
}

/** Copies of the settings: listed, made, brought back, thrown away. */
export function backupRoutes(
  app: FastifyInstance,
  backups: Backups,
  { listUnder }: NonNullable<ExtraTraits['backups']>,
): void {
  const path = '/api/config/backups'
  app.get(path, { config: { ...ADMIN_CONFIG, summary: 'Backups of the settings' } }, () => {
    const all = backups.list()
    if (listUnder === null) return all
    return {
      success: true,
      [listUnder]: all.map(({ name, size_bytes, created_at }) => ({
        filename: name,
        size: size_bytes,
        created: created_at,
      })),
    }
  })
  app.post(path, { config: { ...ADMIN_CONFIG, summary: 'Make a backup' } }, () => {
    const name = backups.create()
    return { name, message: `Backup ${name} created` }
  })
  app.post<{ Params: { backup_name: string } }>(
    `${path}/:backup_name/restore`,
    { config: { ...ADMIN_CONFIG, summary: 'Restore a backup' } },
    (request) => {
      backups.restore(request.params.backup_name)
      return { message: 'Settings restored' }
    },
  )
  app.delete<{ Params: { backup_name: string } }>(
    `${path}/:backup_name`,
    { config: { ...ADMIN_CONFIG, summary: 'Delete a backup' } },
    (request) => {
      backups.remove(request.params.backup_name)
      return { message: 'Backup deleted' }
    },
  )
}
