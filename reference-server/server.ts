import { createServer as createHttpServer, type Server } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { Faults } from './control/faults'
import { Traffic } from './control/traffic'
import { createInstance, type Instance } from './instance'
import { DEFAULTS, type ServerOptions } from './options'
import { Db } from './store/db'

export interface RunningServer {
  readonly url: string
  readonly port: number
  /** Says goodbye to the sockets (`server_shutdown`, close 1001) and ends; safe to call twice. */
  close(): Promise<void>
  /** Dies as a killed process does and comes back on the same port over the same data. */
  restart(ms?: number): Promise<void>
}

const GOODBYE_MS = 1_000

/**
 * Starts both servers on one port. What is not given takes the defaults, the port excepted: 0.
 * @throws the listener's error, such as EADDRINUSE
 */
export async function createServer(given: Partial<ServerOptions> = {}): Promise<RunningServer> {
  const options: ServerOptions = { ...DEFAULTS, port: 0, ...given }
  const db = new Db(options.dataDir)
  const faults = new Faults()
  const traffic = new Traffic()
  let closing: Promise<void> | null = null

  const restart = async (ms = 0): Promise<void> => {
    await life.kill()
    await new Promise((resolve) => setTimeout(resolve, ms))
    if (!closing) life = await begin(port)
  }
  const report = (error: unknown): void => console.error('engawa-server: restart failed:', error)
  const begin = async (onPort: number): Promise<Life> =>
    Life.begin(
      await createInstance({
        options,
        db,
        faults,
        traffic,
        restart: (ms) => void restart(ms).catch(report),
      }),
      onPort,
      options.host,
    )

  let life = await begin(options.port)
  const port = life.port
  return {
    url: `http://${dialable(options.host)}:${port}`,
    port,
    restart,
    close: () => {
      closing ??= life.end().then(() => db.close())
      return closing
    },
  }
}

/** The address under which this machine reaches the listener. */
function dialable(host: string): string {
  if (host === '0.0.0.0') return '127.0.0.1'
  if (host === '::') return '[::1]'
  return host.includes(':') ? `[${host}]` : host
}

/** An instance together with its listener and its TCP connections. */
class Life {
  readonly #connections = new Set<Socket>()

  private constructor(
    private readonly instance: Instance,
    private readonly http: Server,
  ) {
    http.on('connection', (tcp) => {
      this.#connections.add(tcp)
      tcp.on('close', () => this.#connections.delete(tcp))
    })
  }

  static async begin(instance: Instance, port: number, host: string): Promise<Life> {
    const http = createHttpServer((request, response) => instance.app.routing(request, response))
    const life = new Life(instance, http)
    http.on('upgrade', (request, tcp, head) => {
      void instance.hub.upgrade(request, tcp as Socket, head)
    })
    await new Promise<void>((resolve, reject) => {
      http.once('error', reject)
      http.listen(port, host, resolve)
    })
    return life
  }

  get port(): number {
    return (this.http.address() as AddressInfo).port
  }

  /** Everything stops in the middle of what it does. */
  async kill(): Promise<void> {
    this.instance.clock.dispose()
    const closed = new Promise<void>((resolve) => this.http.close(() => resolve()))
    for (const tcp of this.#connections) tcp.resetAndDestroy()
    await closed
  }

  async end(): Promise<void> {
    const { events, hub, clock } = this.instance
    events.publish('server_shutdown', { message: 'Server is shutting down', reason: 'shutdown' })
    for (const peer of hub.peers()) peer.close(1001, 'Server shutdown')
    clock.dispose()
    const closed = new Promise<void>((resolve) => this.http.close(() => resolve()))
    this.http.closeIdleConnections()
    const timer = setTimeout(() => {
      for (const tcp of this.#connections) tcp.destroy()
    }, GOODBYE_MS)
    await closed
    clearTimeout(timer)
  }
}
