import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import type { WebSocket } from 'ws'
import { Emitter } from '../emitter'
import { frameReader } from '../link/frames'
import { silentLog } from '../log'
import type { Connection } from './connection'
import { ManualClock, TestOwner, TestServer, testConnection, until } from './test-support'

/** What a server must not send, and more than it should, on real sockets. */
let server: TestServer
let clock: ManualClock
let owner: TestOwner
let connection: Connection
let socket: WebSocket

beforeEach(async () => {
  server = await TestServer.start()
  clock = new ManualClock()
  owner = new TestOwner({ url: server.url })
  connection = testConnection(owner, clock)
  connection.open()
  await until(connection, 'ready')
  socket = await server.sockets.next()
})

afterEach(async () => {
  vi.restoreAllMocks()
  const closed = connection.close()
  await server.stop()
  await closed
})

/** Resolves once `onFrame` was called so often. */
function frames(count: number, onFrame: (text: string) => void): Promise<void> {
  let seen = 0
  const all = new Emitter<void>()
  const done = new Promise<void>((resolve) => all.on(resolve))
  owner.onFrame = (text) => {
    onFrame(text)
    if (++seen === count) all.emit()
  }
  return done
}

it('100,000 messages in a burst: all of them, in order, on one connection', async () => {
  const count = 100_000
  let next = 0
  const done = frames(count, (text) => {
    if (Number(text) === next) next++
  })
  for (let i = 0; i < count; i++) socket.send(String(i))
  await done
  expect(next).toBe(count)
  expect(connection.counters.get('frames.in')).toBe(count)
  expect(connection.status.state).toBe('ready')
  expect(connection.epoch).toBe(1)
})

/** Each frame costs a millisecond of a clock that stands still otherwise; how long a turn lasts. */
function watchTurns() {
  let cpu = 0
  let spent = 0
  const seen = { longest: 0, turns: 0 }
  vi.spyOn(performance, 'now').mockImplementation(() => cpu)
  let turning = true
  const turn = () => {
    seen.turns++
    spent = 0
    if (turning) setImmediate(turn)
  }
  setImmediate(turn)
  return {
    seen,
    frame() {
      cpu++
      spent++
      seen.longest = Math.max(seen.longest, spent)
    },
    stop: () => (turning = false),
  }
}

const MOST_MS = 50
const numbers = (count: number) => Array.from({ length: count }, (_, at) => String(at))

it('a burst is handled in slices: the event loop turns in between, whatever a message costs', async () => {
  const count = 20_000
  const watch = watchTurns()
  const order: string[] = []
  const done = frames(count, (text) => {
    order.push(text)
    watch.frame()
  })
  for (const text of numbers(count)) socket.send(text)
  await done
  watch.stop()
  expect(order).toEqual(numbers(count))
  expect(watch.seen.longest).toBeLessThanOrEqual(MOST_MS)
  expect(watch.seen.turns).toBeGreaterThanOrEqual(count / MOST_MS)
})

it('so is one right before the end, which is told after it', async () => {
  const count = 5_000
  const watch = watchTurns()
  const heard: string[] = []
  owner.onFrame = (text) => {
    heard.push(text)
    watch.frame()
  }
  owner.onDown = () => heard.push('down')
  for (const text of numbers(count)) socket.send(text)
  socket.close(1001)
  await until(connection, 'backoff')
  watch.stop()
  expect(heard).toEqual([...numbers(count), 'down'])
  expect(watch.seen.longest).toBeLessThanOrEqual(MOST_MS)
})

it('what cannot be taken is left out, counted by what is wrong with it, and costs nothing else', async () => {
  const { counters } = connection
  const understood: unknown[] = []
  const read = frameReader({
    endpoint: '/ws',
    decode: (value) => value,
    counters,
    log: silentLog,
  })
  const done = frames(4, (text) => {
    const value = read(text)
    if (value !== null) understood.push(value)
  })
  socket.send(Buffer.from([1, 2, 3]))
  socket.send(Buffer.from([0x22, 0xff, 0xfe, 0x22]), { binary: false })
  socket.send('<html>')
  socket.send('['.repeat(10_000) + ']'.repeat(10_000))
  socket.send(`{"deep":${'{"a":'.repeat(10_000)}1${'}'.repeat(10_000)}}`)
  socket.send('{"type":"fine"}')
  await done
  expect(understood).toEqual([{ type: 'fine' }])
  expect(counters.all).toEqual([
    { name: 'dials', count: 1 },
    { name: 'frames.binary', count: 1 },
    { name: 'frames.in', count: 4 },
    { name: 'frames.invalidUtf8', count: 1 },
    { name: 'frames.notJson', count: 1 },
    { name: 'frames.tooDeep', count: 2 },
  ])
  expect(connection.status.state).toBe('ready')
})

it('20 MB in one frame: not read to its end; said, polled, and tried again after 5 min', async () => {
  let polls = 0
  owner.poll = () => {
    polls++
    return Promise.resolve()
  }
  socket.send('x'.repeat(20_000_000))
  const { why } = await until(connection, 'eventsUnavailable')
  expect(why).toMatchObject({ code: 'net.tooLarge' })
  expect(why?.detail).toContain('16777216')
  expect(connection.counters.get('frames.tooLarge')).toBe(1)
  expect(polls).toBe(1)
  clock.advance(300_000)
  await until(connection, 'ready')
})
