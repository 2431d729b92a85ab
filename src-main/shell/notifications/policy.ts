import type { Clock, TimerHandle } from '../../clock'
import { onlyNews, type News } from '../../../src-shared/domain/away'
import type { Preferences } from '../../../src-shared/domain/settings'
import type { ShellMessages } from '../messages'
import { Dispatcher } from './dispatcher'
import type { DownloadProgress, Notice, Notifier, Outcome, SeenStore } from './types'
import {
  PROGRESS_TAG,
  awayNotice,
  causeOf,
  failedNotice,
  finishedNotices,
  progressNotice,
  scanNotice,
  tidy,
} from './words'
import type { DownloadOutcome } from './words'

export const GATHER_MS = 10_000
/** After the window lost the focus: switching to another window for a moment is not worth a popup. */
export const PROGRESS_DELAY_MS = 5_000
/** A cause that has been quiet for so long is told anew. */
export const CAUSE_MS = 5 * 60_000
/** So many causes within a minute are told one by one; the rest shares one notice. */
export const CAUSES_APART = 3
const APART_MS = 60_000
const MIXED = '*'

/** Failures of one cause, or of many (`mixed`). Times are monotonic. */
interface Cause {
  readonly tag: string
  readonly first: DownloadOutcome
  readonly mixed: boolean
  readonly since: number
  count: number
  last: number
  /** Counted since the notice was last shown. */
  stale: boolean
}

export interface PolicyOptions {
  readonly clock: Clock
  readonly seen: SeenStore
  readonly notifier: Notifier
  readonly preferences: () => Preferences
  readonly messages: () => ShellMessages
}

/**
 * Decides what the user is told, and when: finished episodes gathered for 10 s, failures at once but
 * one notice per cause, never twice for the same item, outcome and retry, at most one notice a
 * second. A progress notice stands only while downloads run and the window is not focused.
 */
export class NotificationPolicy {
  readonly #options: PolicyOptions
  readonly #dispatcher: Dispatcher
  readonly #offDismiss: () => void
  #serial = 0
  #finished = new Map<string, DownloadOutcome>()
  #gathering: TimerHandle | null = null
  #causes = new Map<string, Cause>()
  #recount: TimerHandle | null = null
  #progress: DownloadProgress | null = null
  #away = false
  #leaving: TimerHandle | null = null
  #dismissed = false
  #shown: Notice | null = null

  constructor(options: PolicyOptions) {
    this.#options = options
    this.#dispatcher = new Dispatcher(options.clock, (notice) =>
      options.notifier.show(tidy(notice)),
    )
    this.#offDismiss = options.notifier.onDismiss((notice) => {
      if (notice.tag !== PROGRESS_TAG) return
      this.#dismissed = true
      this.#shown = null
      this.#dispatcher.drop(PROGRESS_TAG)
    })
  }

  outcome(outcome: Outcome): void {
    if (outcome.kind === 'scan') {
      if (this.#options.preferences().notifyScan) {
        this.#dispatcher.push(scanNotice(outcome, this.#options.messages()))
      }
      return
    }
    const { seen } = this.#options
    const key = seenKey(outcome)
    if (seen.has(key) || this.#finished.has(key)) return
    const { notifyFailed, notifyFinished } = this.#options.preferences()
    const wanted = outcome.outcome === 'failed' ? notifyFailed : notifyFinished
    if (wanted && outcome.outcome === 'completed') {
      this.#finished.set(key, outcome)
      this.#gathering ??= this.#options.clock.after(GATHER_MS, () => this.#tellFinished())
      return
    }
    // What the user did not want to hear of must not surface later either.
    seen.add(key)
    if (wanted) this.#tellFailed(outcome)
  }

  /** An absence is over. What the user does not want to hear of by itself is left out here, too. */
  digest(news: News): void {
    const { preferences, messages } = this.#options
    const { notifyAway, notifyFinished, notifyFailed, notifyScan } = preferences()
    const wanted = onlyNews({
      ...news,
      ...(notifyFinished ? {} : { finished: 0 }),
      ...(notifyFailed ? {} : { failed: 0 }),
      ...(notifyScan ? {} : { newMissing: 0 }),
    })
    if (notifyAway && wanted) this.#dispatcher.push(awayNotice(wanted, messages()))
  }

  /** The present state of the queue; null when it is not known (signed out, no server). */
  progress(progress: DownloadProgress | null): void {
    this.#progress = progress
    if (!progress?.running) this.#dismissed = false
    this.#tellProgress()
  }

  /** The window got or lost the keyboard focus (hidden and minimised count as lost). */
  focus(focused: boolean): void {
    if (focused) {
      this.#leaving?.cancel()
      this.#leaving = null
      this.#away = false
      this.#tellProgress()
      return
    }
    if (this.#away) return
    this.#leaving ??= this.#options.clock.after(PROGRESS_DELAY_MS, () => {
      this.#leaving = null
      this.#away = true
      this.#tellProgress()
    })
  }

  /** Ends it: what is still being gathered stays unseen, and the progress notice goes. */
  dispose(): void {
    for (const timer of [this.#gathering, this.#recount, this.#leaving]) timer?.cancel()
    this.#offDismiss()
    this.#dispatcher.dispose()
    if (this.#shown) this.#options.notifier.withdraw(PROGRESS_TAG)
    this.#shown = null
  }

  #tellFinished(): void {
    this.#gathering = null
    const finished = this.#finished
    this.#finished = new Map()
    for (const key of finished.keys()) this.#options.seen.add(key)
    this.#serial += 1
    const outcomes = [...finished.values()]
    for (const notice of finishedNotices(outcomes, this.#serial, this.#options.messages())) {
      this.#dispatcher.push(notice)
    }
  }

  #tellFailed(outcome: DownloadOutcome): void {
    const now = this.#options.clock.monotonic()
    for (const [key, cause] of this.#causes) {
      if (now - cause.last > CAUSE_MS) this.#causes.delete(key)
    }
    const key = this.#causeKey(causeOf(outcome.reason), now)
    const known = this.#causes.get(key)
    if (known) {
      known.count += 1
      known.last = now
      known.stale = true
      this.#recount ??= this.#options.clock.after(GATHER_MS, () => this.#recountFailed())
      return
    }
    this.#serial += 1
    const cause: Cause = {
      tag: `failed:${this.#serial}`,
      first: outcome,
      mixed: key === MIXED,
      since: now,
      count: 1,
      last: now,
      stale: false,
    }
    this.#causes.set(key, cause)
    this.#dispatcher.push(failedNotice(cause, false, this.#options.messages()))
  }

  #causeKey(cause: string, now: number): string {
    if (this.#causes.has(cause)) return cause
    const recent = [...this.#causes.values()].filter(({ since }) => now - since < APART_MS)
    return recent.length >= CAUSES_APART ? MIXED : cause
  }

  #recountFailed(): void {
    this.#recount = null
    for (const cause of this.#causes.values()) {
      if (!cause.stale) continue
      cause.stale = false
      this.#dispatcher.push(failedNotice(cause, true, this.#options.messages()))
    }
  }

  #tellProgress(): void {
    const progress = this.#progress
    const { preferences, notifier, messages } = this.#options
    if (!progress?.running || !this.#away || !preferences().notifyFinished) {
      this.#dispatcher.drop(PROGRESS_TAG)
      if (this.#shown) notifier.withdraw(PROGRESS_TAG)
      this.#shown = null
      return
    }
    if (this.#dismissed) return
    const notice = progressNotice(progress, this.#shown !== null, messages())
    if (this.#shown?.title === notice.title && this.#shown.body === notice.body) return
    this.#shown = notice
    this.#dispatcher.push(notice)
  }
}

function seenKey(outcome: DownloadOutcome): string {
  return [outcome.profileId ?? '', outcome.itemId, outcome.outcome, outcome.retryCount].join(
    '\u0000',
  )
}
