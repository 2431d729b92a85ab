import { afterEach, beforeEach, expect, it } from 'vitest'
import { mulberry32 } from '../../reference-server/random'
import { ManualClock, TestOwner, TestServer, testConnection, until } from './test-support'

const MINUTE_MS = 60_000

let server: TestServer

beforeEach(async () => {
  server = await TestServer.start()
})

afterEach(() => server.stop())

/** Every connection becomes ready, its owner's greeting answered, and is dropped at once. Answers the dials of a minute. */
async function dialsInAMinute(seed: number): Promise<number> {
  const clock = new ManualClock()
  const owner = new TestOwner({ url: server.url })
  const connection = testConnection(owner, clock, { random: mulberry32(seed) })
  owner.sync = async () => {
    connection.send('hello')
    await owner.frames.next()
  }
  const before = server.upgrades.length
  connection.open()
  for (;;) {
    const socket = await server.sockets.next()
    socket.once('message', () => socket.send('hello'))
    await until(connection, 'ready')
    socket.terminate()
    const { nextAttemptAt } = await until(connection, 'backoff')
    // In whole milliseconds: the wall clock is too large a number for fractions.
    const ms = Math.floor(Number(nextAttemptAt) - clock.now()) + 1
    if (clock.monotonic() + ms > MINUTE_MS) break
    clock.advance(ms)
  }
  await connection.close()
  return server.upgrades.length - before
}

it('a server that accepts and drops is dialled at most 18 times in 60 s, whatever the jitter', async () => {
  for (let seed = 0; seed < 20; seed++) {
    const dials = await dialsInAMinute(seed)
    expect(dials).toBeLessThanOrEqual(18)
    // It never gives up either: the longest delay is 10 s.
    expect(dials).toBeGreaterThanOrEqual(7)
  }
}, 30_000)
