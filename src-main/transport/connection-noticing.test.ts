import { Worker } from 'node:worker_threads'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { FaultProxy } from '../../e2e/fixtures/fault-proxy/fault-proxy'
import type { Direction } from '../../e2e/fixtures/fault-proxy/faults'
import type { ConnectionState } from '../../src-shared/domain/connection'
import { systemClock } from '../clock'
import type { Clock } from '../clock'
import type { Connection } from './connection'
import { openSocket } from './socket'
import type { OpenSocket } from './socket'
import { ManualClock, TestOwner, TestServer, testConnection, until } from './test-support'

/** How soon a dead line is known, and that a blocked event loop is not taken for one. */
const NOTICED_MS = 21_000
const NOTICED_AFTER_RESUME_MS = 2_500
const BLOCKED_MS = 30_000

let server: TestServer
let proxy: FaultProxy
let clock: ManualClock
let owner: TestOwner
let connection: Connection

beforeEach(async () => {
  server = await TestServer.start()
  clock = new ManualClock()
  await through(clock)
})

afterEach(async () => {
  const closed = connection.close()
  await proxy.stop()
  await server.stop()
  await closed
})

/** A connection through the proxy, both on that clock; the largest jitter. */
async function through(time: Clock): Promise<void> {
  proxy = await FaultProxy.start(server.url, time)
  owner = new TestOwner({ url: `ws://127.0.0.1:${proxy.port}/ws` })
  connection = testConnection(owner, time, { random: () => 0.999 })
}

const turn = () => new Promise<void>((resolve) => setImmediate(resolve))
const halfOpen = (direction?: Direction) =>
  proxy.script({ connection: 'open', fault: { is: 'swallow' }, direction })

async function ready() {
  connection.open()
  await until(connection, 'ready')
  return server.sockets.next()
}

/** Steps until the state is another one; answers how long it took. */
async function leaves(state: ConnectionState): Promise<number> {
  const since = clock.monotonic()
  while (connection.status.state === state) {
    clock.advance(100)
    await turn()
  }
  return clock.monotonic() - since
}

describe('a half-open peer', () => {
  it.each<[number, Direction | undefined]>([
    [0, undefined],
    [0, 'up'],
    [0, 'down'],
    [7_500, undefined],
    [14_999, undefined],
    [14_999, 'down'],
  ])('is noticed within 21 s: %i ms after its last frame (%s)', async (ms, direction) => {
    const socket = await ready()
    socket.send('.')
    await owner.frames.next()
    clock.advance(ms)
    halfOpen(direction)
    expect(await leaves('ready')).toBeLessThanOrEqual(NOTICED_MS)
    expect(connection.status).toMatchObject({ state: 'backoff', why: { code: 'net.reset' } })
  })

  it('is noticed within 21 s of the answer to a ping', async () => {
    const socket = await ready()
    const pinged = new Promise((resolve) => socket.once('ping', resolve))
    clock.advance(15_000)
    await pinged
    socket.send('.')
    await owner.frames.next()
    halfOpen()
    expect(await leaves('ready')).toBeLessThanOrEqual(NOTICED_MS)
  })

  it('is noticed on a real clock too', async () => {
    await proxy.stop()
    const fast = systemClock(20)
    await through(fast)
    await ready()
    const begin = fast.monotonic()
    halfOpen()
    const { why } = await until(connection, 'backoff')
    expect(why?.code).toBe('net.reset')
    expect(fast.monotonic() - begin).toBeGreaterThanOrEqual(19_000)
  })
})

describe('after a resume', () => {
  it('a line that died in the sleep is dialled anew within 2.5 s', async () => {
    await ready()
    connection.suspend()
    halfOpen()
    clock.sleep(3_600_000)
    const since = clock.monotonic()
    connection.resume()
    while (connection.epoch === 1) {
      clock.advance(50)
      await turn()
    }
    expect(clock.monotonic() - since).toBeLessThanOrEqual(NOTICED_AFTER_RESUME_MS)
    await until(connection, 'ready')
  })

  it('one that the server gave up meanwhile, too, and sooner', async () => {
    await ready()
    connection.suspend()
    const down = new Promise<void>((resolve) => (owner.onDown = () => resolve()))
    proxy.script({ connection: 'open', fault: { is: 'rst' } })
    await down
    connection.resume()
    clock.advance(250)
    await until(connection, 'ready')
    expect(connection.epoch).toBe(2)
  })

  it('a healthy line stays, however long the sleep', async () => {
    await ready()
    connection.suspend()
    clock.sleep(8 * 3_600_000)
    connection.resume()
    await until(connection, 'ready')
    expect(connection.epoch).toBe(1)
  })
})

describe('an event loop that was blocked for 30 s', () => {
  it('does not cost a healthy line', async () => {
    await ready()
    clock.block(BLOCKED_MS)
    await alive()
    expect(connection.epoch).toBe(1)
  })

  it('nor when a ping was out: its answer waits in the socket', async () => {
    const socket = await ready()
    const pinged = new Promise((resolve) => socket.once('ping', resolve))
    clock.advance(15_000)
    // Nothing has been read in between: the ping has just been written.
    clock.block(BLOCKED_MS)
    expect(connection.status.state).toBe('ready')
    await pinged
    await alive()
    expect(connection.epoch).toBe(1)
  })

  it('nor while it proves itself after a resume', async () => {
    await ready()
    connection.resume()
    clock.block(BLOCKED_MS)
    expect(connection.status.state).toBe('probing')
    await until(connection, 'ready')
    expect(connection.epoch).toBe(1)
  })

  it('nor during the handshake or the snapshot', async () => {
    let finish = () => {}
    owner.sync = () => new Promise<void>((resolve) => (finish = resolve))
    const dialled = proxy.next()
    connection.open()
    await dialled
    clock.block(BLOCKED_MS)
    expect(connection.status.state).toBe('connecting')
    await until(connection, 'syncing')
    clock.block(BLOCKED_MS)
    expect(connection.status.state).toBe('syncing')
    finish()
    await until(connection, 'ready')
    expect(connection.epoch).toBe(1)
  })

  it('does not hide a dead line for longer than the grace', async () => {
    await ready()
    clock.advance(15_000)
    halfOpen()
    clock.block(BLOCKED_MS)
    expect(await leaves('ready')).toBeLessThanOrEqual(1_000)
  })

  /** The heartbeat's next question is answered. */
  async function alive(): Promise<void> {
    const before = connection.status.lastByteAt
    const socket = server.sockets.all[0]
    socket?.send('.')
    await owner.frames.next()
    expect(connection.status.state).toBe('ready')
    expect(connection.status.lastByteAt).not.toBe(before)
    clock.advance(4_999)
    await turn()
    expect(connection.status.state).toBe('ready')
  }
})

/** A server on a thread of its own: it answers while our event loop does not turn. */
const SERVER = `
  const { parentPort } = require('node:worker_threads')
  const { WebSocketServer } = require('ws')
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1' }, () =>
    parentPort.postMessage(server.address().port))
  parentPort.on('message', () => process.exit())
`

describe('a real event loop, blocked for 30 s of a clock twelve times as fast', () => {
  const SCALE = 12
  let worker: Worker
  let other: Connection
  const fast = systemClock(SCALE)
  const block = () => {
    const until = performance.now() + BLOCKED_MS / SCALE
    while (performance.now() < until);
  }

  async function healthy(open: OpenSocket): Promise<void> {
    worker = new Worker(SERVER, { eval: true })
    const port = await new Promise<number>((resolve) => worker.once('message', resolve))
    other = testConnection(new TestOwner({ url: `ws://127.0.0.1:${port}/` }), fast, {
      openSocket: open,
    })
    other.open()
    await until(other, 'ready')
  }

  afterEach(async () => {
    await other.close()
    const gone = new Promise((resolve) => worker.once('exit', resolve))
    worker.postMessage('end')
    await gone
  })

  it('keeps a quiet line', async () => {
    const ponged = new Promise<void>((resolve) => {
      void healthy((target, events, context) =>
        openSocket(
          target,
          {
            ...events,
            onPong: (data) => {
              events.onPong(data)
              resolve()
            },
          },
          context,
        ),
      ).then(block)
    })
    await ponged
    expect(other.status.state).toBe('ready')
    expect(other.epoch).toBe(1)
  }, 20_000)

  it('keeps a line whose ping had just gone out', async () => {
    const answered = new Promise<void>((resolve) => {
      void healthy((target, events, context) => {
        const onPong = (data: string) => {
          events.onPong(data)
          resolve()
        }
        const handle = openSocket(target, { ...events, onPong }, context)
        const ping = (data: string) => {
          handle.ping(data)
          block()
        }
        return { ...handle, ping }
      })
    })
    await answered
    expect(other.status.state).toBe('ready')
    expect(other.epoch).toBe(1)
  }, 20_000)
})
