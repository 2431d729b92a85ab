import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer as createTcpServer } from 'node:net'
import type { AddressInfo, Server, Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createServer, type TLSSocket } from 'node:tls'
import type { Server as TlsServer } from 'node:tls'
import { Arrivals } from './test-support'

export interface TestCertificate {
  readonly key: string
  readonly cert: string
}

/** Certificates made for one test run by OpenSSL; no key is kept anywhere. */
export class TestCertificates {
  readonly #folder = mkdtempSync(join(tmpdir(), 'engawa-tls-'))

  selfSigned(name: string): TestCertificate {
    const [key, cert] = [this.#path(`${name}.key`), this.#path(`${name}.pem`)]
    this.#openssl('req', '-x509', ...KEY, key, '-out', cert, '-subj', `/CN=${name}`, '-days', '2')
    return { key: readFileSync(key, 'utf8'), cert: readFileSync(cert, 'utf8') }
  }

  /** For 127.0.0.1, from an authority made by `selfSigned(authority)`. */
  issued(name: string, authority: string): TestCertificate {
    const [key, asked] = [this.#path(`${name}.key`), this.#path(`${name}.csr`)]
    const cert = this.#path(`${name}.pem`)
    const by = ['-CA', this.#path(`${authority}.pem`), '-CAkey', this.#path(`${authority}.key`)]
    const extensions = this.#path('extensions')
    writeFileSync(extensions, 'subjectAltName=IP:127.0.0.1')
    this.#openssl('req', ...KEY, key, '-out', asked, '-subj', `/CN=${name}`)
    const made = ['-req', '-in', asked, '-out', cert, '-extfile', extensions]
    this.#openssl('x509', ...made, ...by, '-CAcreateserial', '-days', '2')
    return { key: readFileSync(key, 'utf8'), cert: readFileSync(cert, 'utf8') }
  }

  remove(): void {
    rmSync(this.#folder, { recursive: true, force: true })
  }

  #path(name: string): string {
    return join(this.#folder, name)
  }

  #openssl(...args: readonly string[]): void {
    execFileSync('openssl', args, { stdio: 'ignore' })
  }
}

const KEY = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-keyout']

/** What a TLS server got of one connection once it is over. */
export interface Received {
  /** After decryption. */
  readonly bytes: number
  readonly text: string
}

/** A TLS server on port 0 that counts what is said to it and answers HTTP in one way. */
export class TlsTest {
  /** Every connection that has ended, in order. */
  readonly ended = new Arrivals<Received>()
  readonly #server: TlsServer
  readonly #raw = new Set<Socket>()
  /** Decrypted text by the client's port. */
  readonly #said = new Map<number, string>()

  private constructor({ key, cert }: TestCertificate) {
    this.#server = createServer({ key, cert })
    this.#server.on('tlsClientError', () => undefined)
    this.#server.on('connection', (raw: Socket) => {
      const port = raw.remotePort ?? 0
      this.#raw.add(raw)
      raw.on('close', () => {
        this.#raw.delete(raw)
        const text = this.#said.get(port) ?? ''
        this.#said.delete(port)
        this.ended.push({ bytes: text.length, text })
      })
    })
    this.#server.on('secureConnection', (socket: TLSSocket) => {
      const port = socket.remotePort ?? 0
      socket.on('error', () => undefined)
      socket.on('data', (data: Buffer) => {
        this.#said.set(port, (this.#said.get(port) ?? '') + data.toString('latin1'))
        const head = 'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\n'
        socket.end(`${head}Connection: close\r\n\r\n{}`)
      })
    })
  }

  static async start(certificate: TestCertificate, port = 0): Promise<TlsTest> {
    const test = new TlsTest(certificate)
    await new Promise<void>((resolve) => test.#server.listen(port, '127.0.0.1', resolve))
    return test
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port
  }

  get url(): string {
    return `https://127.0.0.1:${this.port}`
  }

  async stop(): Promise<void> {
    for (const raw of this.#raw) raw.destroy()
    await new Promise((resolve) => this.#server.close(resolve))
  }
}

/** An HTTP proxy on port 0 that knows CONNECT and keeps what it was asked for. */
export class ProxyTest {
  readonly asked: string[] = []
  /** Another status line refuses. */
  status = '200 Connection established'
  readonly #server: Server
  readonly #sockets = new Set<Socket>()

  private constructor(reach: (authority: string) => Socket) {
    this.#server = createTcpServer((client) => {
      this.#keep(client)
      client.once('data', (head) => {
        const authority = head.toString('latin1').split(' ')[1] ?? ''
        this.asked.push(head.toString('latin1'))
        if (!this.status.startsWith('200')) {
          client.end(`HTTP/1.1 ${this.status}\r\nContent-Length: 0\r\n\r\n`)
          return
        }
        const server = this.#keep(reach(authority))
        server.once('connect', () => {
          client.write(`HTTP/1.1 ${this.status}\r\n\r\n`)
          client.pipe(server).pipe(client)
        })
      })
    })
  }

  /** @param reach where an authority (`host:port`) really is */
  static async start(reach: (authority: string) => Socket): Promise<ProxyTest> {
    const proxy = new ProxyTest(reach)
    await new Promise<void>((resolve) => proxy.#server.listen(0, '127.0.0.1', resolve))
    return proxy
  }

  get words(): string {
    return `PROXY 127.0.0.1:${(this.#server.address() as AddressInfo).port}`
  }

  async stop(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy()
    await new Promise((resolve) => this.#server.close(resolve))
  }

  #keep(socket: Socket): Socket {
    this.#sockets.add(socket)
    socket.on('error', () => undefined)
    socket.on('close', () => this.#sockets.delete(socket))
    return socket
  }
}
