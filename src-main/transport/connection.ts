import { appError, toAppError } from '../../src-shared/domain/errors'
import type { AppError } from '../../src-shared/domain/errors'
import type { ConnectionState } from '../../src-shared/domain/connection'
import type { Clock } from '../clock'
import { afterEnd, afterFailure, nameOfEnd } from './closes'
import type { Next, SocketEnd } from './closes'
import type { Line } from './line'
import { Lines } from './lines'
import { DEFAULT_POLICY } from './policy'
import type { TransportPolicy } from './policy'
import { Redials } from './redials'
import { openSocket } from './socket'
import { StatusBook } from './status'
import type { Counters, TimelineEntry } from './timeline'
import { Turn } from './turn'
import type {
  ConnectionOptions,
  ConnectionOwner,
  ConnectionPort,
  ConnectionStatus,
  DialTarget,
} from './types'
import { WakeWatch } from './wake'
import { judgeRefusal, pollWhile } from './without-events'

/*
 * The connection to one server. Every edge of the machine (delays: policy.ts; closes and handshake
 * statuses: closes.ts):
 *
 *   idle, closed ── open() ──────────────────────────────────────▶ authorising
 *   authorising ─── target found ────────────────────────────────▶ connecting
 *   connecting ──── handshake done ──────────────────────────────▶ syncing
 *   syncing ─────── owner.sync resolved ─────────────────────────▶ ready
 *   ready ───────── resume(), wall clock jumped, retryNow() ─────▶ probing
 *   probing ─────── its ping answered ───────────────────────────▶ ready
 *   probing ─────── 2 s without ─────────────────────────────────▶ backoff (at once)
 *   backoff ─────── delay over, authChanged() ───────────────────▶ authorising
 *   backoff ─────── retryNow(), resume(), wall clock jumped ─────▶ backoff (at once)
 *
 *   authorising, connecting, syncing ── deadline, failure ───────▶ backoff
 *     … certificate or insecure address ─────────────────────────▶ blocked
 *     … auth.* ──────────────────────────────────────────────────▶ needsAuth
 *     … 429, 503 ────────────────────────────────────────────────▶ backoff (busy)
 *   connecting ──── other refusal of the upgrade ────────────────▶ authorising (token is checked)
 *     … works over HTTP ─────────────────────────────────────────▶ eventsUnavailable
 *     … refused there ───────────────────────────────────────────▶ needsAuth
 *     … no telling, or 15 s ─────────────────────────────────────▶ backoff
 *   syncing, ready, probing ── closed, silent ───────────────────▶ backoff
 *     … 1012, 1013 ──────────────────────────────────────────────▶ backoff (busy)
 *     … 1008, 4001, 4003, 4401 ──────────────────────────────────▶ needsAuth
 *     … a frame beyond our limit ────────────────────────────────▶ eventsUnavailable
 *   eventsUnavailable ── 5 min, authChanged() ───────────────────▶ authorising
 *   eventsUnavailable ── retryNow(), resume(), jump ─────────────▶ backoff (at once)
 *   eventsUnavailable ── poll cannot reach it (or auth.* …) ─────▶ backoff (needsAuth …)
 *   blocked ─────── retryNow() ──────────────────────────────────▶ backoff (at once)
 *   blocked, needsAuth, authorising, connecting ─ authChanged() ─▶ authorising
 *   syncing, ready, probing ── giveUp() ─────────────────────────▶ backoff
 *   any but idle, closed ── refuse() ────────────────────────────▶ needsAuth
 *   any but idle, closed, needsAuth, blocked ── suspend() ───────▶ suspended
 *   suspended ───── resume(), retryNow(), jump, 60 s awake ──────▶ probing, or backoff (at once)
 *   any ─────────── close() ─────────────────────────────────────▶ closed
 *
 * Each dial has an epoch, and its Line; what an earlier Line says is not heard. The timers, calls
 * and signal of a state belong to its Turn and end with it.
 */
export class Connection implements ConnectionPort {
  readonly #owner: ConnectionOwner
  readonly #clock: Clock
  readonly #policy: TransportPolicy
  readonly #book: StatusBook
  readonly #redials: Redials
  readonly #wake: WakeWatch
  readonly #lines: Lines
  #turn: Turn

  constructor(options: ConnectionOptions) {
    const { owner, clock, network, policy = DEFAULT_POLICY, hearsStale = false } = options
    this.#owner = owner
    this.#clock = clock
    this.#policy = policy
    this.#book = new StatusBook(options.name, clock, options.log)
    this.#redials = new Redials(clock, policy, options.random ?? Math.random)
    this.#wake = new WakeWatch(clock, policy, () => this.#woke(null))
    this.#turn = new Turn(clock, policy.lateGraceMs)
    const context = { clock, policy, network, hearsStale }
    this.#lines = new Lines(owner, this.#book, context, options.openSocket ?? openSocket, {
      opened: (line) => this.#sync(line),
      proven: (line) => this.#is('probing') && this.#ready(line),
      silent: () => this.#silent(),
      ended: (end) => this.#ended(end),
    })
  }

  get status(): ConnectionStatus {
    return this.#book.status
  }

  get epoch(): number {
    return this.#lines.epoch
  }

  get timeline(): readonly TimelineEntry[] {
    return this.#book.timeline.entries
  }

  get counters(): Counters {
    return this.#book.counters
  }

  onStatus(listener: (status: ConnectionStatus) => void): () => void {
    return this.#book.changed.on(listener)
  }

  open(): void {
    if (!this.#is('idle', 'closed')) return
    this.#redials.restart()
    this.#book.attempt = 0
    this.#wake.start()
    this.#dial()
  }

  async close(): Promise<void> {
    if (this.#is('closed')) return
    this.#wake.stop()
    await this.#lines.giveUp('drop', () => this.#enter('closed'))
  }

  retryNow(): void {
    if (this.#is('blocked')) this.#soon(this.#book.why)
    else this.#woke(this.#book.why)
  }

  authChanged(): void {
    const idle = this.#is('idle', 'closed', 'suspended')
    // An accepted connection keeps its token; what is still being made may carry the old one.
    if (!idle && !this.#is('syncing', 'ready', 'probing')) this.#dial()
  }

  refuse(why: AppError): void {
    if (!this.#is('idle', 'closed')) this.#drop(() => this.#enter('needsAuth', why))
  }

  giveUp(why: AppError): void {
    if (this.#is('syncing', 'ready', 'probing')) this.#fail(why)
  }

  send(text: string): boolean {
    if (!this.#is('syncing', 'ready')) return false
    const sent = this.#lines.present?.send(text) ?? false
    if (sent) this.counters.add('frames.out')
    return sent
  }

  suspend(): void {
    if (this.#is('idle', 'closed', 'needsAuth', 'blocked', 'suspended')) return
    if (!this.#is('ready', 'probing')) return this.#drop(() => this.#suspended())
    this.#lines.present?.rest()
    this.#suspended()
  }

  resume(): void {
    this.#woke(null)
  }

  /** It woke, the network came back, or the user asked: see whether what we have is any good. */
  #woke(why: AppError | null): void {
    if (this.#is('ready') || (this.#is('suspended') && this.#lines.present)) this.#probe()
    else if (this.#is('suspended', 'backoff', 'eventsUnavailable')) this.#soon(why)
  }

  #suspended(): void {
    // A missed `resume` must not leave us asleep; this time only runs while the machine is awake.
    this.#enter('suspended').after(this.#policy.suspendMaxMs, () => this.#woke(null))
  }

  #dial(): void {
    this.#drop(() => {
      this.#lines.nextEpoch()
      const turn = this.#enter('authorising', this.#book.why)
      turn.deadline(this.#policy.authorisingMs, () =>
        this.#fail(appError('net.timeout', 'The sign-in could not be found in time')),
      )
      turn.run(
        () => this.#owner.target(turn.signal),
        (target) => this.#connect(target),
        (error) => this.#fail(error),
      )
    })
  }

  #connect(target: DialTarget): void {
    // The deadline of the handshake is the socket's own: it ends in `ended`.
    if (this.#enter('connecting', this.#book.why).over) return
    try {
      this.#lines.dial(target)
    } catch (thrown) {
      this.#fail(toAppError(thrown))
    }
  }

  #sync(line: Line): void {
    const turn = this.#enter('syncing', this.#book.why)
    turn.after(this.#policy.syncSlowMs, () =>
      this.#book.guard('owner.threw', () => this.#owner.onSyncSlow?.(line.epoch)),
    )
    turn.deadline(this.#policy.syncingMs, () =>
      this.#fail(appError('net.timeout', 'The server did not send its state in time')),
    )
    turn.run(
      () => this.#owner.sync(line.epoch, line.signal),
      () => this.#ready(line),
      (error) => this.#fail(error),
    )
  }

  #ready(line: Line): void {
    this.#book.attempt = 0
    line.watch()
    this.#enter('ready').after(this.#policy.backoffResetMs, () => this.#redials.settled())
  }

  #probe(): void {
    const why = appError('net.reset', 'The connection did not survive the sleep')
    this.#enter('probing').deadline(
      this.#policy.wakeProbeMs,
      () => void this.#lines.giveUp('terminate', () => this.#soon(why)),
    )
    this.#lines.present?.probe()
  }

  #silent(): void {
    this.counters.add('heartbeat.silent')
    const why = appError('net.reset', 'The server fell silent: no answer to a ping')
    void this.#lines.giveUp('terminate', () => this.#go({ to: 'backoff', why }))
  }

  #ended(end: SocketEnd): void {
    const next = afterEnd(end)
    this.counters.add(nameOfEnd(end))
    // Asleep, nothing is dialled; a refused token is known all the same.
    const sleep = this.#is('suspended') && next.to !== 'needsAuth'
    void this.#lines.giveUp(end, () => {
      if (!sleep) this.#go(next)
    })
    if (next.to === 'needsAuth') this.#refused()
  }

  #fail(why: AppError): void {
    this.#drop(() => this.#go({ to: afterFailure(why), why }))
  }

  #go({ to, why }: Next): void {
    if (to === 'backoff') {
      this.#wait(this.#redials.afterLoss(), why)
    } else if (to === 'busy') {
      this.#wait(this.#redials.afterBusy(why.retryAfter), why)
    } else if (to === 'checkToken') {
      judgeRefusal(this.#enter('authorising', why), this.#owner, this.#policy, why, (next) => {
        this.#go(next)
        if (next.to === 'needsAuth') this.#refused()
      })
    } else if (to === 'eventsUnavailable') {
      const turn = this.#enter(to, why, this.#policy.eventsRetryMs)
      turn.after(this.#policy.eventsRetryMs, () => this.#dial())
      pollWhile(turn, this.#owner, this.#policy, (next) => this.#go(next))
    } else {
      this.#enter(to, why)
    }
  }

  /** A dial at once; one that is due even earlier stays. */
  #soon(why: AppError | null): void {
    const delay = this.#redials.soon(this.#is('backoff'))
    if (delay !== null) this.#wait(delay, why)
  }

  #wait(ms: number, why: AppError | null): void {
    this.#enter('backoff', why, ms).after(ms, () => this.#dial())
  }

  #refused(): void {
    this.#book.guard('owner.threw', () => this.#owner.onRefused())
  }

  #drop(moveOn: () => void): void {
    void this.#lines.giveUp('drop', moveOn)
  }

  #enter(state: ConnectionState, why: AppError | null = null, inMs: number | null = null): Turn {
    this.#turn.end()
    const turn = new Turn(this.#clock, this.#policy.lateGraceMs)
    this.#turn = turn
    this.#book.enter(state, why, inMs)
    return turn
  }

  #is(...states: readonly ConnectionState[]): boolean {
    return states.includes(this.#book.state)
  }
}
