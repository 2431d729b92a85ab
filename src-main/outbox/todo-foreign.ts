import type { SeenTodo } from '../store/types'
import { hasValues, sameContent, sentOnCreate } from './fingerprint'
import type { StoredRow } from './table'
import type { Evidence } from './todo-evidence'
import type { ForeignChange } from './types'

export type Settled = ReadonlyMap<StoredRow, Evidence>

/**
 * What another client did between two states of the list. Not foreign: what rows settled by the same
 * message did, and what a row that may have arrived explains. Todos are told apart by their
 * first-seen number, so a reused id is one that went and one that came.
 */
export function foreignChanges(
  before: readonly SeenTodo[],
  after: readonly SeenTodo[],
  settled: Settled,
  unsettled: readonly StoredRow[],
): readonly ForeignChange[] {
  const ours = new Set<number>()
  for (const [{ command }, { todo }] of settled) {
    if (todo) ours.add(todo.todo.id)
    else if (command.kind === 'todo.delete' && command.todoId !== null) ours.add(command.todoId)
  }
  const may = unsettled.filter((row) => row.baseline !== null)
  const isForeign = (seen: SeenTodo) => !ours.has(seen.todo.id) && !explains(may, seen)
  const old = new Map(before.map((seen) => [seen.firstSeen, seen]))
  const foreign: ForeignChange[] = []
  for (const seen of after) {
    const was = old.get(seen.firstSeen)
    old.delete(seen.firstSeen)
    if (was && (was.todo === seen.todo || sameContent(was.todo, seen.todo))) continue
    if (isForeign(seen)) foreign.push({ what: whatOf(was, seen), title: seen.todo.title })
  }
  for (const was of old.values()) {
    if (isForeign(was)) foreign.push({ what: 'deleted', title: was.todo.title })
  }
  return foreign
}

function whatOf(was: SeenTodo | undefined, { todo }: SeenTodo): ForeignChange['what'] {
  if (!was) return 'created'
  return todo.completed && !was.todo.completed ? 'done' : 'updated'
}

/** Whether one of our own rows, of which nobody knows if it arrived, may have done this. */
function explains(rows: readonly StoredRow[], { todo }: SeenTodo): boolean {
  return rows.some(({ command }) =>
    command.kind === 'todo.create'
      ? hasValues(todo, sentOnCreate(command.fields))
      : (command.kind === 'todo.update' || command.kind === 'todo.delete') &&
        command.todoId === todo.id,
  )
}
