import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Connection } from './connection'
import { ManualClock, TestOwner, TestServer, settled, testConnection, until } from './test-support'

let server: TestServer
let clock: ManualClock
let owner: TestOwner
let connection: Connection

beforeEach(async () => {
  server = await TestServer.start()
  clock = new ManualClock()
  owner = new TestOwner({ url: server.url })
  connection = testConnection(owner, clock, { random: () => 0.5 })
})

afterEach(async () => {
  const closed = connection.close()
  await server.stop()
  await closed
})

async function ready() {
  connection.open()
  await until(connection, 'ready')
  return server.sockets.next()
}

describe('heartbeat', () => {
  it('a quiet healthy peer stays connected', async () => {
    const socket = await ready()
    for (let i = 0; i < 3; i++) {
      const before = connection.status.lastByteAt
      const pinged = new Promise((resolve) => socket.once('ping', resolve))
      clock.advance(15_000)
      await pinged
      // The pong is ahead of this frame on the same line.
      socket.send('.')
      await owner.frames.next()
      expect(connection.status.lastByteAt).not.toBe(before)
    }
    expect(connection.status.state).toBe('ready')
    expect(connection.epoch).toBe(1)
  })

  it('a peer that answers nothing is given up 20 s after its last sign of life', async () => {
    server.pongs = false
    await ready()
    clock.advance(19_999)
    expect(connection.status.state).toBe('ready')
    clock.advance(1)
    expect(connection.status).toMatchObject({ state: 'backoff', why: { code: 'net.reset' } })
    expect(connection.counters.get('heartbeat.silent')).toBe(1)
    expect(owner.downs).toEqual([{ epoch: 1, end: null }])
  })
})

describe('sleep', () => {
  it('a connection that survived is proven by its pong', async () => {
    await ready()
    connection.suspend()
    connection.suspend()
    expect(connection.status.state).toBe('suspended')
    expect(connection.send('x')).toBe(false)
    clock.sleep(3_600_000)
    connection.resume()
    connection.resume()
    expect(connection.status.state).toBe('probing')
    expect(connection.send('x')).toBe(false)
    await until(connection, 'ready')
    expect(connection.epoch).toBe(1)
    expect(owner.downs).toEqual([])
  })

  it('one that did not is dialled anew after 2 s, within 250 ms', async () => {
    server.pongs = false
    const socket = await ready()
    connection.suspend()
    connection.resume()
    // A frame from before the sleep proves nothing.
    socket.send('old')
    await owner.frames.next()
    clock.advance(1_999)
    expect(connection.status.state).toBe('probing')
    clock.advance(1)
    expect(connection.status.state).toBe('backoff')
    expect((connection.status.nextAttemptAt ?? 0) - clock.now()).toBeLessThanOrEqual(250)
    clock.advance(250)
    await until(connection, 'ready')
    expect(connection.epoch).toBe(2)
    expect(owner.downs).toEqual([{ epoch: 1, end: null }])
  })

  it('a socket that closes during the sleep is dialled on resume, not before', async () => {
    const socket = await ready()
    connection.suspend()
    const down = new Promise<void>((resolve) => (owner.onDown = () => resolve()))
    socket.terminate()
    await down
    expect(connection.status.state).toBe('suspended')
    connection.resume()
    clock.advance(250)
    await until(connection, 'ready')
  })

  it('a dial under way is given up and begun again', async () => {
    owner.sync = () => new Promise(() => undefined)
    connection.open()
    await until(connection, 'syncing')
    connection.suspend()
    expect(connection.status.state).toBe('suspended')
    owner.sync = () => Promise.resolve()
    connection.resume()
    clock.advance(250)
    await until(connection, 'ready')
    expect(owner.downs).toEqual([{ epoch: 1, end: null }])
  })

  it('a missed resume is made good: by the clocks, or after a minute awake', async () => {
    server.pongs = false
    await ready()
    connection.suspend()
    clock.advance(59_999)
    expect(connection.status.state).toBe('suspended')
    clock.advance(1)
    expect(connection.status.state).toBe('probing')
    connection.suspend()
    clock.sleep(60_000)
    clock.advance(5_000)
    expect(connection.status.state).toBe('probing')
    clock.advance(2_000)
    expect(connection.status.state).toBe('backoff')
  })

  it('a sleep nobody announced is seen from the clocks', async () => {
    await ready()
    clock.sleep(6_000)
    clock.advance(5_000)
    expect(connection.status.state).toBe('probing')
    await until(connection, 'ready')
    connection.retryNow()
    expect(connection.status.state).toBe('probing')
    await until(connection, 'ready')
    expect(connection.epoch).toBe(1)
  })
})

describe('over 200 reconnects', () => {
  it('listeners, timers and sockets stay the same number', async () => {
    const ups: number[] = []
    const off = connection.onStatus(({ state }) => {
      if (state === 'ready') ups.push(connection.epoch)
    })
    const first = await ready()
    const timers = clock.pending
    let socket = first
    for (let i = 0; i < 200; i++) {
      socket.terminate()
      await until(connection, 'backoff')
      clock.advance(10_000)
      await until(connection, 'ready')
      socket = await server.sockets.next()
      await settled()
    }
    expect(ups.length).toBe(201)
    expect(clock.pending).toBe(timers)
    expect(server.upgrades.length).toBe(201)
    expect(owner.downs.length).toBe(200)
    expect(connection.timeline.length).toBe(200)
    off()
  })
})
