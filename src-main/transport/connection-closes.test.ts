import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { fail } from '../../src-shared/domain/errors'
import type { Connection } from './connection'
import { openSocket } from './socket'
import type { SocketEvents } from './socket'
import { ManualClock, TestOwner, TestServer, settled, testConnection, until } from './test-support'

let server: TestServer
let clock: ManualClock
let owner: TestOwner
let connection: Connection

beforeEach(async () => {
  server = await TestServer.start()
  clock = new ManualClock()
  owner = new TestOwner({ url: server.url })
  connection = testConnection(owner, clock)
})

afterEach(async () => {
  const closed = connection.close()
  await server.stop()
  await closed
})

// Every close code and status by itself: close-table.test.ts.

describe('a close by the peer', () => {
  it('with 1008 before the list is in leads to sign-in as well', async () => {
    owner.sync = () => new Promise(() => undefined)
    connection.open()
    const socket = await server.sockets.next()
    socket.close(1008)
    await until(connection, 'needsAuth')
    expect(owner.calls).toEqual(['refused'])
  })
})

describe('a refusal of the upgrade', () => {
  it.each(['401 Unauthorized', '403 Forbidden', '404 Not Found', '200 OK'])(
    'with %j is judged over HTTP',
    async (line) => {
      server.refuse = () => line
      const verdicts = ['unknown', 'ok', 'refused'] as const
      let asked = 0
      owner.checkToken = async () => {
        expect(connection.status.state).toBe('authorising')
        return verdicts[asked++] ?? 'unknown'
      }
      connection.open()
      await until(connection, 'backoff')
      clock.advance(125)
      await until(connection, 'eventsUnavailable')
      expect(owner.calls).toEqual([])
      clock.advance(300_000)
      await until(connection, 'needsAuth')
      expect(owner.calls).toEqual(['refused'])
      expect(asked).toBe(3)
    },
  )

  it('does not wait for ever for that judgement', async () => {
    server.refuse = () => '403 Forbidden'
    let signal: AbortSignal | undefined
    const asked = new Promise<void>((resolve) => {
      owner.checkToken = (given) => {
        signal = given
        resolve()
        return new Promise(() => undefined)
      }
    })
    connection.open()
    await asked
    clock.advance(15_000)
    expect(connection.status.state).toBe('backoff')
    expect(signal?.aborted).toBe(true)
  })
})

describe('without events', () => {
  beforeEach(() => {
    server.refuse = () => '403 Forbidden'
  })

  it('polls at once and every 10 s, and tries the socket again after 5 min', async () => {
    let polls = 0
    owner.poll = async () => {
      polls++
      if (polls === 2) throw fail('server.failed', 'still there')
    }
    connection.open()
    await until(connection, 'eventsUnavailable')
    expect(polls).toBe(1)
    for (let i = 0; i < 29; i++) {
      await settled()
      clock.advance(10_000)
    }
    expect(polls).toBe(30)
    expect(connection.status.state).toBe('eventsUnavailable')
    server.refuse = undefined
    await settled()
    clock.advance(10_000)
    await until(connection, 'ready')
    clock.advance(60_000)
    await settled()
    expect(polls).toBe(30)
  })

  it('goes back to dialling when the server cannot be reached or does not answer', async () => {
    owner.poll = () => Promise.reject(fail('net.unreachable', 'gone'))
    connection.open()
    expect((await until(connection, 'backoff')).why?.code).toBe('net.unreachable')
    owner.poll = () => new Promise(() => undefined)
    clock.advance(125)
    await until(connection, 'eventsUnavailable')
    clock.advance(30_000)
    expect(connection.status).toMatchObject({ state: 'backoff', why: { code: 'net.timeout' } })
  })

  it('goes to sign-in when a poll says so', async () => {
    owner.poll = () => Promise.reject(fail('auth.required', 'expired'))
    connection.open()
    await until(connection, 'needsAuth')
    connection.authChanged()
    await until(connection, 'authorising')
  })
})

describe('epochs', () => {
  it('what an old line says does not touch the new one', async () => {
    const lines: SocketEvents[] = []
    connection = testConnection(owner, clock, {
      openSocket: (target, events, context) => {
        lines.push(events)
        return openSocket(target, events, context)
      },
    })
    connection.open()
    await until(connection, 'ready')
    const socket = await server.sockets.next()
    socket.terminate()
    await until(connection, 'backoff')
    clock.advance(125)
    await until(connection, 'ready')
    const [old] = lines
    old?.onText('late')
    old?.onPong('probe-0')
    old?.onOpen()
    old?.onEnd({ is: 'closed', code: 1008 })
    clock.advance(5_000)
    expect(connection.status.state).toBe('ready')
    expect(connection.epoch).toBe(2)
    expect(owner.frames.all).toEqual([])
    expect(owner.calls).toEqual([])
    expect(owner.downs.length).toBe(1)
  })

  it('a target that comes too late is not dialled', async () => {
    const answers: ((target: { url: string }) => void)[] = []
    owner.target = () => new Promise((resolve) => answers.push(resolve))
    connection.open()
    clock.advance(15_000)
    clock.advance(125)
    answers[0]?.({ url: server.url })
    await settled()
    expect(connection.status.state).toBe('authorising')
    answers[1]?.({ url: server.url })
    await until(connection, 'ready')
    expect(server.upgrades.length).toBe(1)
  })
})
