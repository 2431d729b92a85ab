import type { OutboxRow } from '../../src-shared/domain/outbox'
import type { TodoPatch, TodoRow } from '../../src-shared/domain/todo'
import { heavierMark, isUnderWay, markOf } from '../link/mark'
import type { SeenTodo } from '../store/types'

/** One row object per todo, so that unchanged rows are recognised without being compared. */
const plainRows = new WeakMap<SeenTodo, TodoRow>()

/** A todo as the server has it. */
export function plainRow(seen: SeenTodo): TodoRow {
  const known = plainRows.get(seen)
  if (known) return known
  const { id, title, description, completed, priority, dueDate, createdAt, updatedAt } = seen.todo
  const row: TodoRow = {
    id: seen.entity,
    serverId: id,
    ...{ title, description, completed, priority, dueDate, createdAt, updatedAt },
    pending: null,
  }
  plainRows.set(seen, row)
  return row
}

/**
 * The list as shown: what the server said, under what the user has asked since (by seq). Created
 * todos stand at the end; edits are laid over whatever their state, so that nothing typed is lost
 * from sight: also where the todo is gone, until the user lets go of it; deleted ones are hidden
 * while the deletion is under way.
 */
export function foldTodos(
  confirmed: readonly SeenTodo[],
  changes: readonly OutboxRow[],
): readonly TodoRow[] {
  const plain = confirmed.map(plainRow)
  if (!changes.some((row) => row.server === 'todos')) return plain
  const rows = new Map(plain.map((row) => [row.id, row]))
  for (const change of changes) {
    const { command } = change
    if (command.kind === 'todo.create') {
      if (!rows.has(change.entity)) rows.set(change.entity, created(change, command.fields))
      continue
    }
    if (command.kind !== 'todo.update' && command.kind !== 'todo.delete') continue
    const id = change.entity
    const row = rows.get(id)
    if (!row) {
      const stays = change.state === 'conflict' || change.answer?.is === 'restore'
      if (stays && command.kind === 'todo.update') {
        rows.set(id, created(change, { title: change.label, ...change.base, ...command.fields }))
      }
      continue
    }
    const pending = heavierMark(row.pending, markOf(change))
    if (givesUp(change)) rows.set(id, { ...row, pending })
    else if (command.kind === 'todo.update')
      rows.set(id, { ...row, ...given(command.fields), pending })
    else if (isUnderWay(change.state)) rows.delete(id)
    else rows.set(id, { ...row, pending })
  }
  return [...rows.values()]
}

/** The user has decided for what the server has; until that can no longer be undone it is marked. */
function givesUp({ answer }: OutboxRow): boolean {
  return answer?.is === 'letGo' || answer?.is === 'theirs' || answer?.is === 'keep'
}

function created(change: OutboxRow, fields: TodoPatch & { title: string }): TodoRow {
  return {
    id: change.entity,
    serverId: null,
    title: fields.title,
    description: fields.description ?? null,
    completed: fields.completed ?? false,
    priority: fields.priority ?? null,
    dueDate: fields.dueDate ?? null,
    createdAt: new Date(change.createdAt).toISOString(),
    updatedAt: null,
    pending: markOf(change),
  }
}

/** Only what the patch gives: an absent field stays, a null one is emptied. */
function given(fields: TodoPatch): TodoPatch {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined))
}
