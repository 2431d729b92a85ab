import { describe, expect, it } from 'vitest'
import { silentLog } from '../log'
import { EventSocket } from './event-socket'
import { DEFAULT_POLICY as policy } from './policy'
import { Rooms } from './rooms'
import { Counters } from './timeline'
import { ManualClock, TestOwner, TestServer, settled, testConnection, until } from './test-support'

function setUp() {
  const clock = new ManualClock()
  const sent: string[] = []
  const line = { up: true }
  const rooms = new Rooms({
    clock,
    policy,
    encode: (action, room) => `${action} ${room}`,
    send: (text) => {
      if (line.up) sent.push(text)
      return line.up
    },
  })
  const done = { replay: false }
  const replay = () => {
    done.replay = false
    void rooms.replay().then(() => (done.replay = true))
  }
  return { clock, sent, line, rooms, done, replay }
}

describe('Rooms', () => {
  it('sends nothing before there is a connection, and joins what is wanted then', async () => {
    const { sent, rooms, done, replay } = setUp()
    rooms.join('a')
    rooms.join('b')
    rooms.join('a')
    rooms.leave('b')
    rooms.leave('never')
    expect(sent).toEqual([])
    replay()
    expect(sent).toEqual(['join a'])
    rooms.acknowledged('a')
    await settled()
    expect(done.replay).toBe(true)
    expect([...rooms.states]).toEqual([['a', 'joined']])
  })

  it('is done when each was answered, refusals included', async () => {
    const { rooms, done, replay } = setUp()
    rooms.join('a')
    rooms.join('b')
    replay()
    rooms.refused('b')
    await settled()
    expect(done.replay).toBe(false)
    // Some servers do not name the room.
    rooms.acknowledged()
    await settled()
    expect(done.replay).toBe(true)
    expect([...rooms.states]).toEqual([
      ['a', 'joined'],
      ['b', 'refused'],
    ])
  })

  it('waits 500 ms for a server that says nothing; with nothing wanted, not at all', async () => {
    const { clock, rooms, done, replay } = setUp()
    replay()
    await settled()
    expect(done.replay).toBe(true)
    rooms.join('a')
    replay()
    clock.advance(499)
    await settled()
    expect(done.replay).toBe(false)
    clock.advance(1)
    await settled()
    expect(done.replay).toBe(true)
  })

  it('paces: five at once, then one every 100 ms', () => {
    const { clock, sent, rooms, replay } = setUp()
    for (let i = 0; i < 8; i++) rooms.join(`r${i}`)
    replay()
    expect(sent.length).toBe(5)
    clock.advance(100)
    expect(sent.length).toBe(6)
    clock.advance(200)
    expect(sent).toEqual([0, 1, 2, 3, 4, 5, 6, 7].map((i) => `join r${i}`))
    clock.advance(10_000)
    expect(clock.pending).toBe(0)
  })

  it('replays on each connect, refused rooms too, and ends an unfinished replay', async () => {
    const { sent, rooms, done, replay, clock } = setUp()
    rooms.join('a')
    rooms.join('b')
    replay()
    rooms.refused('a')
    rooms.down()
    await settled()
    expect(done.replay).toBe(true)
    expect([...rooms.states.values()]).toEqual(['wanted', 'wanted'])
    sent.length = 0
    replay()
    expect(sent).toEqual(['join a', 'join b'])
    rooms.leave('a')
    expect(sent).toEqual(['join a', 'join b', 'leave a'])
    clock.advance(10_000)
    expect(clock.pending).toBe(0)
  })
})

interface Events {
  progress: { percent: number }
}

function setUpSocket() {
  const { rooms, ...rest } = setUp()
  const counters = new Counters()
  const socket = new EventSocket<Events>({
    policy,
    rooms,
    counters,
    log: silentLog,
    send: (text) => {
      if (rest.line.up) rest.sent.push(text)
      return rest.line.up
    },
    encode: (action, data) => JSON.stringify({ action, data }),
  })
  return { ...rest, rooms, counters, socket }
}

describe('EventSocket', () => {
  it('on, once, off', () => {
    const { socket, counters } = setUpSocket()
    const got: string[] = []
    const off = socket.on('progress', ({ percent }) => got.push(`on ${percent}`))
    socket.on('progress', () => {
      throw new Error('handler')
    })
    socket.once('progress', ({ percent }) => got.push(`once ${percent}`))
    socket.dispatch('progress', { percent: 1 })
    socket.dispatch('progress', { percent: 2 })
    off()
    socket.dispatch('progress', { percent: 3 })
    expect(got).toEqual(['on 1', 'once 1', 'on 2'])
    expect(counters.get('events.handlerThrew')).toBe(3)
    expect(socket.listenerCount).toBe(1)
  })

  it('tells connected and disconnected once per connection', () => {
    const { socket } = setUpSocket()
    const got: string[] = []
    socket.on('connected', ({ epoch }) => got.push(`up ${epoch}`))
    socket.on('disconnected', ({ epoch }) => got.push(`down ${epoch}`))
    socket.down()
    socket.up(1)
    socket.down()
    socket.down()
    socket.up(2)
    expect(got).toEqual(['up 1', 'down 1', 'up 2'])
  })

  it('keeps what is emitted while disconnected, in order', async () => {
    const { socket, sent, line } = setUpSocket()
    line.up = false
    const first = socket.emit('a')
    const second = socket.emit('b', { x: 1 })
    line.up = true
    socket.up(1)
    await Promise.all([first, second, socket.emit('c')])
    expect(sent).toEqual(['{"action":"a"}', '{"action":"b","data":{"x":1}}', '{"action":"c"}'])
  })

  it('rejects the 1,001st, and what exceeds 1 MB', async () => {
    const { socket, sent, counters } = setUpSocket()
    const waiting = Array.from({ length: 1_000 }, () => socket.emit('a'))
    await expect(socket.emit('a')).rejects.toMatchObject({ error: { code: 'net.unreachable' } })
    socket.up(1)
    await Promise.all(waiting)
    expect(sent.length).toBe(1_000)
    socket.down()
    const half = socket.emit('a', 'x'.repeat(600_000))
    await expect(socket.emit('a', 'x'.repeat(600_000))).rejects.toMatchObject({
      error: { code: 'net.unreachable' },
    })
    expect(counters.get('emit.overflow')).toBe(2)
    socket.up(2)
    await half
    socket.down()
    const never = socket.emit('a')
    socket.clear()
    await expect(never).rejects.toMatchObject({ error: { code: 'net.unreachable' } })
  })
})

it('over a real connection, joins precede the fetch on each connect', async () => {
  const server = await TestServer.start()
  const clock = new ManualClock()
  const owner = new TestOwner({ url: server.url })
  const connection = testConnection(owner, clock)
  const order: string[] = []
  const rooms = new Rooms({
    clock,
    policy,
    encode: (action, room) => `${action} ${room}`,
    send: (text) => {
      order.push(text)
      return connection.send(text)
    },
  })
  owner.onFrame = (text) => rooms.acknowledged(text.replace('joined ', ''))
  owner.onDown = () => rooms.down()
  owner.sync = async (epoch) => {
    await rooms.replay()
    order.push(`fetch ${epoch}`)
  }
  const serve = async () => {
    const socket = await server.sockets.next()
    socket.on('message', (data) => socket.send(String(data).replace('join ', 'joined ')))
    return socket
  }
  rooms.join('a')
  rooms.join('b')
  connection.open()
  const socket = await serve()
  await until(connection, 'ready')
  socket.terminate()
  await until(connection, 'backoff')
  clock.advance(125)
  await serve()
  await until(connection, 'ready')
  expect(order).toEqual(['join a', 'join b', 'fetch 1', 'join a', 'join b', 'fetch 2'])
  const closed = connection.close()
  await server.stop()
  await closed
})
