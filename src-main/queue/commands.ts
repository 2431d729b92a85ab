import { fail } from '../../src-shared/domain/errors'
import type { OutboxCommand } from '../../src-shared/domain/outbox'
import { canRetry } from '../../src-shared/domain/queue'
import type { QueueRow } from '../../src-shared/domain/queue'
import { episodeCode, episodesName } from '../../src-shared/domain/series'
import type { EpisodeRef, Series } from '../../src-shared/domain/series'
import { UNDO_WINDOW_MS } from '../../src-shared/domain/outbox'
import type { Where } from '../link/where'
import { neverSent } from '../outbox/fold'
import type { Outbox } from '../outbox/types'
import { parseLocalId } from './local-id'
import { moveAfter } from './order'

export interface QueueCommandsOptions {
  readonly outbox: Pick<Outbox, 'enqueue' | 'rows'>
  /** The active account; null: nobody. */
  readonly where: () => Where | null
  /** The rows as shown. */
  readonly rows: () => readonly QueueRow[]
  readonly series: (id: string) => Series | undefined
}

type WantedEpisode = EpisodeRef & { readonly title?: string }

/**
 * What the user can do to the queue: each becomes a row of the outbox. Answers the row's seq, null
 * where nothing had to be done. Throws AppFailure (`auth.required`, `outbox.full`, `input.invalid` …).
 */
export class QueueCommands {
  readonly #options: QueueCommandsOptions

  constructor(options: QueueCommandsOptions) {
    this.#options = options
  }

  /** Throws `server.notFound` for a series that is not in the library shown. */
  add(seriesId: string, episodes: readonly WantedEpisode[]): number | null {
    const series = this.#options.series(seriesId)
    if (!series) throw fail('server.notFound', 'That series is no longer in the library')
    const waiting = new Set(
      this.#options
        .rows()
        .filter((row) => row.group === 'pending' || row.group === 'active')
        .filter((row) => row.seriesId === series.id || row.seriesId === series.serverId)
        .map(episodeCode),
    )
    const wanted = new Map(episodes.map((episode) => [episodeCode(episode), episode]))
    for (const code of waiting) wanted.delete(code)
    if (wanted.size === 0) return null
    return this.#enqueue(
      {
        kind: 'queue.add',
        seriesId: series.serverId,
        seriesFolder: series.folder,
        seriesTitle: series.title,
        episodes: [...wanted.values()],
      },
      `series:${series.id}`,
      episodesName(series.title, [...wanted.values()]),
    )
  }

  /**
   * Can be undone for a while, because removing destroys. What was never sent is taken out of its
   * adding when that is over; until then the adding waits.
   */
  remove(itemIds: readonly string[]): number | null {
    const shown = this.#shown(itemIds)
    if (shown.length === 0) return null
    if (shown.some(({ id }) => this.#isBeingAdded(id))) {
      throw fail('outbox.notFound', 'Those episodes are already being added')
    }
    const ids = shown.map((row) => row.id)
    return this.#enqueue(
      { kind: 'queue.remove', itemIds: ids },
      entityOf(ids),
      namesOf(shown),
      UNDO_WINDOW_MS,
    )
  }

  run(run: 'start' | 'stop' | 'pause' | 'resume'): number | null {
    return this.#enqueue({ kind: 'queue.run', run }, 'run', '')
  }

  retry(itemIds: readonly string[]): number | null {
    const failed = this.#shown(itemIds).filter(canRetry)
    if (failed.length === 0) return null
    const ids = failed.map((row) => row.id)
    return this.#enqueue({ kind: 'queue.retry', itemIds: ids }, entityOf(ids), namesOf(failed))
  }

  /** Clears the completed items that are shown now; later ones stay. */
  clear(): number | null {
    const completed = this.#options.rows().filter((row) => row.group === 'completed')
    if (completed.length === 0) return null
    const itemIds = completed.map((row) => row.id)
    const command: OutboxCommand = { kind: 'queue.clear', itemIds }
    return this.#enqueue(command, 'completed', namesOf(completed), UNDO_WINDOW_MS)
  }

  /** Puts a waiting item directly after another (null: first). */
  move(itemId: string, after: string | null): number | null {
    const pending = this.#options.rows().filter((row) => row.group === 'pending')
    const row = pending.find((one) => one.id === itemId)
    if (!row) throw fail('input.invalid', 'Only items that wait can be moved')
    const ids = pending.map((one) => one.id)
    if (moveAfter(ids, itemId, after).every((id, at) => id === ids[at])) return null
    return this.#enqueue({ kind: 'queue.move', itemId, after }, `item:${itemId}`, namesOf([row]))
  }

  /** The server may know of it already, but nobody knows under which id. */
  #isBeingAdded(id: string): boolean {
    const { outbox, where } = this.#options
    const seq = parseLocalId(id)?.seq
    const account = where()?.account
    if (seq === undefined || account === undefined) return false
    const row = outbox.rows(account).find((one) => one.seq === seq)
    return row === undefined || !neverSent(row)
  }

  #shown(ids: readonly string[]): QueueRow[] {
    const wanted = new Set(ids)
    return this.#options.rows().filter((row) => wanted.has(row.id))
  }

  #enqueue(command: OutboxCommand, entity: string, label: string, holdMs?: number): number | null {
    const where = this.#options.where()
    if (!where) throw fail('auth.required', 'Nobody is signed in to a library server')
    const row = this.#options.outbox.enqueue({
      ...{ server: 'library', ...where, entity, command, label },
      ...(holdMs === undefined ? {} : { holdMs }),
    })
    return row?.seq ?? null
  }
}

function entityOf(ids: readonly string[]): string {
  return ids.length === 1 ? `item:${ids[0]}` : `items:${ids.join(',').slice(0, 400)}`
}

/** Most names a label spells out. */
const NAMED = 3

function namesOf(rows: readonly QueueRow[]): string {
  const names = rows.slice(0, NAMED).map((row) => `${row.seriesTitle} ${episodeCode(row)}`)
  return `${names.join(', ')}${rows.length > NAMED ? ', …' : ''}`
}
