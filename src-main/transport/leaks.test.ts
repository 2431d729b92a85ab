import { afterEach, beforeEach, expect, it } from 'vitest'
import { Reconnecting } from './test-leaks'

let client: Reconnecting

beforeEach(async () => {
  client = await Reconnecting.start()
})

afterEach(() => client.stop())

it('after 1,000 reconnects listeners, timers and sockets are as many as before, the heap within 1 kB each', async () => {
  // The first ones fill what is bounded: the timeline, the caches and the compiled code of the runtime.
  await client.reconnect(1_000)
  const before = await client.held()
  await client.reconnect(1_000)
  const after = await client.held()

  expect(client.dials).toBe(2_001)
  expect(after).toEqual({ ...before, heap: after.heap })
  expect(before).toMatchObject({ sockets: 2, reachable: 1 })
  expect((after.heap - before.heap) / 1_000).toBeLessThanOrEqual(1_024)
}, 120_000)
