import { shallowRef } from 'vue'

type Edge = 'before' | 'after'

/**
 * Dragging a pending row to another place. `drop` gets the row and the one it shall stand behind
 * (null: first). The keyboard's way is Alt with the arrows.
 */
export function useRowDrag(drop: (id: string, after: string | null) => void) {
  const dragged = shallowRef<string | null>(null)
  const over = shallowRef<{ id: string; edge: Edge } | null>(null)

  function end(): void {
    dragged.value = null
    over.value = null
  }

  function edgeOf(event: DragEvent): Edge {
    const box = (event.currentTarget as HTMLElement).getBoundingClientRect()
    return event.clientY < box.top + box.height / 2 ? 'before' : 'after'
  }

  return {
    /** The line that shows where the row would land. */
    mark: (id: string): Edge | null => (over.value?.id === id ? over.value.edge : null),
    /** The listeners of one row; only those in `order` take part. */
    handlers: (id: string, order: readonly string[]) => {
      if (!order.includes(id)) return {}
      return {
        draggable: true,
        onDragstart: (event: DragEvent) => {
          dragged.value = id
          event.dataTransfer?.setData('text/plain', id)
        },
        onDragover: (event: DragEvent) => {
          if (dragged.value === null || dragged.value === id) return
          event.preventDefault()
          over.value = { id, edge: edgeOf(event) }
        },
        onDragend: end,
        onDrop: (event: DragEvent) => {
          event.preventDefault()
          const moved = dragged.value
          const rest = order.filter((other) => other !== moved)
          const at = rest.indexOf(id) + (edgeOf(event) === 'after' ? 1 : 0)
          if (moved !== null && moved !== id) drop(moved, rest[at - 1] ?? null)
          end()
        },
      }
    },
  }
}
