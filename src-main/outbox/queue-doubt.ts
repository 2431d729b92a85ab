import type { OutboxCommand } from '../../src-shared/domain/outbox'
import type { QueueStatus } from '../../src-shared/domain/queue'
import type { EpisodeRef } from '../../src-shared/domain/series'
import type { Clock } from '../clock'
import { isAdded, shows } from './queue-evidence'
import type { StoredRow } from './table'

/** A dead connection's bytes are processed within this; so long, and in so many statuses, it is looked for. */
const DOUBT_MS = 4_000
const LOOKS = 3

/** What becomes of a row of which nobody knows whether it arrived. */
export type Verdict =
  | { readonly is: 'done' }
  /** It goes out (again), as this: an adding without what has arrived. */
  | { readonly is: 'again'; readonly command: OutboxCommand }
  /** Another status has to be seen first. */
  | { readonly is: 'look' }

export interface DoubtsOptions {
  readonly clock: Pick<Clock, 'monotonic'>
  /** Whether an episode is still missing in the library; null: not known. */
  readonly isMissing: (seriesId: string, episode: EpisodeRef) => boolean | null
}

/** Looks for the rows in doubt in each status that is read, before anything is sent again. */
export class Doubts {
  readonly #options: DoubtsOptions
  readonly #looks = new Map<number, { readonly since: number; count: number }>()

  constructor(options: DoubtsOptions) {
    this.#options = options
  }

  /** The connection is gone: what was seen through it says nothing about the next. */
  forget(): void {
    this.#looks.clear()
  }

  /** Another status was read. */
  judge(row: StoredRow, status: QueueStatus): Verdict {
    const left = this.left(row, status)
    if (left === null) {
      this.#looks.delete(row.seq)
      return { is: 'done' }
    }
    const now = this.#options.clock.monotonic()
    const look = this.#looks.get(row.seq) ?? { since: now, count: 0 }
    look.count += 1
    this.#looks.set(row.seq, look)
    if (look.count < LOOKS || now - look.since < DOUBT_MS) return { is: 'look' }
    this.#looks.delete(row.seq)
    return { is: 'again', command: left }
  }

  /** What of the command a status does not show as done; null: nothing is left of it. */
  left({ command, standing }: StoredRow, status: QueueStatus): OutboxCommand | null {
    if (command.kind !== 'queue.add') {
      return shows(command, status, standing) === true ? null : command
    }
    const { seriesId } = command
    const episodes = command.episodes.filter(
      (episode) =>
        // Downloaded and cleared away meanwhile: only what is missing is ever added.
        this.#options.isMissing(seriesId, episode) !== false &&
        !(standing !== null && isAdded(seriesId, episode, status, standing)),
    )
    return episodes.length === 0 ? null : { ...command, episodes }
  }
}
