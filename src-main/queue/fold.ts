import type { OutboxMark, OutboxRow } from '../../src-shared/domain/outbox'
import type { QueueItem, QueueRow } from '../../src-shared/domain/queue'
import { heavierMark, isUnderWay, markOf } from '../link/mark'
import { localId, presentId } from './local-id'
import { moveAfter } from './order'

export interface FoldedQueue {
  readonly rows: readonly QueueRow[]
  readonly runPending: OutboxMark | null
}

/** One row object per item, so that unchanged rows are recognised without being compared. */
const plainRows = new WeakMap<QueueItem, QueueRow>()
/** Nor are they put in a list anew while the items are the same. */
const plainLists = new WeakMap<readonly QueueItem[], readonly QueueRow[]>()

export function plainRow(item: QueueItem): QueueRow {
  const known = plainRows.get(item)
  if (known) return known
  const row = rowOf(item, null)
  plainRows.set(item, row)
  return row
}

/** Field by field: spreading ten thousand items takes longer than parsing them. */
function rowOf(item: QueueItem, pending: OutboxMark | null): QueueRow {
  return {
    id: item.id,
    seriesId: item.seriesId,
    seriesFolder: item.seriesFolder,
    seriesTitle: item.seriesTitle,
    season: item.season,
    episode: item.episode,
    episodeTitle: item.episodeTitle,
    state: item.state,
    group: item.group,
    priority: item.priority,
    addedAt: item.addedAt,
    startedAt: item.startedAt,
    completedAt: item.completedAt,
    progress: item.progress,
    error: item.error,
    retryCount: item.retryCount,
    pending,
  }
}

function plainList(items: readonly QueueItem[]): readonly QueueRow[] {
  const known = plainLists.get(items)
  if (known) return known
  const rows = items.map(plainRow)
  plainLists.set(items, rows)
  return rows
}

/**
 * The queue as shown: what the server said (`items`, group by group), under what the user has asked
 * since (`changes`, by seq). A change under way is shown as if done; one that failed or waits for
 * the user leaves the row as the server has it, with its mark.
 */
export function foldQueue(items: readonly QueueItem[], changes: readonly OutboxRow[]): FoldedQueue {
  if (!changes.some((row) => row.server === 'library')) {
    return { rows: plainList(items), runPending: null }
  }
  const hidden = new Set<string>()
  const marks = new Map<string, OutboxMark>()
  const added = new Map<string, QueueRow>()
  let pendingIds: readonly string[] = items
    .filter((item) => item.group === 'pending')
    .map((item) => item.id)
  let runPending: OutboxMark | null = null
  const idOf = <T extends string | null>(id: T) => (id === null ? id : presentId(id, items))

  for (const row of changes) {
    const { command } = row
    const underWay = isUnderWay(row.state)
    const mark = (id: string): void => {
      marks.set(id, heavierMark(marks.get(id) ?? null, markOf(row)))
    }
    switch (command.kind) {
      case 'queue.add': {
        const rows = addedRows(row, command)
        for (const one of rows) added.set(one.id, one)
        pendingIds = [...pendingIds, ...rows.map(({ id }) => id)]
        break
      }
      case 'queue.remove':
      case 'queue.clear':
        for (const id of command.itemIds) {
          if (underWay) hidden.add(id).add(idOf(id))
          else mark(idOf(id))
        }
        break
      case 'queue.retry':
        command.itemIds.forEach(mark)
        break
      case 'queue.move':
        if (underWay) pendingIds = moveAfter(pendingIds, idOf(command.itemId), idOf(command.after))
        mark(idOf(command.itemId))
        break
      case 'queue.run':
        runPending = heavierMark(runPending, markOf(row))
        break
    }
  }

  const shown = (item: QueueItem): QueueRow => {
    const pending = marks.get(item.id)
    return pending ? rowOf(item, pending) : plainRow(item)
  }
  const byId = new Map(items.map((item) => [item.id, item]))
  const waiting = pendingIds.flatMap((id) => {
    const item = byId.get(id)
    return item ? shown(item) : (added.get(id) ?? [])
  })
  const visible = <T extends { readonly id: string }>(list: readonly T[]) =>
    list.filter(({ id }) => !hidden.has(id))
  const group = (name: string) => visible(items.filter((item) => item.group === name))
  return {
    rows: [
      ...group('active').map(shown),
      ...visible(waiting),
      ...group('failed').map(shown),
      ...group('completed').map(shown),
    ],
    runPending,
  }
}

function addedRows(
  row: OutboxRow,
  command: Extract<OutboxRow['command'], { kind: 'queue.add' }>,
): QueueRow[] {
  return command.episodes.map(({ season, episode, title }) => ({
    id: localId(row.seq, command.seriesId, { season, episode }),
    seriesId: command.seriesId,
    seriesFolder: command.seriesFolder,
    seriesTitle: command.seriesTitle,
    season,
    episode,
    episodeTitle: title ?? null,
    state: 'pending',
    group: 'pending',
    priority: null,
    addedAt: row.createdAt,
    startedAt: null,
    completedAt: null,
    progress: null,
    error: null,
    retryCount: 0,
    pending: markOf(row),
  }))
}
