import type { OutboxCommand } from '../../src-shared/domain/outbox'
import type { QueueItem, QueueStatus, RunState } from '../../src-shared/domain/queue'
import type { EpisodeRef } from '../../src-shared/domain/series'
import { presentId } from '../queue/local-id'

export type RunCommand = Extract<OutboxCommand, { kind: 'queue.run' }>['run']
export type RunEvent = 'started' | 'stopped' | 'paused' | 'resumed'

/** Whether the run is as asked. Absolute, so it does not matter who did it. */
export function runIs(run: RunCommand, state: RunState): boolean {
  switch (run) {
    case 'start':
      return state.running === true
    case 'stop':
      return state.running === false
    case 'pause':
      return state.paused === true
    case 'resume':
      return state.paused === false
  }
}

export const RUN_OF_EVENT: Readonly<Record<RunEvent, RunCommand>> = {
  started: 'start',
  stopped: 'stop',
  paused: 'pause',
  resumed: 'resume',
}

/** Start and stop answer each other, pause and resume too. */
export function sameAxis(a: RunCommand, b: RunCommand): boolean {
  const runs = (run: RunCommand) => run === 'start' || run === 'stop'
  return runs(a) === runs(b)
}

/**
 * What stands on the server for a command before it is sent: for an adding the items of those
 * episodes, for a retry each item with its count of retries. Null where nothing has to be kept.
 */
export function standingFor(
  command: OutboxCommand,
  status: QueueStatus | null,
): readonly string[] | null {
  if (!status) return null
  if (command.kind === 'queue.add') {
    return command.episodes.flatMap((episode) =>
      itemsOf(command.seriesId, episode, status).map(({ id }) => id),
    )
  }
  if (command.kind !== 'queue.retry') return null
  const asked = new Set(command.itemIds)
  return status.items.filter(({ id }) => asked.has(id)).map(retriesOf)
}

/**
 * Whether a status shows that a command was done; null where a status cannot tell. `standing` is
 * what `standingFor` said before the first send (null: not known): only what was not among it
 * proves that the command arrived.
 */
export function shows(
  command: OutboxCommand,
  status: QueueStatus,
  standing: readonly string[] | null,
): boolean | null {
  const byId = new Map(status.items.map((item) => [item.id, item]))
  switch (command.kind) {
    case 'queue.add':
      if (!standing) return null
      return command.episodes.every((one) => isAdded(command.seriesId, one, status, standing))
    case 'queue.remove':
    case 'queue.clear':
      return command.itemIds.every((id) => !byId.has(presentId(id, status.items)))
    case 'queue.retry':
      return command.itemIds.every((id) => {
        const item = byId.get(id)
        if (item?.group !== 'failed') return true
        // It failed again meanwhile: the count tells, where what it was is known.
        return standing !== null && !standing.includes(retriesOf(item))
      })
    case 'queue.move': {
      const pending = status.items.filter((item) => item.group === 'pending').map(({ id }) => id)
      const at = pending.indexOf(presentId(command.itemId, status.items))
      const after = command.after === null ? null : presentId(command.after, status.items)
      return at >= 0 && (pending[at - 1] ?? null) === after
    }
    case 'queue.run':
      return runIs(command.run, status.run)
    default:
      return null
  }
}

/** Whether an item stands for the episode that did not before. */
export function isAdded(
  seriesId: string,
  episode: EpisodeRef,
  status: QueueStatus,
  standing: readonly string[],
): boolean {
  return itemsOf(seriesId, episode, status).some(({ id }) => !standing.includes(id))
}

function itemsOf(seriesId: string, { season, episode }: EpisodeRef, { items }: QueueStatus) {
  return items.filter(
    (item) => item.seriesId === seriesId && item.season === season && item.episode === episode,
  )
}

function retriesOf({ id, retryCount }: QueueItem): string {
  return `${id}:${retryCount}`
}
