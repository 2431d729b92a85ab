import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { AppFailure, appError, type AppError } from '../../src-shared/domain/errors'
import type { ServerKind, ServerProfile } from '../../src-shared/domain/server'
import type { Clock } from '../clock'
import { Emitter } from '../emitter'
import type { HttpAnswer, HttpClient, HttpRequest } from '../transport/types'
import type { ProfileSource } from './sessions'
import type { BoxState, SecretBox } from './secret-box'

/**
 * A keychain in memory that really encrypts (AES-256-GCM), so that a test can look for plain text.
 * Given its key, it opens what an earlier process sealed.
 */
export class MemoryBox implements SecretBox {
  box: BoxState = 'ok'
  /** What `unlock` leads to. */
  afterUnlock: BoxState = 'ok'
  opened = 0
  #key: Buffer

  constructor(key: Buffer = randomBytes(32)) {
    this.#key = key
  }

  state(): Promise<BoxState> {
    return Promise.resolve(this.box)
  }

  unlock(): Promise<void> {
    this.box = this.afterUnlock
    return Promise.resolve()
  }

  loseKey(): void {
    this.#key = randomBytes(32)
  }

  seal(text: string): Promise<Buffer> {
    const iv = randomBytes(12)
    const cipher = createCipheriv('aes-256-gcm', this.#key, iv)
    const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()])
    return Promise.resolve(Buffer.concat([iv, cipher.getAuthTag(), body]))
  }

  async open(sealed: Buffer): Promise<{ text: string; reseal: boolean }> {
    this.opened += 1
    await Promise.resolve()
    const decipher = createDecipheriv('aes-256-gcm', this.#key, sealed.subarray(0, 12))
    decipher.setAuthTag(sealed.subarray(12, 28))
    const text = Buffer.concat([decipher.update(sealed.subarray(28)), decipher.final()])
    return { text: text.toString('utf8'), reseal: false }
  }
}

/** A clock that only moves when told; wall and monotonic time move apart on demand. */
export class TestClock implements Clock {
  wall = Date.UTC(2030, 0, 1)
  mono = 0
  #timers: { at: number; callback: () => void }[] = []

  now(): number {
    return this.wall
  }

  monotonic(): number {
    return this.mono
  }

  after(ms: number, callback: () => void) {
    const timer = { at: this.mono + ms, callback }
    this.#timers.push(timer)
    return { cancel: () => void (this.#timers = this.#timers.filter((other) => other !== timer)) }
  }

  /** Lets time pass for both clocks and runs what is due. */
  pass(ms: number): void {
    this.wall += ms
    this.mono += ms
    const due = this.#timers.filter((timer) => timer.at <= this.mono)
    this.#timers = this.#timers.filter((timer) => timer.at > this.mono)
    for (const timer of due) timer.callback()
  }
}

type Answer = { status?: number; body?: unknown } | AppError
type Route = Answer | ((request: HttpRequest) => Answer | Promise<Answer>)

/** An HTTP client that answers from a table (`METHOD /path`) and keeps what it was asked. */
export class TableHttp implements HttpClient {
  readonly asked: HttpRequest[] = []
  routes: Record<string, Route>

  constructor(routes: Record<string, Route> = {}) {
    this.routes = routes
  }

  async request(request: HttpRequest): Promise<HttpAnswer> {
    this.asked.push(request)
    const route = this.routes[`${request.method} ${request.path}`]
    const answer = typeof route === 'function' ? await route(request) : route
    if (!answer) throw new AppFailure(appError('server.notFound', 'Not found'))
    if ('code' in answer) throw new AppFailure(answer)
    return { status: answer.status ?? 200, headers: {}, body: answer.body ?? null }
  }
}

/** Profiles without a settings file behind them. */
export class TestProfiles implements ProfileSource {
  readonly #changed = new Emitter<void>()
  #active: Partial<Record<ServerKind, ServerProfile>> = {}

  constructor(...profiles: ServerProfile[]) {
    for (const profile of profiles) this.#active[profile.kind] = profile
  }

  active(kind: ServerKind): ServerProfile | null {
    return this.#active[kind] ?? null
  }

  onChange(listener: () => void): () => void {
    return this.#changed.on(listener)
  }

  activate(profile: ServerProfile): void {
    this.#active = { ...this.#active, [profile.kind]: profile }
    this.#changed.emit()
  }
}

export function testProfile(kind: ServerKind, more: Partial<ServerProfile> = {}): ServerProfile {
  return {
    id: `${kind}-1`,
    kind,
    name: 'Home',
    url: 'http://box:8000',
    sample: false,
    allowInsecure: false,
    ...more,
  }
}

/** A JWT as a server makes it; the signature is nobody's business here. */
export function jwt(claims: Record<string, unknown>): string {
  const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')
  return `${part({ alg: 'HS256' })}.${part(claims)}.${randomBytes(8).toString('base64url')}`
}

/** A fresh folder and what removes it. */
export function tempFolder(): { path: string; remove: () => void } {
  const path = mkdtempSync(join(tmpdir(), 'engawa-test-'))
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) }
}
