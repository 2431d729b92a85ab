import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { FaultProxy } from '../../e2e/fixtures/fault-proxy/fault-proxy'
import type { Direction, Step } from '../../e2e/fixtures/fault-proxy/faults'
import type { ConnectionState } from '../../src-shared/domain/connection'
import type { Connection } from './connection'
import { ManualClock, TestOwner, TestServer, testConnection, until } from './test-support'

/** What becomes of a connection when the line breaks, each way it can break, on real sockets. */
let server: TestServer
let clock: ManualClock
let proxy: FaultProxy
let owner: TestOwner
let connection: Connection

beforeEach(async () => {
  server = await TestServer.start()
  clock = new ManualClock()
  proxy = await FaultProxy.start(server.url, clock)
  owner = new TestOwner({ url: `ws://127.0.0.1:${proxy.port}/ws` })
  connection = testConnection(owner, clock)
})

afterEach(async () => {
  const closed = connection.close()
  await proxy.stop()
  await server.stop()
  await closed
})

const delay = () => (connection.status.nextAttemptAt ?? clock.now()) - clock.now()
const turn = () => new Promise<void>((resolve) => setImmediate(resolve))

async function ready() {
  connection.open()
  await until(connection, 'ready')
  return server.sockets.next()
}

/** Resolves once so many bytes of that way wait in the proxy. */
async function held(direction: Direction, bytes: number): Promise<void> {
  while (proxy.counts[direction].held < bytes) await turn()
}

/** A frame of theirs proves that everything before it on the line has arrived. */
async function heard(socket: Awaited<ReturnType<typeof ready>>): Promise<void> {
  socket.send('.')
  await owner.frames.next()
}

describe('while ready', () => {
  it.each<[string, Step]>([
    ['a reset', { fault: { is: 'rst' } }],
    ['a reset that the server does not hear of', { fault: { is: 'rst' }, direction: 'down' }],
    ['an end of both ways', { fault: { is: 'fin' } }],
    ['an end of the way down', { fault: { is: 'fin' }, direction: 'down' }],
    ['an end of the way up', { fault: { is: 'fin' }, direction: 'up' }],
  ])('%s: backoff at once, dialled after 125 ms', async (_what, step) => {
    await ready()
    proxy.script({ connection: 'open', ...step })
    const { why } = await until(connection, 'backoff')
    expect(why?.code).toBe('net.reset')
    expect(delay()).toBe(125)
    expect(owner.downs).toEqual([{ epoch: 1, end: { is: 'closed', code: 1006 } }])
    clock.advance(125)
    await until(connection, 'ready')
    expect(proxy.counts.connections).toBe(2)
  })

  it.each<[string, Step]>([
    ['half-open', { fault: { is: 'swallow' } }],
    ['half-open on the way up', { fault: { is: 'swallow' }, direction: 'up' }],
    ['half-open on the way down', { fault: { is: 'swallow' }, direction: 'down' }],
    ['stalled', { fault: { is: 'stall' } }],
    ['stalled on the way up', { fault: { is: 'stall' }, direction: 'up' }],
    ['stalled on the way down', { fault: { is: 'stall' }, direction: 'down' }],
    ['reset for the server alone', { fault: { is: 'rst' }, direction: 'up' }],
    ['3 s slow each way', { fault: { is: 'delay', ms: 3_000 } }],
    [
      '1 byte a second up (our ping has six)',
      { fault: { is: 'trickle', bytesPerSecond: 1 }, direction: 'up' },
    ],
  ])('%s: backoff 20 s after the last sign of life', async (_what, step) => {
    await ready()
    proxy.script({ connection: 'open', ...step })
    clock.advance(19_999)
    await turn()
    expect(connection.status.state).toBe('ready')
    clock.advance(1)
    expect(connection.status).toMatchObject({ state: 'backoff', why: { code: 'net.reset' } })
    expect(connection.counters.get('heartbeat.silent')).toBe(1)
    clock.advance(125)
    await until(connection, 'ready')
  })

  it('slow, but under 5 s there and back: stays', async () => {
    const socket = await ready()
    proxy.script({ fault: { is: 'delay', ms: 2_000 } })
    for (let i = 0; i < 3; i++) {
      clock.advance(15_000)
      await held('up', 1)
      const pinged = new Promise((resolve) => socket.once('ping', resolve))
      clock.advance(2_000)
      await pinged
      socket.send('.')
      await held('down', 3)
      clock.advance(2_000)
      await owner.frames.next()
      expect(connection.status.state).toBe('ready')
    }
    expect(connection.epoch).toBe(1)
  })

  it('1 byte a second down: a pong comes through, a long frame has 60 s', async () => {
    const socket = await ready()
    proxy.script({ fault: { is: 'trickle', bytesPerSecond: 1 }, direction: 'down' })
    clock.advance(15_000)
    // The pong is two bytes: one now, one a second later.
    await held('down', 1)
    clock.advance(1_000)
    while (connection.status.lastByteAt !== clock.now()) await turn()
    const since = clock.monotonic()
    socket.send('x'.repeat(1_000))
    await held('down', 1_000)
    while (connection.status.state === 'ready') {
      const { forwarded } = proxy.counts.down
      clock.advance(1_000)
      while (proxy.counts.down.forwarded === forwarded) await turn()
      // The byte is in the client's socket by now; a turn reads it.
      await turn()
    }
    expect(connection.status.state).toBe('backoff')
    expect(clock.monotonic() - since).toBeGreaterThanOrEqual(60_000)
    expect(clock.monotonic() - since).toBeLessThanOrEqual(65_000)
    expect(owner.frames.all).toEqual([])
  })

  it.each<[string, Step['fault']]>([
    ['reset', { is: 'rst' }],
    ['ended', { is: 'fin' }],
  ])('%s in the middle of a frame: backoff, nothing of the frame is told', async (_how, fault) => {
    const socket = await ready()
    await heard(socket)
    const bytes = proxy.counts.down.forwarded + 4
    proxy.script({ connection: 'open', fault, afterBytes: { direction: 'down', bytes } })
    socket.send('half of this arrives')
    await until(connection, 'backoff')
    expect(owner.frames.all).toEqual(['.'])
    expect(delay()).toBe(125)
  })
})

describe('during the handshake', () => {
  it.each<[string, Step, string]>([
    ['reset', { fault: { is: 'rst' } }, 'net.unreachable'],
    ['ended', { fault: { is: 'fin' }, direction: 'down' }, 'net.unreachable'],
    [
      'reset in the answer',
      { fault: { is: 'rst' }, afterBytes: { direction: 'down', bytes: 20 } },
      'net.unreachable',
    ],
    [
      'ended in the answer',
      { fault: { is: 'fin' }, afterBytes: { direction: 'down', bytes: 20 } },
      'net.unreachable',
    ],
  ])('%s: backoff at once', async (_what, step, code) => {
    proxy.script(step)
    connection.open()
    expect((await until(connection, 'backoff')).why?.code).toBe(code)
    expect(delay()).toBe(125)
    proxy.heal()
    clock.advance(125)
    await until(connection, 'ready')
  })

  it.each<[string, Step]>([
    ['swallowed', { fault: { is: 'swallow' } }],
    ['stalled', { fault: { is: 'stall' } }],
    ['1 byte a second', { fault: { is: 'trickle', bytesPerSecond: 1 } }],
    ['6 s slow each way', { fault: { is: 'delay', ms: 6_000 } }],
  ])('%s: backoff after 10 s', async (_what, step) => {
    proxy.script(step)
    const dialled = proxy.next()
    connection.open()
    await dialled
    for (let second = 0; second < 9; second++) {
      clock.advance(1_000)
      await turn()
    }
    clock.advance(999)
    expect(connection.status.state).toBe('connecting')
    clock.advance(1)
    expect(connection.status).toMatchObject({ state: 'backoff', why: { code: 'net.timeout' } })
  })

  it('3 s slow each way: ready', async () => {
    proxy.script({ fault: { is: 'delay', ms: 3_000 } })
    connection.open()
    for (const way of ['up', 'down'] as const) {
      await held(way, 1)
      clock.advance(3_000)
    }
    await until(connection, 'ready')
  })
})

describe('during the rest', () => {
  it.each<[ConnectionState, number]>([
    ['syncing', 10_000],
    ['probing', 2_000],
  ])('half-open in %s: backoff after %i ms', async (state, ms) => {
    if (state === 'syncing') owner.sync = () => new Promise(() => undefined)
    connection.open()
    await until(connection, state === 'syncing' ? 'syncing' : 'ready')
    proxy.script({ connection: 'open', fault: { is: 'swallow' } })
    if (state === 'probing') connection.resume()
    clock.advance(ms - 1)
    await turn()
    expect(connection.status.state).toBe(state)
    clock.advance(1)
    const [last, ...before] = connection.timeline.slice(-3).reverse()
    // After a wake the next dial is due at once.
    const backoff = state === 'probing' ? before[0] : last
    expect(backoff).toMatchObject({ at: clock.now(), state: 'backoff' })
  })

  it('a server that takes and drops is not "back": the delays grow', async () => {
    const delays: number[] = []
    connection.open()
    for (let i = 0; i < 6; i++) {
      await until(connection, 'ready')
      proxy.script({ connection: 'open', fault: { is: 'rst' } })
      await until(connection, 'backoff')
      delays.push(delay())
      clock.advance(delay())
    }
    expect(delays).toEqual([125, 250, 500, 1_000, 2_000, 2_500])
  })
})
