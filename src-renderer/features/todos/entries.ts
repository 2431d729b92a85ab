import { computed } from 'vue'
import { useTodos } from '../../stores'

/** A line of the list: the heading above what is done, or a todo by its id. */
export type TodoEntry =
  | { readonly kind: 'heading'; readonly key: 'heading:done'; readonly count: number }
  | { readonly kind: 'row'; readonly key: string }

/** What is open in the server's order, then what is done. */
export function useTodoEntries() {
  const todos = useTodos()
  const done = computed(() => {
    void todos.structure
    return todos.order.filter((id) => todos.peek(id)?.completed === true)
  })
  const entries = computed((): TodoEntry[] => {
    const row = (key: string): TodoEntry => ({ kind: 'row', key })
    const heading: TodoEntry = { kind: 'heading', key: 'heading:done', count: done.value.length }
    return [
      ...todos.open.map(row),
      ...(done.value.length > 0 ? [heading] : []),
      ...done.value.map(row),
    ]
  })
  const ids = computed(() => [...todos.open, ...done.value])
  return { entries, ids }
}
