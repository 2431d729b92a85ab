import { WEEKDAYS, type Scheduler } from '../../../src-shared/domain/scheduler'
import type { JsonObject } from '../../../src-shared/json'
import { badAnswer, isObject, needObject, readFlag, readInteger, readText } from '../read'

/**
 * The scheduler in either shape: `{enabled, interval_minutes}`, or an envelope whose `config` holds
 * a time and days.
 * @throws AppFailure `net.badAnswer` when it is neither
 */
export function decodeScheduler(body: unknown, endpoint: string): Scheduler {
  const top = needObject(body, endpoint, 'a scheduler')
  const from = isObject(top.config) ? top.config : top
  const enabled = readFlag(from.enabled) ?? false
  const time = /^\d{1,2}:\d{2}/.exec(readText(from.schedule_time) ?? '')?.[0]
  if (time !== undefined) {
    const days = Array.isArray(from.schedule_days) ? from.schedule_days : []
    const named = new Set(days.map((day) => readText(day)?.slice(0, 3).toLowerCase()))
    return {
      ...{ rhythm: 'daily', enabled, time: time.padStart(5, '0') },
      days: WEEKDAYS.filter((day) => named.has(day)),
      autoDownload: readFlag(from.auto_download_after_rescan) ?? false,
    }
  }
  const intervalMinutes = readInteger(from.interval_minutes)
  if (intervalMinutes === null) throw badAnswer(endpoint, 'a scheduler without time or interval')
  return { rhythm: 'interval', enabled, intervalMinutes }
}

/** What a change sends: the fields of its shape, without an envelope. */
export function encodeScheduler(scheduler: Scheduler): JsonObject {
  const { enabled } = scheduler
  if (scheduler.rhythm === 'interval') {
    return { enabled, interval_minutes: scheduler.intervalMinutes }
  }
  return {
    ...{ enabled, schedule_time: scheduler.time, schedule_days: [...scheduler.days] },
    auto_download_after_rescan: scheduler.autoDownload,
  }
}
