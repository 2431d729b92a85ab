import { expect, it } from 'vitest'
import { Db } from '../../store/db'
import { waitFor } from './scheduler'
import { Settings, type SchedulerSettings } from './settings'

const HOUR = 3_600_000
/** A Wednesday at noon in the server's own time, far from any change of the clocks. */
const NOW = new Date(2026, 6, 15, 12).getTime()

const base: SchedulerSettings = {
  enabled: true,
  interval_minutes: 90,
  schedule_time: '13:30',
  schedule_days: ['wed'],
  auto_download_after_rescan: false,
}

it('waits for the interval', () => {
  expect(waitFor(base, 'interval', NOW)).toBe(1.5 * HOUR)
  expect(waitFor({ ...base, enabled: false }, 'interval', NOW)).toBeNull()
})

it('waits for the time on the next of its days', () => {
  const wait = (change: Partial<SchedulerSettings>): number | null =>
    waitFor({ ...base, ...change }, 'daily', NOW)
  expect(wait({})).toBe(1.5 * HOUR)
  expect(wait({ schedule_days: ['thu', 'mon'] })).toBe(25.5 * HOUR)
  // It is noon now: that one is gone, the next is in a week.
  expect(wait({ schedule_time: '12:00' })).toBe(7 * 24 * HOUR)
  expect(wait({ schedule_days: [] })).toBeNull()
  expect(wait({ enabled: false })).toBeNull()
})

it('keeps settings by field, and lets the environment win only in what is in force', () => {
  const db = new Db(null)
  const settings = new Settings(db, { 'logging.level': 'INFO', 'nowhere.level': 1 })
  let changes = 0
  settings.onChange(() => changes++)
  settings.change({ logging: { level: 'ERROR' }, other: { note: 'kept' } })
  expect(settings.stored.logging).toMatchObject({ level: 'ERROR', backup_count: 3 })
  expect(settings.current.logging).toMatchObject({ level: 'INFO', backup_count: 3 })
  expect(settings.current).not.toHaveProperty('nowhere')
  expect(() => settings.change({ scheduler: { interval_minutes: 1.5 } })).toThrow('whole number')
  expect(changes).toBe(1)
  const again = new Settings(db, {})
  expect(again.current).toMatchObject({ logging: { level: 'ERROR' }, other: { note: 'kept' } })
})
