import { parseLocalId } from '../queue/local-id'
import { heldBack } from './held-back'
import type { StoredRow } from './table'

/**
 * The first row of the library server that may go out, by seq. `busy`: one is in flight. A row that
 * waits for its next try holds the others up as well, but neither ever holds up a run command: Stop
 * must not wait. A failed or ambiguous row holds back only its own entity, and what is done to the items it adds.
 */
export function nextQueueRow(rows: readonly StoredRow[], busy: boolean): StoredRow | null {
  const back = heldBack(rows)
  const blocked = new Set<string>()
  const open = new Set(rows.map(({ seq }) => seq))
  let waits = busy
  for (const row of rows) {
    const isRun = row.command.kind === 'queue.run'
    if (row.state === 'queued' && !back.has(row.seq) && !needs(row, open)) {
      if (row.notBefore !== null) waits ||= !isRun
      else if (isRun || (!waits && !blocked.has(row.entity))) return row
    }
    if (!isRun) blocked.add(row.entity)
  }
  return null
}

/** Names an item whose adding is still open. */
function needs({ command }: StoredRow, open: ReadonlySet<number>): boolean {
  const isOpen = (id: string) => open.has(parseLocalId(id)?.seq ?? -1)
  if (command.kind === 'queue.move') return [command.itemId, command.after ?? ''].some(isOpen)
  return command.kind === 'queue.remove' && command.itemIds.some(isOpen)
}
