import { readFileSync } from 'node:fs'
import * as v from 'valibot'
import writeFileAtomic from 'write-file-atomic'
import type { Logger } from '../../log'
import type { SeenStore } from './types'

const SeenSchema = v.array(v.string())
/** Older ones are dropped: servers list far fewer ended items than this. */
const KEPT = 2_000

/**
 * The set of outcomes already told, in one small JSON file. An unreadable file counts as empty: at
 * worst something is told twice. Writing never fails loudly, for the same reason.
 */
export class FileSeen implements SeenStore {
  readonly #file: string
  readonly #log: Logger
  #keys: Set<string>
  #writing: Promise<void> | null = null
  #dirty = false

  constructor(file: string, log: Logger) {
    this.#file = file
    this.#log = log
    this.#keys = new Set(this.#read())
  }

  has(key: string): boolean {
    return this.#keys.has(key)
  }

  add(key: string): void {
    if (this.#keys.has(key)) return
    this.#keys.add(key)
    const surplus = this.#keys.size - KEPT
    if (surplus > 0) this.#keys = new Set([...this.#keys].slice(surplus))
    this.#dirty = true
    this.#writing ??= this.#write()
  }

  /** Resolves when everything added so far is on disk (or could not be written). */
  async flush(): Promise<void> {
    await this.#writing
  }

  #read(): string[] {
    try {
      return v.parse(SeenSchema, JSON.parse(readFileSync(this.#file, 'utf8')))
    } catch (thrown) {
      if ((thrown as NodeJS.ErrnoException).code !== 'ENOENT') {
        this.#log.warn('what was notified before cannot be read', { error: String(thrown) })
      }
      return []
    }
  }

  async #write(): Promise<void> {
    // One turn later, so that what is added together is written once.
    await Promise.resolve()
    while (this.#dirty) {
      this.#dirty = false
      try {
        await writeFileAtomic(this.#file, JSON.stringify([...this.#keys]), { mode: 0o600 })
      } catch (thrown) {
        this.#log.warn('what was notified cannot be saved', { error: String(thrown) })
      }
    }
    this.#writing = null
  }
}
