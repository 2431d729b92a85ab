import { rename, rm } from 'node:fs/promises'
import { fail, toAppError } from '../../src-shared/domain/errors'
import { SERVER_KINDS, type ServerKind, type ServerProfile } from '../../src-shared/domain/server'
import type { Clock } from '../clock'
import type { Logger } from '../log'
import type { Servers } from '../session/servers'
import type { SettingsService } from '../settings/settings'
import { SampleProcess, type SpawnServer } from './sample-process'
import { signInSample, type SampleSignInParts } from './sample-sign-in'

export interface SampleParts extends SampleSignInParts {
  readonly settings: SettingsService
  readonly servers: Servers
  readonly spawn: SpawnServer
  /** `<profile>/sample` */
  readonly folder: string
  readonly clock: Clock
  readonly log: Logger
}

const NAME = 'Sample server'

/**
 * "Try it with the sample server": one click that starts both servers on this machine, adds them
 * and signs in. It comes back by itself at the next start while it is the active server.
 */
export class Sample {
  readonly #process: SampleProcess
  #starting: Promise<void> | null = null
  readonly #stops: (() => void)[]

  constructor(private readonly parts: SampleParts) {
    const { settings, sessions, spawn, folder, clock, log } = parts
    this.#process = new SampleProcess(spawn, folder, clock, log, () =>
      settings.setSample({ state: 'failed', url: null }),
    )
    this.#stops = [
      sessions.onChange((kind) => this.#renew(kind)),
      settings.onChange(() => this.#stopWhenRemoved()),
    ]
  }

  /** Rejects with `sample.failed`, or with what signing in or saving said. Calls at once share one start. */
  start(): Promise<void> {
    this.#starting ??= this.#start().finally(() => {
      this.#starting = null
    })
    return this.#starting
  }

  /** At the program's start, once the window has painted: only when a sample server is in use. */
  async resume(): Promise<void> {
    const { settings, log } = this.parts
    if (!SERVER_KINDS.some((kind) => settings.active(kind)?.sample)) return
    await this.start().catch((thrown: unknown) =>
      log.warn('sample server not resumed', { why: toAppError(thrown).message }),
    )
  }

  /** Resolves when the process is gone; about 3 s at most. */
  async stop(): Promise<void> {
    for (const stop of this.#stops.splice(0)) stop()
    await this.#process.stop()
  }

  async #start(): Promise<void> {
    const { settings } = this.parts
    settings.setSample({ state: 'starting', url: null })
    try {
      let url = await this.#bring()
      if (!(await this.#signInAll())) {
        await this.#startOver()
        url = await this.#bring()
        if (!(await this.#signInAll())) {
          throw fail('sample.failed', 'The sample server does not accept its own password')
        }
      }
      settings.setSample({ state: 'running', url })
    } catch (thrown) {
      settings.setSample({ state: 'failed', url: null })
      throw thrown
    }
  }

  /** Starts the process and puts its address into both profiles, which become the active ones. */
  async #bring(): Promise<string> {
    const { settings } = this.parts
    const url = await this.#process.start()
    for (const kind of SERVER_KINDS) {
      const profile = this.#profile(kind)
      if (!profile) {
        await settings.add({ kind, url, name: NAME, sample: true })
        continue
      }
      await settings.setSampleUrl(profile.id, url)
      await settings.activate(profile.id)
    }
    return url
  }

  async #signInAll(): Promise<boolean> {
    for (const kind of SERVER_KINDS) {
      const profile = this.#profile(kind)
      if (profile && !(await signInSample(profile, this.parts))) return false
    }
    return true
  }

  /**
   * Its password is lost (no keyring, or another key): a fresh server, under fresh profiles, since
   * its ids start again. The old data stays beside it once, as `sample.bak`.
   */
  async #startOver(): Promise<void> {
    const { folder, servers, log } = this.parts
    log.warn('sample server starts over: its password is lost')
    await this.#process.stop()
    await rm(`${folder}.bak`, { recursive: true, force: true })
    await rename(folder, `${folder}.bak`)
    for (const kind of SERVER_KINDS) {
      const profile = this.#profile(kind)
      if (profile) await servers.remove(profile.id, true)
    }
  }

  /** Nobody knows this password but us, so an expired token is ours to renew. */
  #renew(kind: ServerKind): void {
    const { sessions, log } = this.parts
    const profile = sessions.profile(kind)
    if (!profile?.sample || sessions.view(kind).state !== 'expired' || this.#starting) return
    if (!this.#process.running) return
    void signInSample(profile, this.parts).catch((thrown: unknown) =>
      log.warn('sample sign-in failed', { why: toAppError(thrown).message }),
    )
  }

  #stopWhenRemoved(): void {
    if (this.#starting || !this.#process.running) return
    if (SERVER_KINDS.some((kind) => this.#profile(kind))) return
    this.parts.settings.setSample({ state: 'off', url: null })
    void this.#process.stop()
  }

  #profile(kind: ServerKind): ServerProfile | undefined {
    return this.parts.settings.current.profiles.find(
      (profile) => profile.sample && profile.kind === kind,
    )
  }
}
