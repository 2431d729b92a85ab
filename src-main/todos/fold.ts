import type { OutboxRow } from '../../src-shared/domain/outbox'
import type { TodoPatch, TodoRow } from '../../src-shared/domain/todo'
import { heavierMark, isUnderWay, markOf } from '../link/mark'
import { Carried } from '../state/carried'
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

/** What a change was laid over, and what is shown of both; null: nothing. */
interface Shown {
  readonly on: TodoRow | null
  readonly row: TodoRow
}

type ShownRows = Carried<OutboxRow, Shown | null>

/**
 * Folds one account's list again and again: the same change over the same todo is the same row
 * object, and of nothing new comes the same list.
 */
export class ShownTodos {
  readonly #shown: ShownRows = new Carried()
  #of: readonly [readonly SeenTodo[], readonly OutboxRow[]] = [[], []]
  #rows: readonly TodoRow[] = []

  fold(confirmed: readonly SeenTodo[], changes: readonly OutboxRow[]): readonly TodoRow[] {
    if (this.#of[0] !== confirmed || this.#of[1] !== changes) {
      this.#of = [confirmed, changes]
      this.#rows = foldTodos(confirmed, changes, this.#shown)
    }
    return this.#rows
  }
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
  shown: ShownRows = new Carried(),
): readonly TodoRow[] {
  const plain = confirmed.map(plainRow)
  if (!changes.some((row) => row.server === 'todos')) return plain
  const rows = new Map(plain.map((row) => [row.id, row]))
  shown.map(changes, (change, before) => {
    if (change.server !== 'todos') return null
    const on = rows.get(change.entity) ?? null
    if (isHiding(change)) rows.delete(change.entity)
    const known = before?.on === on ? before : null
    const made = known?.row ?? laidOver(on, change)
    if (!made) return null
    rows.set(change.entity, made)
    return known ?? { on, row: made }
  })
  return [...rows.values()]
}

/** What is shown of a todo (null: there is none) under a change; null: nothing more than before. */
function laidOver(on: TodoRow | null, change: OutboxRow): TodoRow | null {
  const { command } = change
  if (command.kind === 'todo.create') return on ? null : created(change, command.fields)
  if (!on) {
    const stays = change.state === 'conflict' || change.answer?.is === 'restore'
    if (!stays || command.kind !== 'todo.update') return null
    return created(change, { title: change.label, ...change.base, ...command.fields })
  }
  if (isHiding(change)) return null
  const pending = heavierMark(on.pending, markOf(change))
  if (command.kind !== 'todo.update' || givesUp(change)) return { ...on, pending }
  return { ...on, ...given(command.fields), pending }
}

/** A deletion that is under way. */
function isHiding(change: OutboxRow): boolean {
  return change.command.kind === 'todo.delete' && !givesUp(change) && isUnderWay(change.state)
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
