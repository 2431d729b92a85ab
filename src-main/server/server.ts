import { Backups } from './backups'
import { ServerCalls, type ServerCallsOptions } from './calls'
import { ConfigSettings } from './config'
import { Locks } from './locks'
import { Logging } from './logging'
import { SchedulerSettings } from './scheduler'
import { ServerState } from './state'

/** What the library server lets be seen and changed of itself; which of it is there is a capability. */
export function createServerAdministration(options: ServerCallsOptions) {
  const calls = new ServerCalls(options)
  return {
    state: new ServerState(calls),
    config: new ConfigSettings(calls),
    backups: new Backups(calls),
    logging: new Logging(calls),
    locks: new Locks(calls),
    scheduler: new SchedulerSettings(calls),
  }
}
