import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { appError, fail } from '../../src-shared/domain/errors'
import type { AppError } from '../../src-shared/domain/errors'
import type { Connection } from './connection'
import { ManualClock, TestOwner, TestServer, settled, testConnection, until } from './test-support'

const never = () => new Promise<never>(() => undefined)

let server: TestServer
let clock: ManualClock
let owner: TestOwner
let connection: Connection

beforeEach(async () => {
  server = await TestServer.start()
  clock = new ManualClock()
  owner = new TestOwner({ url: server.url, headers: { Authorization: 'Bearer abc' } })
  connection = testConnection(owner, clock)
})

afterEach(async () => {
  // Its time-out is on the manual clock: the server goes first, so that nothing has to be waited for.
  const closed = connection.close()
  await server.stop()
  await closed
})

const states = () => connection.timeline.map(({ state }) => state)

async function ready() {
  connection.open()
  await until(connection, 'ready')
  return server.sockets.next()
}

describe('the way up', () => {
  it('goes through every state, with the headers of the target', async () => {
    await ready()
    connection.open()
    expect(states()).toEqual(['authorising', 'connecting', 'syncing', 'ready'])
    expect(server.upgrades[0]?.headers.authorization).toBe('Bearer abc')
    expect(server.upgrades[0]?.headers['sec-websocket-extensions']).toBeUndefined()
    expect(connection.status).toMatchObject({ attempt: 0, why: null, nextAttemptAt: null })
  })

  it('hands frames over in order during syncing and ready, and survives a handler that throws', async () => {
    let finish = () => undefined as void
    owner.sync = () => new Promise<void>((resolve) => (finish = resolve))
    connection.open()
    const socket = await server.sockets.next()
    await until(connection, 'syncing')
    socket.send('one')
    expect(await owner.frames.next()).toBe('one')
    const keep = owner.onFrame.bind(owner)
    owner.onFrame = (text) => {
      keep(text)
      if (text === 'two') throw new Error('handler')
    }
    finish()
    await until(connection, 'ready')
    socket.send('two')
    socket.send(Buffer.from([1, 2, 3]))
    socket.send(Buffer.from([0xff, 0xfe, 0xfd]), { binary: false })
    socket.send('three')
    await owner.frames.next()
    expect(await owner.frames.next()).toBe('three')
    expect(connection.status.state).toBe('ready')
    expect(connection.counters.all).toEqual([
      { name: 'dials', count: 1 },
      { name: 'frames.binary', count: 1 },
      { name: 'frames.handlerThrew', count: 1 },
      { name: 'frames.in', count: 3 },
      { name: 'frames.invalidUtf8', count: 1 },
    ])
  })

  it('sends only in syncing and ready', async () => {
    expect(connection.send('x')).toBe(false)
    owner.sync = async () => void connection.send('join')
    const socket = await ready()
    const got: string[] = []
    const all = new Promise<void>((resolve) =>
      socket.on('message', (data) => {
        got.push(String(data))
        if (got.length === 2) resolve()
      }),
    )
    expect(connection.send('hello')).toBe(true)
    await all
    expect(got).toEqual(['join', 'hello'])
    socket.terminate()
    await until(connection, 'backoff')
    expect(connection.send('x')).toBe(false)
  })
})

describe('deadlines: no state waits for ever', () => {
  it('authorising: 15 s', async () => {
    let aborted = false
    owner.target = (signal) => {
      signal.addEventListener('abort', () => (aborted = true))
      return never()
    }
    connection.open()
    clock.advance(14_999)
    expect(connection.status.state).toBe('authorising')
    clock.advance(1)
    expect(connection.status).toMatchObject({ state: 'backoff', why: { code: 'net.timeout' } })
    expect(aborted).toBe(true)
  })

  it('connecting: 10 s for the handshake', async () => {
    const asked = new Promise<void>((resolve) => {
      server.refuse = () => {
        resolve()
        return null
      }
    })
    connection.open()
    await asked
    clock.advance(9_999)
    expect(connection.status.state).toBe('connecting')
    clock.advance(1)
    expect(connection.status).toMatchObject({ state: 'backoff', why: { code: 'net.timeout' } })
    expect(owner.downs).toEqual([])
  })

  it('syncing: asks after 3 s, gives up after 10 s', async () => {
    let signal: AbortSignal | undefined
    owner.sync = (_epoch, given) => {
      signal = given
      return never()
    }
    connection.open()
    await until(connection, 'syncing')
    clock.advance(2_999)
    expect(owner.calls).toEqual([])
    clock.advance(1)
    expect(owner.calls).toEqual(['syncSlow'])
    clock.advance(6_999)
    expect(connection.status.state).toBe('syncing')
    clock.advance(1)
    expect(connection.status).toMatchObject({ state: 'backoff', why: { code: 'net.timeout' } })
    expect(owner.downs).toEqual([{ epoch: 1, end: null }])
    expect(signal?.aborted).toBe(true)
  })
})

describe('failures on the way up', () => {
  it.each<[AppError, string]>([
    [appError('auth.required', 'x'), 'needsAuth'],
    [appError('net.insecure', 'x'), 'blocked'],
    [appError('net.certificate', 'x'), 'blocked'],
    [appError('vault.locked', 'x'), 'backoff'],
    [appError('auth.throttled', 'x', { retryAfter: 60 }), 'backoff'],
  ])('of the target: %o ends in %s', async (error, state) => {
    owner.target = () => Promise.reject(fail(error.code, error.message, error))
    connection.open()
    await settled()
    expect(connection.status).toMatchObject({ state, why: { code: error.code } })
    if (error.retryAfter) expect(connection.status.nextAttemptAt).toBe(clock.now() + 60_000)
    // The owner knows it already: only the socket's refusals are told.
    expect(owner.calls).toEqual([])
  })

  it('of sync: drops the socket and says why', async () => {
    owner.sync = () => Promise.reject(fail('server.failed', 'x'))
    connection.open()
    expect((await until(connection, 'backoff')).why?.code).toBe('server.failed')
    expect(owner.downs).toEqual([{ epoch: 1, end: null }])
  })

  it('a refused port is unreachable, and dialled again until it is there', async () => {
    const { port } = server
    await server.stop()
    connection.open()
    expect((await until(connection, 'backoff')).why?.code).toBe('net.unreachable')
    server = await TestServer.start(port)
    clock.advance(125)
    await until(connection, 'ready')
    expect(connection.epoch).toBe(2)
  })

  it('a public address without encryption is blocked before anything is sent', async () => {
    owner.target = () => Promise.resolve({ url: 'ws://8.8.8.8:1/ws' })
    connection.open()
    expect((await until(connection, 'blocked')).why?.code).toBe('net.insecure')
    clock.advance(3_600_000)
    expect(connection.status.state).toBe('blocked')
    owner.target = () => Promise.resolve({ url: server.url })
    connection.retryNow()
    clock.advance(0)
    await until(connection, 'ready')
  })
})

describe('the way down', () => {
  it('tells the owner once per epoch, after the new state', async () => {
    const socket = await ready()
    const seen: string[] = []
    owner.onDown = (epoch, end) => {
      seen.push(`${epoch} ${end?.is === 'closed' ? end.code : '-'} ${connection.status.state}`)
    }
    socket.close(1001)
    await until(connection, 'backoff')
    await settled()
    expect(seen).toEqual(['1 1001 backoff'])
  })

  it('close() is final, and open() begins anew', async () => {
    const socket = await ready()
    const gone = new Promise<number>((resolve) => socket.on('close', resolve))
    await connection.close()
    expect(await gone).toBe(1000)
    expect(connection.status.state).toBe('closed')
    expect(clock.pending).toBe(0)
    connection.retryNow()
    connection.authChanged()
    connection.resume()
    connection.suspend()
    clock.advance(3_600_000)
    expect(connection.status.state).toBe('closed')
    connection.open()
    await until(connection, 'ready')
    expect(owner.downs.length).toBe(1)
  })

  it('close() does not wait for a peer that never answers', async () => {
    const socket = await ready()
    socket.pause()
    const closed = connection.close()
    clock.advance(1_000)
    await closed
    expect(connection.status.state).toBe('closed')
  })

  it('refuse() ends in needsAuth, and authChanged() leads out', async () => {
    await ready()
    connection.refuse(appError('auth.required', 'the server said so'))
    expect(connection.status).toMatchObject({ state: 'needsAuth', why: { code: 'auth.required' } })
    clock.advance(3_600_000)
    connection.retryNow()
    expect(connection.status.state).toBe('needsAuth')
    connection.authChanged()
    await until(connection, 'ready')
    expect(owner.calls).toEqual([])
  })
})

describe('backoff', () => {
  it('starts again only after 10 s in ready', async () => {
    const delays: number[] = []
    const lose = async () => {
      const socket = await server.sockets.next()
      socket.terminate()
      const { nextAttemptAt } = await until(connection, 'backoff')
      delays.push((nextAttemptAt ?? 0) - clock.now())
    }
    connection.open()
    for (let i = 0; i < 4; i++) {
      await until(connection, 'ready')
      clock.advance(9_000)
      await lose()
      clock.advance(delays.at(-1) ?? 0)
    }
    await until(connection, 'ready')
    clock.advance(10_000)
    await lose()
    expect(delays).toEqual([125, 250, 500, 1_000, 125])
  })

  it('dials at once for the user, but not twice within 5 s', async () => {
    const { port } = server
    await server.stop()
    connection.open()
    await until(connection, 'backoff')
    for (let i = 0; i < 8; i++) {
      clock.advance(10_000)
      await until(connection, 'backoff')
    }
    const epoch = connection.epoch
    connection.retryNow()
    clock.advance(0)
    await until(connection, 'backoff')
    expect(connection.epoch).toBe(epoch + 1)
    connection.retryNow()
    connection.retryNow()
    clock.advance(2_499)
    expect(connection.epoch).toBe(epoch + 1)
    server = await TestServer.start(port)
    clock.advance(2_501)
    await until(connection, 'ready')
    expect(connection.epoch).toBe(epoch + 2)
  })
})
