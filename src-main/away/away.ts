import type { AwayDigest, News } from '../../src-shared/domain/away'
import { onlyNews } from '../../src-shared/domain/away'
import type { QueueItem } from '../../src-shared/domain/queue'
import type { Series } from '../../src-shared/domain/series'
import type { ServerKind } from '../../src-shared/domain/server'
import type { DownloadOutcome } from '../activity/outcome'
import type { ActivityService } from '../activity/service'
import type { Clock, TimerHandle } from '../clock'
import { Emitter } from '../emitter'
import type { Where } from '../link/where'
import type { ForeignChange } from '../outbox/types'
import { Absence } from './absence'
import { endsBetween, libraryNews, queueNews, todoNews } from './compare'
import type { Presence } from './presence'

/** Both servers mostly come back together; the longest wait between two dials is 10 s, and a dial takes a moment. */
const GATHER_MS = 12_000

/** What the library server's lists say. */
export interface LibraryLists {
  readonly series: readonly Series[]
  readonly items: readonly QueueItem[]
}

export interface AwayOptions {
  readonly lists: () => LibraryLists
  /** Ids of the series the user asked the server to add. */
  readonly asked: () => ReadonlySet<string>
  /** When the server last confirmed anything that is shown, epoch milliseconds; null: never. */
  readonly confirmedAt: (kind: ServerKind) => number | null
  readonly activity: Pick<ActivityService, 'addDigest' | 'addSoon' | 'hasTold'>
  readonly clock: Clock
}

interface Gathered {
  readonly since: number
  readonly news: News
  /** Whose todos are counted; null: none are. */
  readonly account: string | null
}

/**
 * What happened while a server was out of reach, the computer slept or Engawa did not run: told as
 * one digest, in place of the single announcements. Those pass through here, and are held back while
 * a server is away: a long absence ends in the digest (which counts them), a short one lets them go.
 *
 *   present ── opened, lost ──▶ away (what the lists say is kept) ── every list is in ──▶ present
 *                                        < 60 s: what was held is told one by one
 *                                        ≥ 60 s: compared; waits for the other server, then the digest
 */
export class AwayService {
  readonly presence: Readonly<Record<ServerKind, Presence>>
  readonly #options: AwayOptions
  readonly #library: Absence<LibraryLists, DownloadOutcome>
  readonly #todos: Absence<null, ForeignChange>
  readonly #outcomes = new Emitter<DownloadOutcome>()
  readonly #digests = new Emitter<AwayDigest>()
  #account: string | null = null
  #gathered: Gathered | null = null
  #timer: TimerHandle | null = null

  constructor(options: AwayOptions) {
    const { clock, lists } = options
    this.#options = options
    this.#library = new Absence(clock)
    this.#todos = new Absence(clock)
    this.presence = {
      library: this.#presenceOf('library', this.#library, lists, () => this.#libraryBack()),
      todos: this.#presenceOf(
        'todos',
        this.#todos,
        () => null,
        () => this.#todosBack(),
      ),
    }
  }

  /** Each download that ended, unless a digest counts it. */
  onOutcome(listener: (outcome: DownloadOutcome) => void): () => void {
    return this.#outcomes.on(listener)
  }

  onDigest(listener: (digest: AwayDigest) => void): () => void {
    return this.#digests.on(listener)
  }

  /** A download ended. */
  outcome(outcome: DownloadOutcome): void {
    if (!this.#library.hold(outcome)) this.#outcomes.emit(outcome)
  }

  /** Others changed the todo list of the account in use. */
  others(changes: readonly ForeignChange[]): void {
    if (!this.#todos.hold(...changes)) this.#tell(changes)
  }

  /** Tells what is still being gathered (at quit, and before the account changes). */
  flush(): void {
    this.#timer?.cancel()
    this.#timer = null
    const gathered = this.#gathered
    this.#gathered = null
    if (!gathered) return
    const { since, news, account } = gathered
    this.#options.activity.addDigest({ since, news }, account)
    this.#digests.emit({ since, news })
  }

  #presenceOf<B, H>(
    kind: ServerKind,
    absence: Absence<B, H>,
    lists: () => B,
    back: () => void,
  ): Presence {
    const { clock, confirmedAt } = this.#options
    return {
      opened: (where: Where | null) => {
        this.flush()
        absence.forget()
        if (kind === 'todos') this.#account = where?.account ?? null
        if (where) absence.begin(confirmedAt(kind), lists)
      },
      lost: (lastByteAt) => {
        const evidence = Math.max(lastByteAt ?? 0, confirmedAt(kind) ?? 0)
        absence.begin(evidence > 0 ? evidence : clock.now(), lists)
      },
      get isLong() {
        return absence.isLong
      },
      back: () => {
        if (absence.isOn) back()
      },
    }
  }

  #libraryBack(): void {
    const { lists, asked, activity } = this.#options
    const absence = this.#library.end()
    if (!absence) return
    const { since, long, before, held } = absence
    if (!long) for (const outcome of held) this.#outcomes.emit(outcome)
    else {
      const now = lists()
      // What was told and then lost from the cache (a killed process) is no news a second time.
      const ends = [...endsBetween(before.items, now.items, since), ...held].filter(
        (end) => !activity.hasTold(end),
      )
      const news = { ...queueNews(ends), ...libraryNews(before.series, now.series, asked()) }
      this.#gather(since, news, null)
    }
    this.#settle()
  }

  #todosBack(): void {
    const absence = this.#todos.end()
    if (!absence) return
    const { since, long, held } = absence
    if (!long) this.#tell(held)
    else this.#gather(since, todoNews(held), this.#account)
    this.#settle()
  }

  #tell(changes: readonly ForeignChange[]): void {
    for (const { what, title } of changes) {
      this.#options.activity.addSoon('todo.remote', { what, title }, this.#account)
    }
  }

  #gather(since: number, all: News, account: string | null): void {
    const news = onlyNews(all)
    if (!news) return
    const other = this.#gathered
    this.#gathered = {
      since: Math.min(since, other?.since ?? since),
      news: { ...other?.news, ...news },
      account: account ?? other?.account ?? null,
    }
  }

  /** The other server may be about to come back from the same absence. */
  #settle(): void {
    if (!this.#gathered) return
    if (!this.#library.isLong && !this.#todos.isLong) return this.flush()
    this.#timer ??= this.#options.clock.after(GATHER_MS, () => {
      this.#timer = null
      this.flush()
    })
  }
}
