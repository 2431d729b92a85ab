import type { ActivityEntry } from './activity'
import type { TodoPatch, TodoRow } from './todo'
import { givenFields, holds, sameValue } from './todo-values'

/** An edit of ours that met changes of others in other fields, as its Activity entry holds it. */
export interface MergeNote {
  /** The id that the todo's row is shown under. */
  readonly entity: string
  /** The values of our edit. */
  readonly mine: TodoPatch
  /** What they replaced: an update with them takes our edit back and leaves the others' alone. */
  readonly undo: TodoPatch
}

/** Null for every other entry, and for those of versions that could not undo. */
export function mergeNoteOf({ kind, data }: ActivityEntry): MergeNote | null {
  const { what, entity, mine, undo } = data
  if (kind !== 'todo.remote' || what !== 'merged' || typeof entity !== 'string') return null
  return isPatch(mine) && isPatch(undo) ? { entity, mine, undo } : null
}

/**
 * Whether taking it back still makes sense, by the todo as it is shown now:
 * - `possible` our values stand there
 * - `undone` what they replaced stands there
 * - `changed` somebody has changed one of them again: that is newer than either
 * - `gone` the todo is not there any more
 */
export type MergeStanding = 'possible' | 'undone' | 'changed' | 'gone'

export function standingOfMerge(
  { mine, undo }: MergeNote,
  row: TodoRow | undefined,
): MergeStanding {
  if (!row) return 'gone'
  const fields = givenFields(undo)
  if (fields.every((field) => sameValue(field, undo, row))) return 'undone'
  return fields.every((field) => holds(field, mine, row)) ? 'possible' : 'changed'
}

/** Written by ourselves (todos/service.ts), so its being an object is all there is to see. */
function isPatch(value: unknown): value is TodoPatch {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
