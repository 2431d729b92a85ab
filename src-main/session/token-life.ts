import { fail, toAppError } from '../../src-shared/domain/errors'
import { SERVER_KINDS, type ServerKind, type ServerProfile } from '../../src-shared/domain/server'
import type { Clock, TimerHandle } from '../clock'
import type { Logger } from '../log'
import type { HttpFactory } from './http-factory'
import { refreshToken } from './refresh'
import { isRefused } from './token-check'
import type { TokenStore } from './token-store'
import { isOver, mayBeOver, type HeldToken } from './tokens'

/** So long before its end a token is refreshed: some servers take only one that is still valid. */
const AHEAD_MS = 60_000
const AHEAD_SHARE = 0.1
/** Looked at this often: timers stand still while the machine sleeps, and the end may lie in there. */
const LOOK_EVERY_MS = 60_000
/** One that ends while it is asked about, or as soon as it came, is asked about once more. */
const ROUNDS = 2
/** Refused again this soon after a refused one was replaced: the next would be as well. */
const REFUSED_AT_ONCE_MS = 10_000

export interface TokenLifeParts {
  readonly tokens: TokenStore
  readonly http: HttpFactory
  readonly clock: Clock
  readonly log: Logger
  readonly active: (kind: ServerKind) => ServerProfile | null
  /** Another token is there now, or none any more. */
  readonly changed: (profile: ServerProfile) => void
}

/**
 * The life of a token, of which each profile has one at a time:
 *
 *   good ──── its time is nearly up ──▶ due        refreshed ahead; if that fails, good until its end
 *   good ──── the wall clock says so ─▶ doubtful   asked over HTTP: good again, or refused; where there
 *                                             is nowhere to ask: refreshed, else believed
 *   any ───── its time is up ─────────▶ over       \ refreshed once, where the schema lists a way;
 *   any ───── a 401, a refused socket ▶ refused    / else gone: `expired`, the user signs in
 *
 * While the server is away nothing is decided: the token is kept and not handed out, and whoever
 * needs it next asks again. One question at a time for each profile, whoever asks.
 */
export class TokenLife {
  readonly #parts: TokenLifeParts
  readonly #questions = new Map<
    string,
    { readonly about: HeldToken; readonly done: Promise<void> }
  >()
  readonly #refused = new WeakSet<HeldToken>()
  /** A refresh has been refused for these, or there is none. */
  readonly #final = new WeakSet<HeldToken>()
  readonly #timers = new Map<ServerKind, { readonly of: HeldToken; readonly timer: TimerHandle }>()
  readonly #stop = new AbortController()

  constructor(parts: TokenLifeParts) {
    this.#parts = parts
  }

  dispose(): void {
    this.#stop.abort()
    for (const { timer } of this.#timers.values()) timer.cancel()
    this.#timers.clear()
  }

  /**
   * The token to be used now, after what has to be asked first; null: somebody has to sign in.
   * Rejects with `net.*` or `server.busy` while the server can't be asked, with `auth.required` when
   * what it hands out never lasts: nothing has been sent.
   */
  async current(profile: ServerProfile): Promise<HeldToken | null> {
    let held = await this.#parts.tokens.load(profile.id)
    for (let round = 0; held && this.#isOpen(held); round++) {
      if (round === ROUNDS) throw fail('auth.required', 'The sign-in ends again at once')
      await this.#ask(profile, held)
      held = this.#known(profile)
    }
    return held
  }

  /**
   * The server has refused this token. Counts only if it is still the current one. Answers and
   * rejects as `current`.
   */
  async refused(profile: ServerProfile, value: string): Promise<HeldToken | null> {
    const held = this.#known(profile)
    if (held?.value === value) this.#refused.add(held)
    return this.current(profile)
  }

  /** Looks after the tokens of the active profiles; to be called whenever one may have changed, and on waking. */
  watch(): void {
    if (this.#stop.signal.aborted) return
    for (const kind of SERVER_KINDS) {
      const held = this.#held(kind)
      if (this.#timers.get(kind)?.of === held) continue
      this.#timers.get(kind)?.timer.cancel()
      this.#timers.delete(kind)
      if (held && held.lifetimeMs !== null) this.#watch(kind, held)
    }
  }

  /** After a sleep, of which the timers know nothing: what may have ended in it is looked at now. */
  woke(): void {
    for (const kind of SERVER_KINDS) this.#look(kind)
  }

  #watch(kind: ServerKind, held: HeldToken): void {
    const timer = this.#parts.clock.after(this.#nextLookMs(held), () => {
      this.#timers.delete(kind)
      this.#look(kind)
      this.watch()
    })
    this.#timers.set(kind, { of: held, timer })
  }

  /** To the next moment that means something, and at most a minute. */
  #nextLookMs(held: HeldToken): number {
    const left = this.#leftMs(held)
    const moments = [left - aheadMs(held), left].filter((ms) => ms > 0)
    return Math.min(LOOK_EVERY_MS, ...moments)
  }

  #look(kind: ServerKind): void {
    const profile = this.#parts.active(kind)
    const held = this.#held(kind)
    if (!profile || !held) return
    const due = !this.#final.has(held) && this.#leftMs(held) <= aheadMs(held)
    if (!due && !this.#isOpen(held)) return
    this.#ask(profile, held).catch((thrown: unknown) => {
      this.#parts.log.info('token not renewed yet', { why: toAppError(thrown).code })
    })
  }

  #ask(profile: ServerProfile, held: HeldToken): Promise<void> {
    const present = this.#questions.get(profile.id)
    if (present?.about === held) return present.done
    const done = this.#answer(profile, held).finally(() => {
      if (this.#questions.get(profile.id)?.about === held) this.#questions.delete(profile.id)
    })
    this.#questions.set(profile.id, { about: held, done })
    return done
  }

  async #answer(profile: ServerProfile, held: HeldToken): Promise<void> {
    const { tokens, http, log } = this.#parts
    const { signal } = this.#stop
    const doubtful = this.#isOpen(held) && !this.#isGone(held)
    if (doubtful) {
      const refused = await isRefused(http, profile, held.value, signal)
      if (refused === false) return tokens.confirm(profile.id, held)
      if (refused) this.#refused.add(held)
    }
    if (this.#mayRefresh(held)) {
      const grant = await refreshToken(http, profile, held, signal)
      if (grant && tokens.replace(profile.id, held, grant, this.#refused.has(held))) {
        log.info('token refreshed', { kind: profile.kind })
        return this.#parts.changed(profile)
      }
      this.#final.add(held)
    }
    // Another one may have come meanwhile.
    if (!tokens.isCurrent(profile.id, held)) return
    if (!this.#isGone(held)) {
      // Nowhere to ask and nothing to refresh with: the dial will tell. Ahead of its end it stays as it is.
      if (doubtful) this.#believe(profile, held)
      return
    }
    log.info('token ended', { kind: profile.kind })
    // Whoever waits for the answer goes on while the vault still writes.
    void tokens.drop(profile.id, 'expired')
    this.#parts.changed(profile)
  }

  /** What could not be refreshed is not tried again when it turns out to be refused. */
  #believe(profile: ServerProfile, held: HeldToken): void {
    this.#parts.tokens.confirm(profile.id, held)
    const now = this.#known(profile)
    if (now && this.#final.has(held)) this.#final.add(now)
  }

  #mayRefresh(held: HeldToken): boolean {
    if (this.#final.has(held)) return false
    const atOnce = this.#ageMs(held) < REFUSED_AT_ONCE_MS
    return !(this.#refused.has(held) && held.afterRefusal && atOnce)
  }

  /** Not to be used before something has been asked. */
  #isOpen(held: HeldToken): boolean {
    return this.#isGone(held) || mayBeOver(held, this.#parts.clock)
  }

  #isGone(held: HeldToken): boolean {
    return this.#refused.has(held) || isOver(held, this.#parts.clock)
  }

  #held(kind: ServerKind): HeldToken | null {
    const profile = this.#parts.active(kind)
    return profile && this.#known(profile)
  }

  #known(profile: ServerProfile): HeldToken | null {
    return this.#parts.tokens.known(profile.id)?.token ?? null
  }

  /** By the clock that ran longer: of a token from the vault only the wall clock knows the age. */
  #leftMs(held: HeldToken): number {
    if (held.lifetimeMs === null) return Number.POSITIVE_INFINITY
    return held.lifetimeMs - this.#ageMs(held)
  }

  #ageMs({ heldSince, receivedAt }: HeldToken): number {
    const { clock } = this.#parts
    return Math.max(clock.monotonic() - heldSince, clock.now() - receivedAt)
  }
}

function aheadMs({ lifetimeMs }: HeldToken): number {
  return Math.min(AHEAD_MS, (lifetimeMs ?? 0) * AHEAD_SHARE)
}
