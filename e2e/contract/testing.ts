import { afterEach, expect } from 'vitest'
import type { AppError } from '../../src-shared/domain/errors'
import type { ServerKind } from '../../src-shared/domain/server'
import type { Client } from '../../src-main/client/client'
import { openClient } from '../../src-main/client/testing'
import { silentLog } from '../../src-main/log'
import { ManualClock } from '../../src-main/transport/test-support'
import { FastApiServer, type FastApiOptions } from '../fixtures/fastapi/server'

export const PASSWORD = 'Abcdef1!'
export const USER = { user: 'mia', password: 'correct horse' }
const WAIT = { timeout: 20_000, interval: 10 }
const ends: (() => Promise<void>)[] = []

/** Ends what the tests of a file began, whatever became of them; the last first. */
export function endAfterEach(): void {
  afterEach(async () => {
    for (const end of ends.splice(0).reverse()) await end()
  })
}

/** To be ended with the present test. */
export function ending(end: () => Promise<void>): void {
  ends.push(end)
}

/** A FastAPI server that is gone when the present test is over. */
export async function fastApi(options: FastApiOptions = {}): Promise<FastApiServer> {
  const server = new FastApiServer(options)
  ending(() => server.dispose())
  return server.start()
}

/** A token of the library, as any HTTP client gets one. */
export async function bearer({ url }: FastApiServer): Promise<string> {
  const post = (path: string, body: object) =>
    fetch(url + path, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
  await post('/api/auth/setup', { master_password: PASSWORD })
  const answer = await post('/api/auth/login', { password: PASSWORD })
  return ((await answer.json()) as { access_token: string }).access_token
}

/** Looks until it is so: real servers take real time. */
export const until = (what: () => unknown) => expect.poll(what, WAIT)

/**
 * A whole client without a window. Its sockets are real, its clock is moved by the test: nothing
 * times out by itself, and every delay is looked at before it passes.
 */
export class Witnessed {
  readonly clock = new ManualClock()
  /** What the client found worth a warning. */
  readonly warnings: string[] = []
  readonly client: Client

  constructor(readonly server: FastApiServer) {
    const note = (message: string, more?: unknown) =>
      void this.warnings.push(`${message} ${JSON.stringify(more)}`)
    const { client, close } = openClient(this.clock, { ...silentLog, warn: note, error: note })
    this.client = client
    ending(close)
  }

  /** The port of the connection. */
  port(kind: ServerKind) {
    return this.client.links[kind].port
  }

  state(kind: ServerKind): string {
    return this.port(kind).status.state
  }

  why(kind: ServerKind): AppError | null {
    return this.port(kind).status.why
  }

  counter(kind: ServerKind, name: string): number {
    return this.port(kind).counters.get(name)
  }

  /** Milliseconds to the next dial; null where none is due. */
  redialIn(kind: ServerKind): number | null {
    const { nextAttemptAt } = this.port(kind).status
    return nextAttemptAt === null ? null : nextAttemptAt - this.clock.now()
  }

  /** Lets the time to the next dial pass. */
  redial(kind: ServerKind): void {
    // Whole milliseconds, as clocks have them.
    this.clock.advance(Math.ceil(this.redialIn(kind) ?? 0))
  }

  /** Signed in to the library with events flowing. This server does not acknowledge joins. */
  async library(): Promise<void> {
    const { servers, sessions } = this.client
    await servers.add({ kind: 'library', url: this.server.url })
    await this.client.connect()
    await sessions.setUp(PASSWORD)
    await this.libraryReady()
  }

  /** Dialled: the joins go out, and their time passes. */
  async libraryReady(joins = 3): Promise<void> {
    await until(() => this.state('library')).toBe('syncing')
    const joined = async () =>
      (await this.server.state()).sockets.library.map(({ rooms }) => rooms.length)
    await until(joined).toContain(joins)
    this.clock.advance(500)
    await until(() => this.state('library')).toBe('ready')
  }

  /** A new todo user, signed in, with the list. */
  async todos(): Promise<void> {
    const { servers, sessions } = this.client
    await servers.add({ kind: 'todos', url: this.server.url })
    await this.client.connect()
    await sessions.register(USER.user, USER.password)
    await until(() => this.state('todos')).toBe('ready')
  }

  /** The actions of the todo messages that the server got since it began. */
  async actions(): Promise<unknown[]> {
    return (await this.server.state()).messages.todos.map(({ action }) => action)
  }

  /** Lets this time pass, and the list of todos come that is asked for then. */
  async look(ms: number): Promise<void> {
    const frames = this.counter('todos', 'frames.in')
    this.clock.advance(ms)
    await until(() => this.counter('todos', 'frames.in')).toBeGreaterThan(frames)
  }

  /** What the outbox still holds: kind and state of each row. */
  outbox(): string[] {
    return this.client.outbox.all().map(({ command, state }) => `${command.kind} ${state}`)
  }

  titles(): string[] {
    return this.client.todos.slice.rows.map(({ title }) => title)
  }
}
