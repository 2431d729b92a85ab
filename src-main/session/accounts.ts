import * as v from 'valibot'
import type { Logger } from '../log'
import type { JsonFile } from '../settings/json-file'

const FileSchema = v.object({
  version: v.literal(1),
  /** Subject last signed in by profile id; null is the library's master password. */
  subjects: v.record(v.string(), v.nullable(v.string())),
})

/** The id under which an account's cache and outbox rows are kept: a profile plus who is signed in there. */
export function accountId(profileId: string, subject: string | null): string {
  return `${profileId}:${subject ?? ''}`
}

/**
 * Who was last signed in at each profile. Names, no secrets: kept apart from the vault so that the
 * right account's cached rows are on the screen before any keyring has answered.
 */
export class Accounts {
  #subjects: Record<string, string | null> | null = null

  constructor(
    private readonly file: JsonFile,
    private readonly log: Logger,
  ) {}

  /** The account last used at this profile; null: nobody yet. */
  last(profileId: string): string | null {
    const subject = this.#read()[profileId]
    return subject === undefined ? null : accountId(profileId, subject)
  }

  async remember(profileId: string, subject: string | null): Promise<void> {
    if (this.#read()[profileId] === subject) return
    this.#subjects = { ...this.#read(), [profileId]: subject }
    await this.#write()
  }

  async forget(profileId: string): Promise<void> {
    if (this.#read()[profileId] === undefined) return
    const others = Object.entries(this.#read()).filter(([id]) => id !== profileId)
    this.#subjects = Object.fromEntries(others)
    await this.#write()
  }

  #read(): Record<string, string | null> {
    if (this.#subjects) return this.#subjects
    const found = this.file.read()
    const parsed = v.safeParse(FileSchema, found.is === 'json' ? found.value : null)
    if (found.is === 'unreadable') this.log.warn('accounts file unreadable', { why: found.why })
    this.#subjects = parsed.success ? parsed.output.subjects : {}
    return this.#subjects
  }

  /** A disk that can't be written costs the next start's first picture, nothing more. */
  async #write(): Promise<void> {
    await this.file
      .write({ version: 1, subjects: this.#subjects })
      .catch((thrown: unknown) => this.log.warn('accounts not saved', { why: String(thrown) }))
  }
}
