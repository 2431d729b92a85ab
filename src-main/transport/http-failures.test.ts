import type { ServerResponse } from 'node:http'
import { createServer as createRawServer } from 'node:net'
import type { AddressInfo, Socket } from 'node:net'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { Network } from './network'
import { DEFAULT_POLICY } from './policy'
import { HttpTest, answer, errorOf } from './test-http'

let t: HttpTest

beforeEach(async () => {
  t = await HttpTest.start()
})

afterEach(() => t.stop())

describe('no answer', () => {
  it.each([
    ['quick', 5_000],
    ['normal', 15_000],
    ['slow', 60_000],
  ] as const)('%s: %i ms', async (kind, ms) => {
    const arrived = new Promise<void>((resolve) => (t.handler = () => resolve()))
    let ended = false
    const error = errorOf(t.get('/x', { kind })).finally(() => (ended = true))
    await arrived
    t.clock.advance(ms - 1)
    expect(ended).toBe(false)
    t.clock.advance(1)
    expect((await error).code).toBe('net.timeout')
  })

  it('unbounded waits, on a connection of its own, for longer than an idle one is kept', async () => {
    t.http = t.client({ policy: { ...DEFAULT_POLICY.http, idleMs: 5, maxSockets: 1 } })
    let finish: ServerResponse | undefined
    const started = new Promise<void>((resolve) => {
      t.handler = (_request, response) => {
        finish = response
        resolve()
      }
    })
    const start = t.post({ kind: 'unbounded' })
    await started
    t.clock.advance(3_600_000)
    t.handler = answer(200, { stopped: true })
    expect((await t.post({ path: '/stop' })).body).toEqual({ stopped: true })
    finish?.writeHead(200, { 'Content-Type': 'application/json' })
    finish?.end('{"done":true}')
    expect((await start).body).toEqual({ done: true })
  })

  it('cancelled by the caller, before or during the call', async () => {
    const abort = new AbortController()
    const arrived = new Promise<void>((resolve) => (t.handler = () => resolve()))
    const error = errorOf(t.get('/x', { signal: abort.signal }))
    await arrived
    abort.abort()
    expect((await error).code).toBe('net.cancelled')
    expect((await errorOf(t.get('/x', { signal: abort.signal }))).code).toBe('net.cancelled')
    expect(t.seen.length).toBe(1)
  })

  it('nobody there is unreachable: surely not sent', async () => {
    await t.stop()
    expect((await errorOf(t.post())).code).toBe('net.unreachable')

    const unknown = Object.assign(new Error('getaddrinfo ENOTFOUND box.example'), {
      code: 'ENOTFOUND',
    })
    const network = new Network({ resolve: (_name, done) => done(unknown, []) })
    t.http = t.client({ baseUrl: 'http://box.example', network })
    expect((await errorOf(t.post())).code).toBe('net.unreachable')
  })

  it('no connection within 10 s is unreachable too, even for an unbounded call', async () => {
    const asked = new Promise<void>((resolve) => {
      t.http = t.client({
        baseUrl: 'http://box.example',
        network: new Network({ resolve: () => resolve() }),
      })
    })
    const error = errorOf(t.post({ kind: 'unbounded' }))
    await asked
    await new Promise(setImmediate)
    t.clock.advance(10_000)
    expect((await error).code).toBe('net.unreachable')
  })

  it('broken after it was written is reset: it may have been done', async () => {
    t.handler = (request) => request.socket.destroy()
    expect((await errorOf(t.post())).code).toBe('net.reset')
    t.handler = (request, response) => {
      response.writeHead(200, { 'Content-Type': 'application/json', 'Content-Length': '100' })
      response.write('{"a":', () => request.socket.destroy())
    }
    expect((await errorOf(t.get())).code).toBe('net.reset')
  })

  it('a stale connection: a read is sent once more, nothing else is', async () => {
    let die = false
    t.handler = (request, response) => {
      if (die && request.url === '/die') {
        die = false
        request.socket.destroy()
      } else answer(200, {})(request, response as never)
    }
    await t.get()
    die = true
    await t.get('/die')
    expect(t.seen.length).toBe(3)
    await t.get()
    die = true
    expect((await errorOf(t.post({ path: '/die' }))).code).toBe('net.reset')
    expect(t.seen.length).toBe(5)
  })

  it('not HTTP at all is a bad answer', async () => {
    const streams: Socket[] = []
    const raw = createRawServer((stream) => {
      streams.push(stream)
      stream.on('error', () => undefined)
      stream.end('SSH-2.0-OpenSSH_9.2\r\n')
    })
    await new Promise<void>((resolve) => raw.listen(0, '127.0.0.1', resolve))
    t.http = t.client({ baseUrl: `http://127.0.0.1:${(raw.address() as AddressInfo).port}` })
    expect((await errorOf(t.get())).code).toBe('net.badAnswer')
    for (const stream of streams) stream.destroy()
    await new Promise((resolve) => raw.close(resolve))
  })
})

describe('plain http', () => {
  const resolving = (...addresses: string[]) =>
    new Network({
      resolve: (_name, done) =>
        done(
          null,
          addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
        ),
    })

  it('to a public address is refused without the user’s yes, by literal or by name', async () => {
    t.http = t.client({ baseUrl: 'http://8.8.8.8:1' })
    expect((await errorOf(t.get())).code).toBe('net.insecure')
    t.http = t.client({ baseUrl: 'http://box.example', network: resolving('8.8.8.8') })
    expect((await errorOf(t.get())).code).toBe('net.insecure')
  })

  it('goes to the private address of a name that has both', async () => {
    t.handler = answer(200, {})
    const { port } = t
    const network = resolving('2001:db8::1', '127.0.0.1', '8.8.8.8')
    t.http = t.client({ baseUrl: `http://box.example:${port}`, network })
    expect((await t.get()).status).toBe(200)
  })
})
