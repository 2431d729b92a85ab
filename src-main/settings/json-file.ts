import { copyFileSync, mkdirSync, readFileSync } from 'node:fs'
import { dirname } from 'node:path'
import writeFileAtomic from 'write-file-atomic'
import { fail, type AppFailure } from '../../src-shared/domain/errors'

/** What reading found: nothing yet, JSON, or something that is there but is no JSON for us. */
export type JsonRead =
  | { readonly is: 'missing' }
  | { readonly is: 'json'; readonly value: unknown }
  | { readonly is: 'unreadable'; readonly why: string }

/**
 * One small JSON file in the profile. Writes are atomic (a kill leaves the old or the new content,
 * never half), mode 0600, and happen one after another: what was asked last is what stays.
 */
export class JsonFile {
  #last: Promise<void> = Promise.resolve()

  constructor(readonly path: string) {}

  read(): JsonRead {
    let text: string
    try {
      text = readFileSync(this.path, 'utf8')
    } catch (thrown) {
      return codeOf(thrown) === 'ENOENT'
        ? { is: 'missing' }
        : { is: 'unreadable', why: say(thrown) }
    }
    try {
      return { is: 'json', value: JSON.parse(text) as unknown }
    } catch (thrown) {
      return { is: 'unreadable', why: say(thrown) }
    }
  }

  /** Keeps a copy of what is there as `<name>.bak`, for a file that could not be understood. */
  keepBackup(): void {
    try {
      copyFileSync(this.path, `${this.path}.bak`)
    } catch {
      // An unreadable file may also be one that can't be copied; there is nothing more to save then.
    }
  }

  /** Rejects with AppFailure `store.full` or `store.readOnly`; the old content then stays. */
  write(value: unknown): Promise<void> {
    const text = `${JSON.stringify(value, null, 2)}\n`
    const next = this.#last.catch(() => {}).then(() => this.#write(text))
    this.#last = next
    return next
  }

  /** Resolves when every write asked for so far is over, well or not. */
  async settled(): Promise<void> {
    await this.#last.catch(() => {})
  }

  async #write(text: string): Promise<void> {
    try {
      mkdirSync(dirname(this.path), { recursive: true, mode: 0o700 })
      await writeFileAtomic(this.path, text, { mode: 0o600, encoding: 'utf8' })
    } catch (thrown) {
      throw storageFailure(thrown)
    }
  }
}

function storageFailure(thrown: unknown): AppFailure {
  const code = codeOf(thrown)
  const detail = say(thrown)
  return code === 'ENOSPC' || code === 'EDQUOT'
    ? fail('store.full', 'The disk is full', { detail })
    : fail('store.readOnly', 'The profile folder cannot be written', { detail })
}

function codeOf(thrown: unknown): unknown {
  return thrown instanceof Error && 'code' in thrown ? thrown.code : undefined
}

function say(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown)
}
