import { expect, it } from 'vitest'
import { healthOf } from './health'

it.each([
  ['healthy', 'good'],
  ['OK', 'good'],
  ['degraded', 'fair'],
  ['unhealthy', 'bad'],
  ['under maintenance', null],
])('%s is %s', (status, kind) => {
  expect(healthOf(status)).toBe(kind)
})
