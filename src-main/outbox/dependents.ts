import type { OutboxCommand, OutboxRow } from '../../src-shared/domain/outbox'
import { parseLocalId } from '../queue/local-id'

export interface Dependents {
  /** Rows that make no sense without it. */
  readonly drop: readonly number[]
  /** Rows that go on with less. */
  readonly change: readonly { readonly seq: number; readonly command: OutboxCommand }[]
}

/**
 * What depends on a row: all changes of a todo depend on its creation; removals and moves that name
 * rows of an adding depend on the adding. `rows` are those of the account.
 */
export function dependentsOf(row: OutboxRow, rows: readonly OutboxRow[]): Dependents {
  if (row.command.kind === 'todo.create') {
    const later = rows.filter((other) => other.entity === row.entity && other.seq > row.seq)
    return { drop: later.map((other) => other.seq), change: [] }
  }
  if (row.command.kind !== 'queue.add') return { drop: [], change: [] }
  const drop: number[] = []
  const change: { seq: number; command: OutboxCommand }[] = []
  const ours = (id: string | null) => id !== null && parseLocalId(id)?.seq === row.seq
  for (const { seq, command, state } of rows) {
    if (state === 'sending') continue
    if (command.kind === 'queue.move' && (ours(command.itemId) || ours(command.after))) {
      drop.push(seq)
    }
    if (command.kind === 'queue.remove' && command.itemIds.some(ours)) {
      const itemIds = command.itemIds.filter((id) => !ours(id))
      if (itemIds.length === 0) drop.push(seq)
      else change.push({ seq, command: { ...command, itemIds } })
    }
  }
  return { drop, change }
}
