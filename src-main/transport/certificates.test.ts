import { connect } from 'node:net'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { CertificatePin } from '../../src-shared/domain/server'
import { ServerHttp } from './http'
import { hostOf, Network } from './network'
import type { NetworkParts } from './network'
import { errorOf } from './test-http'
import { ManualClock, testConnection, TestOwner, until } from './test-support'
import { ProxyTest, TestCertificates, TlsTest } from './test-tls'
import type { TestCertificate } from './test-tls'
import { Trust } from './trust'

const certificates = new TestCertificates()
let first: TestCertificate
let second: TestCertificate
let authority: TestCertificate
let issued: TestCertificate
const stops: (() => Promise<void> | void)[] = []

beforeAll(() => {
  first = certificates.selfSigned('first')
  second = certificates.selfSigned('second')
  authority = certificates.selfSigned('authority')
  issued = certificates.issued('issued', 'authority')
})
afterAll(() => certificates.remove())
afterEach(async () => {
  for (const stop of stops.splice(0)) await stop()
})

async function server(certificate: TestCertificate): Promise<TlsTest> {
  const test = await TlsTest.start(certificate)
  stops.push(() => test.stop())
  return test
}

async function proxy(reach: () => number): Promise<ProxyTest> {
  const test = await ProxyTest.start(() => connect(reach(), '127.0.0.1'))
  stops.push(() => test.stop())
  return test
}

function http(baseUrl: string, parts: NetworkParts): ServerHttp {
  const network = new Network({ trust: noSystem(), ...parts })
  const clock = new ManualClock()
  const client = new ServerHttp({ baseUrl, allowInsecure: false, clock, network })
  stops.unshift(() => client.close())
  return client
}

const noSystem = () => new Trust({ fromRuntime: () => [] })
const secret = { method: 'POST', path: '/x', token: 'SECRET', json: { secret: 1 } } as const

async function pinOf(test: TlsTest): Promise<CertificatePin> {
  const { fingerprint, certificate } = await new Network().certificate(new URL(test.url))
  await test.ended.next()
  return { fingerprint, certificate }
}

describe('a bare handshake', () => {
  it('shows the certificate and writes nothing', async () => {
    const test = await server(first)
    const shown = await new Network({ trust: noSystem() }).certificate(new URL(test.url))
    expect(shown).toMatchObject({
      certificate: first.cert,
      subject: 'first',
      issuer: 'first',
      problem: 'DEPTH_ZERO_SELF_SIGNED_CERT',
    })
    expect(shown.fingerprint).toMatch(/^([\dA-F]{2}:){31}[\dA-F]{2}$/)
    expect(shown.validTo - shown.validFrom).toBe(2 * 24 * 3_600_000)
    expect(await test.ended.next()).toEqual({ bytes: 0, text: '' })
  })

  it('knows a trusted one, and says when nothing answers', async () => {
    const test = await server(issued)
    const trust = new Trust({ fromRuntime: () => [authority.cert] })
    const network = new Network({ trust })
    expect(await network.certificate(new URL(test.url))).toMatchObject({ problem: null })
    const url = new URL(test.url)
    await test.stop()
    stops.pop()
    expect((await errorOf(network.certificate(url))).code).toBe('net.unreachable')
  })
})

describe('a pinned certificate', () => {
  it('is accepted, and no other server gets anything by it', async () => {
    const test = await server(first)
    expect((await errorOf(http(test.url, {}).request(secret))).code).toBe('net.certificate')
    expect((await test.ended.next()).bytes).toBe(0)
    const pin = await pinOf(test)
    const client = http(test.url, { pinOf: () => pin })
    expect((await client.request(secret)).status).toBe(200)
    expect((await test.ended.next()).text).toContain('SECRET')
  })

  it('may be issued by an authority that nobody knows', async () => {
    const test = await server(issued)
    const pin = await pinOf(test)
    expect((await http(test.url, { pinOf: () => pin }).request(secret)).status).toBe(200)
  })

  it('that changed gets zero bytes, over HTTP and over the socket', async () => {
    const pin = await pinOf(await server(first))
    const test = await server(second)
    for (const parts of [{ pinOf: () => pin }, { pinOf: () => pin, resolveProxy: direct }]) {
      const client = http(test.url, parts)
      expect((await errorOf(client.request(secret))).code).toBe('net.certificate')
      expect((await errorOf(client.request({ ...secret, kind: 'unbounded' }))).code).toBe(
        'net.certificate',
      )
      const target = { url: `wss://127.0.0.1:${test.port}/ws?token=SECRET` }
      const network = new Network({ trust: noSystem(), ...parts })
      const connection = testConnection(new TestOwner(target), new ManualClock(), { network })
      connection.open()
      expect((await until(connection, 'blocked')).why?.code).toBe('net.certificate')
      await connection.close()
      for (let dial = 0; dial < 3; dial++) expect((await test.ended.next()).bytes).toBe(0)
    }
  })

  it('that changed to one from a trusted authority gets zero bytes too', async () => {
    const pin = await pinOf(await server(first))
    const test = await server(issued)
    const trust = new Trust({ fromRuntime: () => [authority.cert] })
    const client = http(test.url, { trust, pinOf: () => pin })
    expect((await errorOf(client.request(secret))).code).toBe('net.certificate')
    expect((await test.ended.next()).bytes).toBe(0)
  })

  it('is compared by fingerprint, even where its chain would do', async () => {
    const test = await server(issued)
    // The authority itself as the pinned certificate vouches for every certificate it issued.
    const pin = { certificate: authority.cert, fingerprint: 'AA' }
    const error = await errorOf(http(test.url, { pinOf: () => pin }).request(secret))
    expect(error.code).toBe('net.certificate')
    expect((await test.ended.next()).bytes).toBe(0)
  })

  it('belongs to host and port, for HTTP and sockets alike', () => {
    expect(hostOf(new URL('https://box'))).toBe('box:443')
    expect(hostOf(new URL('wss://box/ws'))).toBe('box:443')
    expect(hostOf(new URL('https://box:8443'))).toBe('box:8443')
  })
})

describe('authorities of the system', () => {
  it('are trusted beside the bundled ones', async () => {
    const test = await server(issued)
    const broken = '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----'
    const bundle = `# made by the system\n${broken}\n${authority.cert}\n`
    const missing = new Error('ENOENT')
    const read = (path: string) => {
      if (path !== '/etc/ssl/ca-bundle.pem') throw missing
      return bundle
    }
    const client = http(test.url, { trust: new Trust({ read }) })
    expect((await client.request(secret)).status).toBe(200)
  })

  it('are not needed', () => {
    const read = () => {
      throw new Error('ENOENT')
    }
    expect(new Trust({ read }).context()).toBeNull()
  })
})

const direct = () => Promise.resolve('DIRECT')

describe('the proxy of the system', () => {
  it('gets a tunnel, and nothing of what goes through it', async () => {
    const test = await server(issued)
    const through = await proxy(() => test.port)
    const asked: string[] = []
    const resolveProxy = (url: string) => {
      asked.push(url)
      return Promise.resolve(through.words)
    }
    const pin = await pinOf(test)
    const client = http('https://home.example:8443', { resolveProxy, pinOf: () => pin })
    expect((await client.request(secret)).status).toBe(200)
    expect((await test.ended.next()).text).toContain('SECRET')
    expect(asked).toEqual(['https://home.example:8443/'])
    expect(through.asked).toHaveLength(1)
    expect(through.asked[0]).toMatch(/^CONNECT home\.example:8443 /)
    expect(through.asked[0]).not.toContain('SECRET')
  })

  it('is used for sockets, and for plain http only to where a private name leads', async () => {
    const test = await server(first)
    const through = await proxy(() => test.port)
    through.status = '403 Forbidden'
    const resolveProxy = () => Promise.resolve(through.words)
    const network = new Network({
      resolveProxy,
      trust: noSystem(),
      resolve: (name, done) =>
        done(null, [{ address: name === 'box' ? '10.0.0.7' : '8.8.8.8', family: 4 }]),
    })
    const target = { url: 'ws://box:81/ws?token=SECRET' }
    const connection = testConnection(new TestOwner(target), new ManualClock(), { network })
    connection.open()
    const { why } = await until(connection, 'backoff')
    expect(why).toMatchObject({ code: 'net.proxy', retryable: true })
    await connection.close()
    expect(through.asked.map((head) => head.split('\r\n')[0])).toEqual([
      'CONNECT 10.0.0.7:81 HTTP/1.1',
    ])
    const options = { allowInsecure: false, clock: new ManualClock(), network }
    const client = new ServerHttp({ baseUrl: 'http://public.example', ...options })
    expect((await errorOf(client.request(secret))).code).toBe('net.insecure')
    expect(through.asked).toHaveLength(1)
  })

  it.each([
    ['SOCKS5 127.0.0.1:1080', /SOCKS5/],
    ['PROXY 127.0.0.1:1', /ECONNREFUSED/],
    ['QUIC x:1; SOCKS 1.2.3.4:5', /QUIC/],
  ])('%s is an error that says so', async (words, detail) => {
    const client = http('https://home.example', { resolveProxy: () => Promise.resolve(words) })
    const error = await errorOf(client.request(secret))
    expect(error.code).toBe('net.proxy')
    expect(error.detail).toMatch(detail)
  })

  it('that cannot be used gives way to the next, and a sign-in is named', async () => {
    const test = await server(first)
    const through = await proxy(() => test.port)
    const pin = await pinOf(test)
    const resolveProxy = () => Promise.resolve(`SOCKS5 x:1; ${through.words}; DIRECT`)
    const client = http('https://home.example', { resolveProxy, pinOf: () => pin })
    expect((await client.request(secret)).status).toBe(200)
    through.status = '407 Proxy Authentication Required'
    const only = http('https://home.example', {
      resolveProxy: () => Promise.resolve(through.words),
    })
    expect((await errorOf(only.request(secret))).detail).toContain('wants a sign-in')
  })

  it('is passed where the system says so', async () => {
    const test = await server(first)
    const pin = await pinOf(test)
    const client = http(test.url, { resolveProxy: direct, pinOf: () => pin })
    expect((await client.request(secret)).status).toBe(200)
  })
})
