import * as v from 'valibot'
import { toAppError } from '../../src-shared/domain/errors'
import type { VaultState } from '../../src-shared/domain/server'
import { Emitter } from '../emitter'
import type { Logger } from '../log'
import type { JsonFile } from '../settings/json-file'
import type { SecretBox } from './secret-box'

const FileSchema = v.object({ version: v.literal(1), sealed: v.pipe(v.string(), v.base64()) })
const EntriesSchema = v.record(v.string(), v.string())

/**
 * Tokens and generated passwords, sealed by the system's keychain in one file of the profile.
 *
 *   unread ──read──▶ ok          sealed and opened; what is put is on the disk when `put` resolves
 *                 ├▶ noKeyring   memory only; nothing is ever written in plain text
 *                 ├▶ locked      memory only until `retry` finds it open; then both are united
 *                 ├▶ keyLost     the key that sealed the file is gone: sign in again, the next `put` seals anew
 *                 └▶ unreadable  the file is damaged or can't be read: the same way out
 *
 * In the last two the old file is kept as `vault.json.bak` (still sealed) before it is replaced.
 */
export class Vault {
  #state: VaultState = 'unread'
  #entries = new Map<string, string>()
  /** Put with `persist: false`: the user did not want to be remembered. */
  readonly #fleeting = new Map<string, string>()
  /** Removed while the file could not be opened, so that its old content does not come back. */
  readonly #removed = new Set<string>()
  #reading: Promise<void> | null = null
  #writing: Promise<void> = Promise.resolve()
  #asked: Promise<unknown> = Promise.resolve()
  readonly #changed = new Emitter<VaultState>()

  constructor(
    private readonly file: JsonFile,
    private readonly box: SecretBox,
    private readonly log: Logger,
  ) {}

  get state(): VaultState {
    return this.#state
  }

  onChange(listener: (state: VaultState) => void): () => void {
    return this.#changed.on(listener)
  }

  /** Reads the file on the first call; later calls share it. Never rejects: see `state`. */
  read(): Promise<void> {
    this.#reading ??= this.#read()
    return this.#reading
  }

  /** The user's "try again": asks the keychain to open itself, then reads anew what could not be read. */
  async retry(): Promise<void> {
    await this.read()
    if (this.#isOpen()) return
    if (this.#state === 'locked') await this.box.unlock().catch((thrown) => this.#warn(thrown))
    this.#reading = this.#read()
    await this.#reading
    if (this.#isOpen() && (this.#entries.size > 0 || this.#removed.size > 0)) await this.#write()
  }

  async get(key: string): Promise<string | null> {
    await this.read()
    return this.#fleeting.get(key) ?? this.#entries.get(key) ?? null
  }

  /** Keeps a secret; with `persist: false` in memory only. A disk that can't be written costs the persistence, not the sign-in. */
  put(key: string, secret: string, persist = true): Promise<void> {
    return this.#track(this.#put(key, secret, persist))
  }

  remove(key: string): Promise<void> {
    return this.#track(this.#remove(key))
  }

  /** Resolves when everything asked for so far is done; for the end of the program. */
  async settled(): Promise<void> {
    await this.#asked
  }

  /** Whether this secret outlives the process. */
  persisted(key: string): boolean {
    return this.#state === 'ok' && this.#entries.has(key)
  }

  async #put(key: string, secret: string, persist: boolean): Promise<void> {
    await this.read()
    const stored = this.#entries.has(key)
    if (persist) {
      this.#fleeting.delete(key)
      this.#entries.set(key, secret)
      this.#removed.delete(key)
    } else {
      this.#fleeting.set(key, secret)
      this.#drop(key)
    }
    if (persist || stored) await this.#write()
  }

  async #remove(key: string): Promise<void> {
    await this.read()
    this.#fleeting.delete(key)
    if (this.#drop(key)) await this.#write()
  }

  #track(call: Promise<void>): Promise<void> {
    this.#asked = Promise.allSettled([this.#asked, call])
    return call
  }

  async #read(): Promise<void> {
    const box = await this.box.state().catch((thrown) => {
      this.#warn(thrown)
      return 'noKeyring' as const
    })
    if (box !== 'ok') return this.#become(box)
    const found = this.file.read()
    if (found.is === 'missing') return this.#become('ok')
    const parsed = v.safeParse(FileSchema, found.is === 'json' ? found.value : null)
    if (!parsed.success) return this.#become('unreadable')
    let opened: Awaited<ReturnType<SecretBox['open']>>
    try {
      opened = await this.box.open(Buffer.from(parsed.output.sealed, 'base64'))
    } catch (thrown) {
      this.#warn(thrown)
      return this.#become('keyLost')
    }
    const entries = v.safeParse(EntriesSchema, parseJson(opened.text))
    if (!entries.success) return this.#become('unreadable')
    // What was put or removed while the vault was closed is newer than the file.
    const kept = Object.entries(entries.output).filter(([key]) => !this.#removed.has(key))
    this.#entries = new Map([...kept, ...this.#entries])
    this.#become('ok')
    if (opened.reseal) await this.#write()
  }

  #isOpen(): boolean {
    return this.#state === 'ok'
  }

  /** True when the file on the disk is to be written again. */
  #drop(key: string): boolean {
    const had = this.#entries.delete(key)
    if (this.#state !== 'ok') this.#removed.add(key)
    return had
  }

  /** One after another, each with what is true when its turn comes: a slow seal must not win over a later one. */
  #write(): Promise<void> {
    this.#writing = this.#writing.then(() => this.#writeNow())
    return this.#writing
  }

  async #writeNow(): Promise<void> {
    if (this.#state === 'noKeyring' || this.#state === 'locked') return
    if (this.#state !== 'ok') this.file.keepBackup()
    try {
      const sealed = await this.box.seal(JSON.stringify(Object.fromEntries(this.#entries)))
      await this.file.write({ version: 1, sealed: sealed.toString('base64') })
      this.#removed.clear()
      this.#become('ok')
    } catch (thrown) {
      this.#warn(thrown)
      this.#become('unreadable')
    }
  }

  #become(state: VaultState): void {
    if (this.#state === state) return
    this.#state = state
    this.#changed.emit(state)
  }

  #warn(thrown: unknown): void {
    const { message, detail } = toAppError(thrown)
    this.log.warn('vault', { why: message, detail })
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return null
  }
}
