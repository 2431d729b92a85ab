import type { OutboxRow } from '../../src-shared/domain/outbox'
import { parseLocalId } from '../queue/local-id'
import { neverSent } from './fold'

/**
 * Rows that must not go out yet because something in its undo window would take them back: edits
 * and the creation of a todo whose delete is held, an adding whose removal is held. Without this a
 * delete made offline would first be created at the server.
 */
export function heldBack(rows: readonly OutboxRow[]): ReadonlySet<number> {
  const back = new Set<number>()
  for (const held of rows) {
    if (held.state !== 'held') continue
    if (held.command.kind === 'todo.delete') {
      for (const row of rows) {
        if (row.entity === held.entity && neverSent(row)) back.add(row.seq)
      }
    }
    if (held.command.kind === 'queue.remove') {
      for (const id of held.command.itemIds) {
        const seq = parseLocalId(id)?.seq
        if (seq !== undefined) back.add(seq)
      }
    }
  }
  return back
}
