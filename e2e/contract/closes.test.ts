import { once } from 'node:events'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import WebSocket, { type ClientOptions } from 'ws'
import type { Connection } from '../../src-main/transport/connection'
import {
  ManualClock,
  TestOwner,
  testConnection,
  until as reached,
} from '../../src-main/transport/test-support'
import type { DialTarget } from '../../src-main/transport/types'
import { socketUrl } from '../../src-main/transport/url'
import { FastApiServer } from '../fixtures/fastapi/server'
import { bearer, endAfterEach, ending, fastApi, until } from './testing'

/** What uvicorn really does to a socket, and what one connection alone makes of it. */
endAfterEach()
const MB = 1024 * 1024

/** A connection to the library's socket (or another path) on a clock that stands still. */
async function dial(server: FastApiServer, more: { path?: string; token?: string } = {}) {
  const token = more.token ?? (await bearer(server))
  const target: DialTarget = {
    url: socketUrl(server.url, more.path ?? '/ws/connect'),
    headers: { Authorization: `Bearer ${token}` },
  }
  const owner = new TestOwner(target)
  const clock = new ManualClock()
  const connection = testConnection(owner, clock)
  ending(() => connection.close())
  connection.open()
  return { connection, owner, clock }
}

async function ready(server: FastApiServer) {
  const dialled = await dial(server)
  await reached(dialled.connection, 'ready')
  return dialled
}

async function rawSocket(server: FastApiServer, options: ClientOptions): Promise<WebSocket> {
  const headers = { Authorization: `Bearer ${await bearer(server)}` }
  const socket = new WebSocket(socketUrl(server.url, '/ws/connect'), { headers, ...options })
  await once(socket, 'open')
  return socket
}

const codeOf = (owner: TestOwner) => owner.downs.map(({ end }) => end)

/** Milliseconds until the next dial. */
function delay({ status }: Connection, clock: ManualClock): number {
  return (status.nextAttemptAt ?? clock.now()) - clock.now()
}

describe.each(['websockets', 'wsproto'] as const)('uvicorn on %s', (ws) => {
  let server: FastApiServer
  beforeAll(async () => {
    server = await new FastApiServer({ ws }).start()
  })
  afterAll(() => server.dispose())

  it('answers an unknown path and a refused token with the same 403', async () => {
    const unknown = await dial(server, { path: '/ws/nothing' })
    const refused = await dial(server, { token: 'not-a-token' })
    refused.owner.checkToken = () => Promise.resolve('refused')
    await reached(unknown.connection, 'eventsUnavailable')
    await reached(refused.connection, 'needsAuth')
    for (const { connection, owner } of [unknown, refused]) {
      expect(connection.counters.get('refused.403')).toBe(1)
      expect(owner.downs).toEqual([])
    }
    expect(refused.owner.calls).toEqual(['refused'])
    expect(delay(unknown.connection, unknown.clock)).toBe(5 * 60_000)
  })

  it('ends a crashed handler without a word (1006): an ordinary loss', async () => {
    const { connection, owner, clock } = await ready(server)
    await server.control('/crash-on', { text: 'poison' })
    connection.send(JSON.stringify({ action: 'poison' }))
    expect((await reached(connection, 'backoff')).why?.code).toBe('net.reset')
    expect(codeOf(owner)).toEqual([{ is: 'closed', code: 1006 }])
    expect(delay(connection, clock)).toBe(125)
    clock.advance(125)
    await reached(connection, 'ready')
  })

  it('takes a message that is not JSON for a crash too', async () => {
    const { connection, owner } = await ready(server)
    connection.send('not json')
    await reached(connection, 'backoff')
    expect(codeOf(owner)).toEqual([{ is: 'closed', code: 1006 }])
  })

  it('answers our pings, so a connection survives a sleep', async () => {
    const { connection } = await ready(server)
    connection.suspend()
    connection.resume()
    expect(connection.status.state).toBe('probing')
    await reached(connection, 'ready')
    expect(connection.status.attempt).toBe(0)
  })

  it('offers compression, and is not asked for it', async () => {
    const asking = await rawSocket(server, { perMessageDeflate: true })
    expect(asking.extensions).toContain('permessage-deflate')
    asking.terminate()
    await ready(server)
    const sockets = async () => (await server.state()).sockets.library
    await until(async () => (await sockets()).at(-1)?.asked_extensions).toBeNull()
  })

  it('sends more than we take: refused in words, the socket is left alone for five minutes', async () => {
    const { connection, owner, clock } = await ready(server)
    await server.control('/large-frame', { size: 20 * MB })
    const { why } = await reached(connection, 'eventsUnavailable')
    expect(why).toMatchObject({ code: 'net.tooLarge', retryable: false })
    expect(why?.detail).toContain(`limit ${16 * MB} bytes`)
    expect(codeOf(owner)).toMatchObject([{ is: 'limit' }])
    expect(delay(connection, clock)).toBe(5 * 60_000)
    clock.advance(5 * 60_000)
    await reached(connection, 'ready')
  })
})

describe('uvicorn on websockets', () => {
  it('refuses more than 16 MB of ours (1009): an ordinary loss', async () => {
    const server = await fastApi()
    const { connection, owner, clock } = await ready(server)
    connection.send(JSON.stringify({ action: 'x'.repeat(17 * MB) }))
    await reached(connection, 'backoff')
    expect(codeOf(owner)).toEqual([{ is: 'closed', code: 1009 }])
    expect((await server.state()).messages.library).toEqual([])
    clock.advance(125)
    await reached(connection, 'ready')
  })

  it('closes who does not answer its pings (1011)', async () => {
    const server = await fastApi({ wsPingInterval: 0.05, wsPingTimeout: 0.05 })
    const deaf = await rawSocket(server, { autoPong: false })
    const [code, reason] = (await once(deaf, 'close')) as [number, Buffer]
    expect([code, String(reason)]).toEqual([1011, 'keepalive ping timeout'])
  })

  it('has its pings answered, and they are life', async () => {
    const { connection, clock } = await ready(await fastApi({ wsPingInterval: 0.05 }))
    // It pings again only when the last ping was answered.
    for (let pings = 0; pings < 4; pings++) {
      clock.advance(1_000)
      await until(() => connection.status.lastByteAt).toBe(clock.now())
    }
    expect(connection.status.state).toBe('ready')
  })
})

describe.each([
  ['websockets', 'SIGTERM', 1006],
  ['wsproto', 'SIGTERM', 1012],
  ['websockets', 'SIGKILL', 1006],
  ['wsproto', 'SIGKILL', 1006],
] as const)('uvicorn on %s after %s', (ws, signal, code) => {
  it(`ends sockets with ${code}, and is found again`, async () => {
    const server = await fastApi({ ws })
    const { connection, owner, clock } = await ready(server)
    const gone = signal === 'SIGTERM' ? server.stop() : server.kill()
    const { why } = await reached(connection, 'backoff')
    await gone
    expect(codeOf(owner)).toEqual([{ is: 'closed', code }])
    // "Service restart" is left alone for longer than a loss that nobody explained.
    expect(why?.code).toBe(code === 1012 ? 'server.busy' : 'net.reset')
    expect(delay(connection, clock)).toBe(code === 1012 ? 5_000 : 125)
    // Still away: the next dial finds nobody and waits on.
    clock.advance(delay(connection, clock))
    await until(() => connection.counters.get('failed.net.unreachable')).toBe(1)
    expect(connection.status.state).toBe('backoff')
    await server.start()
    clock.advance(delay(connection, clock))
    await reached(connection, 'ready')
    expect(owner.calls).toEqual([])
  })
})
