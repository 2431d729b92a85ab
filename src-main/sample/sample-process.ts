import { fail } from '../../src-shared/domain/errors'
import type { Clock } from '../clock'
import type { Logger } from '../log'

/** A started server process, as far as it is needed here; see electron-sample.ts. */
export interface ChildServer {
  post(message: unknown): void
  onMessage(listener: (message: unknown) => void): void
  onExit(listener: (code: number) => void): void
  /** Ends it at once, whatever it is doing. */
  kill(): void
}

export type SpawnServer = (args: readonly string[]) => ChildServer

const START_MS = 15_000
/** The server says goodbye to its sockets in at most a second. */
const STOP_MS = 3_000

interface Running {
  readonly child: ChildServer
  readonly exited: Promise<void>
  readonly url: Promise<string>
}

/** The sample server's process: at most one, on loopback and a port of the system's choice. */
export class SampleProcess {
  #running: Running | null = null
  #stopping: Promise<void> | null = null

  constructor(
    private readonly spawn: SpawnServer,
    /** Where the server keeps its database. */
    private readonly folder: string,
    private readonly clock: Clock,
    private readonly log: Logger,
    /** It ended without being asked to. */
    private readonly onCrash: (code: number) => void,
  ) {}

  get running(): boolean {
    return this.#running !== null
  }

  /** Its address; started when it is not running. Rejects with `sample.failed` after 15 s at most. */
  async start(): Promise<string> {
    await this.#stopping
    this.#running ??= this.#begin()
    return this.#running.url
  }

  /** Asks it to end, and ends it after 3 s. Resolves when it is gone. */
  stop(): Promise<void> {
    this.#stopping ??= this.#stop().finally(() => {
      this.#stopping = null
    })
    return this.#stopping
  }

  async #stop(): Promise<void> {
    const running = this.#running
    if (!running) return
    this.#running = null
    running.child.post({ type: 'shutdown' })
    const timer = this.clock.after(STOP_MS, () => running.child.kill())
    await running.exited
    timer.cancel()
  }

  #begin(): Running {
    const child = this.spawn(['--port', '0', '--library', 'demo', '--data', this.folder])
    let ended = () => {}
    const exited = new Promise<void>((resolve) => {
      ended = resolve
    })
    const url = new Promise<string>((resolve, reject) => {
      const timer = this.clock.after(START_MS, () => {
        child.kill()
        reject(fail('sample.failed', 'The sample server did not start in time'))
      })
      child.onMessage((message) => {
        const address = listeningAt(message)
        if (address === null) return
        timer.cancel()
        resolve(address)
      })
      child.onExit((code) => {
        timer.cancel()
        this.log.info('sample server ended', { code })
        reject(
          fail('sample.failed', 'The sample server ended while it was starting', {
            detail: `exit code ${code}`,
          }),
        )
        ended()
        if (this.#running?.child !== child) return
        this.#running = null
        this.onCrash(code)
      })
    })
    // Whoever calls `start` hears of it; a process that ends later has nobody to tell here.
    url.catch(() => {})
    return { child, exited, url }
  }
}

function listeningAt(message: unknown): string | null {
  if (typeof message !== 'object' || message === null) return null
  const { type, url } = message as { type?: unknown; url?: unknown }
  return type === 'listening' && typeof url === 'string' ? url : null
}
