import { randomUUID } from 'node:crypto'
import type { CertificatePin, ServerKind, ServerProfile } from '../../src-shared/domain/server'
import {
  DEFAULT_SETTINGS,
  type Preferences,
  type Settings,
  type SettingsView,
} from '../../src-shared/domain/settings'
import { Emitter } from '../emitter'
import type { Logger } from '../log'
import { Slice } from '../state/slice'
import type { JsonFile } from './json-file'
import {
  activateProfile,
  addProfile,
  editProfile,
  pinProfiles,
  profileOf,
  removeProfile,
  type NewProfile,
  type ProfileEdit,
} from './profiles'
import { readSettings } from './read-settings'

/** What the settings view says of the program; fixed while it runs. */
export interface ProgramFacts {
  readonly version: string
  readonly electron: string
  readonly platform: string
  /** The system's language as a BCP 47 tag, for the choice `system`. */
  readonly systemLocale: string
}

type Runtime = Pick<SettingsView, 'sample' | 'storage'>

/**
 * The user's settings: servers, preferences, the window's place. Read at once when made (they are
 * needed before the window), written behind each change. A file that can't be understood is kept
 * as `.bak` and what can be read of it is used.
 */
export class SettingsService {
  readonly slice: Slice<{ readonly id: string }, SettingsView>
  #settings: Settings
  #runtime: Runtime = { sample: { state: 'off', url: null }, storage: 'ok' }
  readonly #changed = new Emitter<void>()

  constructor(
    private readonly file: JsonFile,
    private readonly facts: ProgramFacts,
    log: Logger,
  ) {
    const found = file.read()
    const read =
      found.is === 'json'
        ? readSettings(found.value)
        : { settings: DEFAULT_SETTINGS, whole: found.is === 'missing' }
    if (!read.whole) {
      log.warn('settings not understood in full, kept as .bak', {
        why: found.is === 'unreadable' ? found.why : 'does not fit the schema',
      })
      file.keepBackup()
    }
    this.#settings = read.settings
    this.slice = new Slice(this.#view())
  }

  get current(): Settings {
    return this.#settings
  }

  get locale(): 'en' | 'de' {
    const { language } = this.#settings.preferences
    if (language !== 'system') return language
    return /^de\b/i.test(this.facts.systemLocale) ? 'de' : 'en'
  }

  /** Any change of servers or preferences; not of the window's place. */
  onChange(listener: () => void): () => void {
    return this.#changed.on(listener)
  }

  active(kind: ServerKind): ServerProfile | null {
    const id = this.#settings.active[kind]
    return this.#settings.profiles.find((profile) => profile.id === id) ?? null
  }

  /** Throws `profile.notFound`. */
  profile(profileId: string): ServerProfile {
    return profileOf(this.#settings, profileId)
  }

  /** Each of these rejects with `input.*`, `profile.notFound` or, when it can't be saved, `store.*`. */
  async add(given: NewProfile): Promise<ServerProfile> {
    const id = randomUUID()
    await this.#change(addProfile(this.#settings, given, id))
    return this.profile(id)
  }

  /** Answers the profile as it is now: under a new id when it is another server. */
  async edit(profileId: string, edit: ProfileEdit, keepOld: boolean): Promise<ServerProfile> {
    const freshId = randomUUID()
    await this.#change(editProfile(this.#settings, profileId, edit, freshId, keepOld))
    const another = this.#settings.profiles.some((profile) => profile.id === freshId)
    return this.profile(another ? freshId : profileId)
  }

  async remove(profileId: string): Promise<void> {
    await this.#change(removeProfile(this.#settings, profileId))
  }

  async activate(profileId: string): Promise<void> {
    await this.#change(activateProfile(this.#settings, profileId))
  }

  /** The certificate these servers must show; null for whatever the authorities vouch for. */
  async setPin(profileIds: readonly string[], pin: CertificatePin | null): Promise<void> {
    await this.#change(pinProfiles(this.#settings, profileIds, pin))
  }

  /** A sample server's port changes with each start, the server does not. */
  async setSampleUrl(profileId: string, url: string): Promise<void> {
    this.profile(profileId)
    const profiles = this.#settings.profiles.map((profile) =>
      profile.id === profileId ? { ...profile, url } : profile,
    )
    await this.#change({ ...this.#settings, profiles })
  }

  setPreferences(change: Partial<Preferences>): Promise<void> {
    const preferences = { ...this.#settings.preferences, ...defined(change) }
    return this.#change({ ...this.#settings, preferences })
  }

  /** Kept without telling anybody: nothing but the next start depends on it. */
  async setWindow(window: Settings['window']): Promise<void> {
    this.#settings = { ...this.#settings, window }
    await this.file.write(this.#settings)
  }

  setSample(sample: Runtime['sample']): void {
    this.#runtime = { ...this.#runtime, sample }
    this.slice.setMeta(this.#view(), true)
  }

  setStorage(storage: Runtime['storage']): void {
    this.#runtime = { ...this.#runtime, storage }
    this.slice.setMeta(this.#view(), true)
  }

  /** Resolves when everything asked for is on the disk; for the end of the program. */
  flush(): Promise<void> {
    return this.file.settled()
  }

  /** In force at once; a disk that can't be written is told to whoever asked for the change. */
  async #change(next: Settings): Promise<void> {
    this.#settings = next
    this.slice.setMeta(this.#view(), true)
    this.#changed.emit()
    await this.file.write(next)
  }

  #view(): SettingsView {
    const { profiles, active, preferences } = this.#settings
    const { version, electron, platform } = this.facts
    return {
      profiles,
      active,
      preferences,
      locale: this.locale,
      version,
      electron,
      platform,
      ...this.#runtime,
    }
  }
}

/** Without the fields that are there but undefined: they mean "leave it". */
function defined<T extends object>(change: T): Partial<T> {
  return Object.fromEntries(
    Object.entries(change).filter(([, value]) => value !== undefined),
  ) as Partial<T>
}
