import type { Scheduler } from '../../src-shared/domain/scheduler'
import { decodeScheduler, encodeScheduler } from '../wire/library/scheduler'
import type { Here, ServerCalls } from './calls'

const PATH = '/api/scheduler/config'

/** When the library server scans by itself. */
export class SchedulerSettings {
  constructor(private readonly calls: ServerCalls) {}

  /** Rejects with AppFailure. */
  get(): Promise<Scheduler> {
    return read(this.calls.here())
  }

  /** Answers what the server has afterwards: its environment may overrule what was sent. */
  async set(scheduler: Scheduler): Promise<Scheduler> {
    const here = this.calls.here()
    const json = encodeScheduler(scheduler)
    await here.send({ method: 'POST', path: PATH, json })
    return read(here)
  }
}

async function read(here: Here): Promise<Scheduler> {
  return decodeScheduler(await here.get(PATH), PATH)
}
