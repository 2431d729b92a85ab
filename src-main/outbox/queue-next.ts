import { heldBack } from './held-back'
import type { StoredRow } from './table'

/**
 * The first row of the library server that may go out, by seq. `busy`: one is in flight. A row that
 * waits for its next try holds the others up as well, but neither ever holds up a run command: Stop
 * must not wait. A failed or ambiguous row holds back only its own entity.
 */
export function nextQueueRow(rows: readonly StoredRow[], busy: boolean): StoredRow | null {
  const back = heldBack(rows)
  const blocked = new Set<string>()
  let waits = busy
  for (const row of rows) {
    const isRun = row.command.kind === 'queue.run'
    if (row.state === 'queued' && !back.has(row.seq)) {
      if (row.notBefore !== null) waits ||= !isRun
      else if (isRun || (!waits && !blocked.has(row.entity))) return row
    }
    if (!isRun) blocked.add(row.entity)
  }
  return null
}
