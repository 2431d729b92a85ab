import type { OutboxCommand } from '../../src-shared/domain/outbox'
import type { QueueStatus, RunState } from '../../src-shared/domain/queue'

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
 * Whether a status shows that a command was done; null where a status cannot tell.
 * `before` holds the item ids that stood in the queue when it was sent (null: not known): only an
 * item that was not among them proves that an adding arrived.
 */
export function shows(
  command: OutboxCommand,
  status: QueueStatus,
  before: ReadonlySet<string> | null,
): boolean | null {
  const byId = new Map(status.items.map((item) => [item.id, item]))
  switch (command.kind) {
    case 'queue.add':
      if (!before) return null
      return command.episodes.every(({ season, episode }) =>
        status.items.some(
          (item) =>
            item.seriesId === command.seriesId &&
            item.season === season &&
            item.episode === episode &&
            !before.has(item.id),
        ),
      )
    case 'queue.remove':
    case 'queue.clear':
      return command.itemIds.every((id) => !byId.has(id))
    case 'queue.retry':
      return command.itemIds.every((id) => byId.get(id)?.group !== 'failed')
    case 'queue.move': {
      const pending = status.items.filter((item) => item.group === 'pending').map(({ id }) => id)
      const at = pending.indexOf(command.itemId)
      return at >= 0 && (pending[at - 1] ?? null) === command.after
    }
    case 'queue.run':
      return runIs(command.run, status.run)
    default:
      return null
  }
}
