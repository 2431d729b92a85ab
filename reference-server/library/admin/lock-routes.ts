import type { FastifyInstance } from 'fastify'
import type { Faults } from '../../control/faults'
import type { ExtraTraits } from '../../dialects/traits'
import { AppError } from '../../http/errors'
import type { QueueService } from '../queue/service'
import type { Scan } from '../scan'
import { ADMIN_CONFIG } from './context'

export interface LockParts {
  scan: Scan
  queue: QueueService
  faults: Faults
}

/** What may run only once at a time, and who is at it. */
export function lockRoutes(
  app: FastifyInstance,
  { scan, queue, faults }: LockParts,
  traits: NonNullable<ExtraTraits['processLocks']>,
): void {
  app.get(
    '/api/process/locks/status',
    { config: { ...ADMIN_CONFIG, summary: 'What runs' } },
    () => {
      const { lock } = scan
      if (traits.as === 'list') {
        return {
          success: true,
          locks: [
            { name: 'rescan', locked: lock !== null, holder: lock?.by, acquired_at: lock?.since },
            { name: 'download', locked: queue.running },
          ],
        }
      }
      return {
        rescan: { is_locked: lock !== null, locked_by: lock?.by, lock_time: lock?.since },
        download: { is_locked: queue.running },
      }
    },
  )
  if (!traits.release) return
  app.post<{ Params: { lock_name: string } }>(
    '/api/process/locks/:lock_name/release',
    { config: { ...ADMIN_CONFIG, summary: 'Release a lock that nobody holds any more' } },
    (request) => {
      const { lock_name: name } = request.params
      if (!['rescan', 'download'].includes(name)) {
        throw new AppError(404, 'LOCK_NOT_FOUND', `No lock named ${name}`)
      }
      if (name === 'rescan' ? scan.state.running : queue.running) {
        throw new AppError(409, 'LOCK_IN_USE', `The ${name} is at work; end it instead`)
      }
      if (name === 'rescan') faults.leftLock = null
      return { success: true, message: `Released ${name}` }
    },
  )
}
