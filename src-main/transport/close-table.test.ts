import type { Duplex } from 'node:stream'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { ConnectionState } from '../../src-shared/domain/connection'
import type { Connection } from './connection'
import { ManualClock, TestOwner, TestServer, testConnection, until } from './test-support'

/**
 * Every close code and handshake status of the protocol, on real sockets: the next state, and the
 * range that the next dial is spread over (milliseconds; from the least jitter to the largest).
 */
type Row<What> = readonly [what: What, state: ConnectionState, least: number, most: number]

const LOSS = ['backoff', 125, 500] as const
const BUSY = ['backoff', 5_000, 30_000] as const
const SIGN_IN = ['needsAuth', 0, 0] as const
const POLL = ['eventsUnavailable', 300_000, 300_000] as const

let server: TestServer
let stream: Duplex
let clock: ManualClock
let owner: TestOwner
let connection: Connection

async function setUp(jitter: number): Promise<void> {
  server = await TestServer.start()
  server.refuse = (_request, given) => {
    stream = given
    return undefined
  }
  clock = new ManualClock()
  owner = new TestOwner({ url: server.url })
  connection = testConnection(owner, clock, { random: () => jitter })
}

async function end(): Promise<void> {
  const closed = connection.close()
  await server.stop()
  await closed
}

const delay = () => (connection.status.nextAttemptAt ?? clock.now()) - clock.now()

/** Runs a scene without jitter and with all of it, each on a connection of its own. */
async function delays(scene: () => Promise<void>): Promise<readonly number[]> {
  const seen: number[] = []
  for (const jitter of [0, 1]) {
    await setUp(jitter)
    await scene()
    seen.push(Math.round(delay()))
    await end()
  }
  return seen
}

/** A close frame, also with codes that no library sends. */
function closeFrame(code: number | null): Buffer {
  if (code === null) return Buffer.from([0x88, 0])
  return Buffer.from([0x88, 2, code >> 8, code & 0xff])
}

describe('a close while ready', () => {
  const rows: readonly Row<number | 'no code' | 'no frame'>[] = [
    [1000, ...LOSS],
    [1001, ...LOSS],
    [1002, ...LOSS],
    [1003, ...LOSS],
    [1007, ...LOSS],
    [1008, ...SIGN_IN],
    [1009, ...LOSS],
    [1010, ...LOSS],
    [1011, ...LOSS],
    [1012, ...BUSY],
    [1013, ...BUSY],
    [1014, ...LOSS],
    [3000, ...LOSS],
    [4000, ...LOSS],
    [4001, ...SIGN_IN],
    [4002, ...LOSS],
    [4003, ...SIGN_IN],
    [4004, ...LOSS],
    [4400, ...LOSS],
    [4401, ...SIGN_IN],
    [4403, ...LOSS],
    [4404, ...LOSS],
    [4999, ...LOSS],
    // 1005 and 1006 stand for these.
    ['no code', ...LOSS],
    ['no frame', ...LOSS],
    // Not to be sent, and yet: the frame is a breach of the protocol.
    [1005, ...LOSS],
    [1006, ...LOSS],
    [1015, ...LOSS],
    [999, ...LOSS],
  ]

  it.each(rows)('%s: %s, dialled after %i to %i ms', async (code, state, least, most) => {
    const seen = await delays(async () => {
      connection.open()
      await until(connection, 'ready')
      if (code === 'no frame') stream.destroy()
      else stream.write(closeFrame(code === 'no code' ? null : code))
      await until(connection, state)
      expect(owner.calls).toEqual(state === 'needsAuth' ? ['refused'] : [])
      expect(owner.downs).toMatchObject([{ epoch: 1, end: { is: 'closed' } }])
      const counted = connection.counters.all.filter(({ name }) => name.startsWith('closed.'))
      expect(counted).toMatchObject([{ count: 1 }])
      if (typeof code === 'number' && code >= 1_000 && code !== 1005) {
        const sent = [1006, 1015].includes(code) ? 1006 : code
        expect(counted[0]?.name).toBe(`closed.${sent}`)
      }
    })
    expect(seen).toEqual([least, most])
  })
})

describe('a refusal of the upgrade that says when, or that the server is unwell', () => {
  const now = 'Date: Sun, 06 Nov 1994 08:49:37 GMT'
  const rows: readonly Row<string>[] = [
    ['408 Request Timeout', ...LOSS],
    ['500 Internal Server Error', ...LOSS],
    ['502 Bad Gateway', ...LOSS],
    ['504 Gateway Timeout', ...LOSS],
    ['429 Too Many Requests', ...BUSY],
    ['503 Service Unavailable', ...BUSY],
    ['429 Too Many Requests\r\nRetry-After: soon', ...BUSY],
    ['429 Too Many Requests\r\nRetry-After: 0', 'backoff', 250, 250],
    ['429 Too Many Requests\r\nRetry-After: 60', 'backoff', 60_000, 66_000],
    ['503 Service Unavailable\r\nRetry-After: 60', 'backoff', 60_000, 66_000],
    [
      `429 Too Many Requests\r\n${now}\r\nRetry-After: Sun, 06 Nov 1994 08:51:37 GMT`,
      ...(['backoff', 120_000, 132_000] as const),
    ],
    [
      `503 Service Unavailable\r\n${now}\r\nRetry-After: Sun, 06 Nov 1994 08:51:37 GMT`,
      ...(['backoff', 120_000, 132_000] as const),
    ],
    // At most a quarter of an hour, whatever they say.
    ['429 Too Many Requests\r\nRetry-After: 86400', 'backoff', 900_000, 900_000],
    ['503 Service Unavailable\r\nRetry-After: 86400', 'backoff', 900_000, 900_000],
    [
      `503 Service Unavailable\r\n${now}\r\nRetry-After: Mon, 06 Nov 1995 08:51:37 GMT`,
      ...(['backoff', 900_000, 900_000] as const),
    ],
  ]

  it.each(rows)('%j: %s, dialled after %i to %i ms', async (line, state, least, most) => {
    const seen = await delays(async () => {
      server.refuse = () => line
      owner.checkToken = () => Promise.reject(new Error('not to be asked'))
      connection.open()
      await until(connection, state)
    })
    expect(seen).toEqual([least, most])
    expect(owner.downs).toEqual([])
  })
})

describe('any other refusal of the upgrade is judged over HTTP', () => {
  const page = 'Content-Type: text/html\r\nLocation: /setup'
  const lines = [
    `200 OK\r\nContent-Type: text/html`,
    `301 Moved Permanently\r\n${page}`,
    `302 Found\r\n${page}`,
    `307 Temporary Redirect\r\n${page}`,
    `308 Permanent Redirect\r\n${page}`,
    '400 Bad Request',
    '401 Unauthorized',
    '403 Forbidden',
    '404 Not Found',
    '405 Method Not Allowed',
    '410 Gone',
    '426 Upgrade Required\r\nUpgrade: websocket',
    '501 Not Implemented',
  ]
  const verdicts: readonly Row<'ok' | 'refused' | 'unknown'>[] = [
    ['ok', ...POLL],
    ['refused', ...SIGN_IN],
    ['unknown', ...LOSS],
  ]

  describe.each(lines)('%j', (line) => {
    it.each(verdicts)('token %s: %s, dialled after %i to %i ms', async (verdict, ...next) => {
      const [state, least, most] = next
      const seen = await delays(async () => {
        server.refuse = () => line
        let asked = 0
        owner.checkToken = () => {
          asked++
          return Promise.resolve(verdict)
        }
        connection.open()
        await until(connection, state)
        expect(asked).toBe(1)
        expect(server.upgrades.length).toBe(1)
        expect(owner.calls).toEqual(state === 'needsAuth' ? ['refused'] : [])
      })
      expect(seen).toEqual([least, most])
    })
  })
})

describe('what is no handshake at all', () => {
  beforeEach(() => setUp(0))
  afterEach(end)

  it.each<[string, string, string]>([
    ['another protocol', 'SSH-2.0-OpenSSH_9.2\r\n', 'net.badAnswer'],
    [
      'a wrong key',
      'HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: x\r\n\r\n',
      'net.unreachable',
    ],
    ['nothing', '', 'net.unreachable'],
  ])('%s: backoff, dialled after 125 ms', async (_what, answer, code) => {
    server.refuse = (_request, given) => {
      given.end(answer)
      return null
    }
    connection.open()
    expect((await until(connection, 'backoff')).why?.code).toBe(code)
    expect(delay()).toBe(125)
  })
})

describe('what a server says before it closes', () => {
  beforeEach(() => setUp(0))
  afterEach(end)

  it('server_shutdown, then 1001: heard first, then dialled again quietly', async () => {
    const heard: string[] = []
    owner.onFrame = (text) => heard.push(`${text} ${connection.status.state}`)
    owner.onDown = () => heard.push(`down ${connection.status.state}`)
    connection.open()
    await until(connection, 'ready')
    const socket = await server.sockets.next()
    socket.send('server_shutdown')
    socket.close(1001)
    const { why } = await until(connection, 'backoff')
    expect(heard).toEqual(['server_shutdown ready', 'down backoff'])
    expect(why).toMatchObject({ code: 'net.reset', retryable: true })
    expect(delay()).toBe(125)
    clock.advance(125)
    await until(connection, 'ready')
  })

  it('our own limit is breached by them: polled, and tried again every 5 min', async () => {
    const socket = await open()
    // The head of a frame of 20 MB; its body is not waited for.
    const head = () => {
      const frame = Buffer.alloc(10)
      frame.writeUInt16BE(0x817f)
      frame.writeBigUInt64BE(20_000_000n, 2)
      return frame
    }
    expect(socket.readyState).toBe(socket.OPEN)
    for (let i = 0; i < 3; i++) {
      stream.write(head())
      const { why } = await until(connection, 'eventsUnavailable')
      expect(why?.code).toBe('net.tooLarge')
      expect(delay()).toBe(300_000)
      clock.advance(299_999)
      expect(connection.status.state).toBe('eventsUnavailable')
      clock.advance(1)
      await until(connection, 'ready')
    }
    expect(connection.counters.get('frames.tooLarge')).toBe(3)
    expect(owner.downs.map(({ end }) => end?.is)).toEqual(['limit', 'limit', 'limit'])
  })

  async function open() {
    connection.open()
    await until(connection, 'ready')
    return server.sockets.next()
  }
})
