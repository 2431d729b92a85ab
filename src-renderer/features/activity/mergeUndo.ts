import type { ActivityEntry } from '../../../src-shared/domain/activity'
import { mergeNoteOf, standingOfMerge, type MergeStanding } from '../../../src-shared/domain/merge'
import { useTodos } from '../../stores'
import { useToasts } from '../../ui/toasts'

/** Takes our side of a merge back: an ordinary change of the todo, through the outbox. */
export function useMergeUndo() {
  const todos = useTodos()
  const toasts = useToasts()

  function standing(entry: ActivityEntry): MergeStanding | null {
    const note = mergeNoteOf(entry)
    return note && standingOfMerge(note, todos.row(note.entity))
  }

  return {
    /** Null: the entry is of nothing that could be undone. */
    standing,
    /** True when there was something to take back. */
    run(entry: ActivityEntry): boolean {
      const note = mergeNoteOf(entry)
      if (!note || standing(entry) !== 'possible') return false
      todos.update(note.entity, note.undo).catch(toasts.showError)
      return true
    },
  }
}

export type MergeUndo = ReturnType<typeof useMergeUndo>
