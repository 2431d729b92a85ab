import { expect, it } from 'vitest'
import { decodeScheduler, encodeScheduler } from './scheduler'

it.each([
  [
    { enabled: true, interval_minutes: 90 },
    { rhythm: 'interval', enabled: true, intervalMinutes: 90 },
  ],
  [
    {
      success: true,
      config: { enabled: true, schedule_time: '3:05', schedule_days: ['Sunday', 'mon', 'x'] },
      status: { next_run: null },
    },
    { rhythm: 'daily', enabled: true, time: '03:05', days: ['mon', 'sun'], autoDownload: false },
  ],
])('is read in either shape: %j', (body, expected) => {
  const read = decodeScheduler(body, '/x')
  expect(read).toEqual(expected)
  expect(decodeScheduler(encodeScheduler(read), '/x')).toEqual(expected)
})

it.each([null, [], {}, { config: {} }, { interval_minutes: 'often' }])('%j is neither', (body) => {
  expect(() => decodeScheduler(body, '/x')).toThrow(
    expect.objectContaining({ error: expect.objectContaining({ code: 'net.badAnswer' }) }),
  )
})
