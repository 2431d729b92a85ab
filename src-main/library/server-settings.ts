import { fail } from '../../src-shared/domain/errors'
import type { Scheduler } from '../../src-shared/domain/scheduler'
import type { AuthorisedHttp } from '../link/authorised-http'
import type { Where } from '../link/where'
import { decodeScheduler, encodeScheduler } from '../wire/library/scheduler'

const SCHEDULER = '/api/scheduler/config'

export interface ServerSettingsOptions {
  readonly http: Pick<AuthorisedHttp, 'request'>
  /** The active account; null: nobody. */
  readonly where: () => Where | null
}

/** Settings that the library server keeps. Never queued: they are shown as the server has them. */
export class ServerSettings {
  constructor(private readonly options: ServerSettingsOptions) {}

  /** Rejects with AppFailure. */
  async scheduler(): Promise<Scheduler> {
    const profileId = this.#profileId()
    const { body } = await this.options.http.request(profileId, { method: 'GET', path: SCHEDULER })
    return decodeScheduler(body, SCHEDULER)
  }

  /** Answers what the server has afterwards: its environment may overrule what was sent. */
  async setScheduler(scheduler: Scheduler): Promise<Scheduler> {
    const json = encodeScheduler(scheduler)
    await this.options.http.request(this.#profileId(), { method: 'POST', path: SCHEDULER, json })
    return this.scheduler()
  }

  #profileId(): string {
    const where = this.options.where()
    if (!where) throw fail('auth.required', 'Nobody is signed in to a library server')
    return where.profileId
  }
}
