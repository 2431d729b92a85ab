import { afterEach, expect } from 'vitest'
import { findDialect } from '../../reference-server/dialect'
import type { ServerOptions } from '../../reference-server/options'
import { createServer, type RunningServer } from '../../reference-server/server'
import { PASSWORD, TestClient } from '../../reference-server/testing/client'
import type { ServerKind, SessionState } from '../../src-shared/domain/server'
import type { Clock } from '../clock'
import { silentLog } from '../log'
import { tempFolder } from '../session/testing'
import { ManualClock } from '../transport/test-support'
import type { Client } from './client'
import { openClient } from './testing'

export const USER = 'mio'

/** What the server counted, as far as these tests read it. */
export interface Counted {
  readonly requests: Readonly<Record<string, number>>
  readonly dials: Readonly<Record<string, number>>
  readonly expired: Readonly<Record<string, number>>
  readonly tokens_issued: Readonly<Record<ServerKind, number>>
  readonly todos: Readonly<Record<string, readonly { readonly title: string }[]>>
  readonly queue: { readonly is_running: boolean; readonly pending_queue: readonly unknown[] }
}

/**
 * A whole client and a real server on one time that only the test moves. The client's wall clock may
 * be wrong; the server's is right.
 */
export class SteppedWorld {
  readonly clock = new ManualClock()
  /** How far the client's wall clock is off, milliseconds. */
  wrongBy = 0
  /** Every state of a session that was told since the first sign-in. */
  readonly told: SessionState[] = []
  readonly #profile = tempFolder()
  #life: { readonly client: Client; readonly close: () => Promise<void> }
  readonly #folder = tempFolder()
  readonly #options: Partial<ServerOptions>
  #server: RunningServer | null = null
  #port = 0

  constructor(
    readonly kind: ServerKind,
    dialect: string,
    tokenTtl: number,
    wrongBy = 0,
  ) {
    this.wrongBy = wrongBy
    this.#options = {
      ...{ control: true, librarySize: 12, tokenTtl, dataDir: this.#folder.path },
      dialect: findDialect(dialect),
      now: () => this.clock.now(),
    }
    this.#life = this.#open()
  }

  get client(): Client {
    return this.#life.client
  }

  async end(): Promise<void> {
    await this.#life.close()
    await this.#server?.close()
    this.#folder.remove()
    this.#profile.remove()
  }

  /** The program ends and is started again on its profile: loaded, not connected. */
  async restart(between: () => Promise<void>): Promise<void> {
    await this.#life.close()
    await between()
    this.#life = this.#open()
  }

  #open() {
    const profile = { ...this.#profile, remove: () => undefined }
    return openClient(this.#clientClock(), silentLog, profile)
  }

  /** The server comes (back), with all it knew; its counts begin anew. */
  async startServer(): Promise<void> {
    this.#server = await createServer({ ...this.#options, port: this.#port })
    this.#port = this.#server.port
  }

  async stopServer(): Promise<void> {
    const server = this.#server
    this.#server = null
    await server?.close()
  }

  /** Added, set up or registered, and ready. */
  async begin(): Promise<void> {
    await this.startServer()
    const { servers, sessions } = this.client
    await servers.add({ kind: this.kind, url: this.url })
    await this.client.connect()
    if (this.kind === 'library') await sessions.setUp(PASSWORD)
    else await sessions.register(USER, PASSWORD)
    sessions.onChange((kind) => this.told.push(sessions.view(kind).state))
    await this.reached('ready')
  }

  signIn(): Promise<void> {
    const credentials = { user: USER, password: PASSWORD, remember: true }
    return this.client.sessions.signIn(this.kind, credentials)
  }

  get state(): string {
    return this.client.links[this.kind].port.status.state
  }

  get session(): SessionState {
    return this.client.sessions.view(this.kind).state
  }

  control(path: string, body: object = {}): Promise<unknown> {
    return new TestClient(this.url).control(path, body)
  }

  async counted(): Promise<Counted> {
    const { body } = await new TestClient(this.url).call('GET', '/__control/state')
    return body as unknown as Counted
  }

  /** Waits for real sockets, without a moment passing for anybody. */
  async until(what: () => unknown): Promise<void> {
    await expect.poll(what, { timeout: 15_000, interval: 5 }).toBe(true)
  }

  reached(state: string): Promise<void> {
    return this.until(() => this.state === state)
  }

  /** Lets time pass in steps, between which whatever has been sent is received. */
  async pass(ms: number, step = 250): Promise<void> {
    for (let left = ms; left > 0; left -= step) {
      this.clock.advance(Math.min(step, left))
      await this.#settle()
    }
  }

  /** Lets time pass until it is so, at most a minute. */
  async passUntil(what: () => boolean, step = 250): Promise<void> {
    for (let left = 60_000; !what() && left > 0; left -= step) await this.pass(step, step)
    await this.until(what)
  }

  /** A round trip to the server takes longer than what was on its way before it. */
  async #settle(): Promise<void> {
    if (this.#server) await this.counted()
    else for (let i = 0; i < 5; i++) await new Promise((resolve) => setImmediate(resolve))
  }

  get url(): string {
    return `http://127.0.0.1:${this.#port}`
  }

  #clientClock(): Clock {
    const { clock } = this
    return {
      now: () => clock.now() + this.wrongBy,
      monotonic: () => clock.monotonic(),
      after: (ms, callback) => clock.after(ms, callback),
    }
  }
}

/** Gives a test file worlds that end with the test that asked for them. */
export function worlds() {
  const open: SteppedWorld[] = []
  afterEach(async () => {
    for (const world of open.splice(0)) await world.end()
  })
  return async (kind: ServerKind, dialect: string, tokenTtl = 10, wrongBy = 0) => {
    const world = new SteppedWorld(kind, dialect, tokenTtl, wrongBy)
    open.push(world)
    await world.begin()
    return world
  }
}
