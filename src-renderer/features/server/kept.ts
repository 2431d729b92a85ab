import type {
  ProcessLock,
  ServerConfig,
  ServerFile,
  ServerHealth,
  ServerLogging,
  SocketState,
} from '../../../src-shared/domain/administration'
import type { Scheduler } from '../../../src-shared/domain/scheduler'
import { keptByAccount } from './remote'

/** What each server said last; another page and back changes nothing. */
export const keptHealth = keptByAccount<ServerHealth>()
export const keptSockets = keptByAccount<SocketState>()
export const keptConfig = keptByAccount<ServerConfig>()
export const keptScheduler = keptByAccount<Scheduler>()
export const keptBackups = keptByAccount<readonly ServerFile[]>()
export const keptLogging = keptByAccount<ServerLogging>()
export const keptLogFiles = keptByAccount<readonly ServerFile[]>()
export const keptLocks = keptByAccount<readonly ProcessLock[]>()
