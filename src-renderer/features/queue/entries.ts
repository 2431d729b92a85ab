import { computed } from 'vue'
import type { QueueGroup } from '../../../src-shared/domain/queue'
import { useQueue } from '../../stores'

/** A line of the list: a group's heading, or a download by its id. */
export type QueueEntry =
  | { readonly kind: 'heading'; readonly key: string; readonly group: QueueGroup }
  | { readonly kind: 'row'; readonly key: string }

export const HEADING_HEIGHT = 36
export const ROW_HEIGHT = 48

const GROUPS: readonly QueueGroup[] = ['active', 'pending', 'failed', 'completed']

/** The groups that hold something, each with its heading, as one list. */
export function useQueueEntries() {
  const queue = useQueue()
  const entries = computed(() =>
    GROUPS.flatMap((group): QueueEntry[] => {
      const ids = queue.groups[group]
      if (ids.length === 0) return []
      return [
        { kind: 'heading', key: `heading:${group}`, group },
        ...ids.map((id): QueueEntry => ({ kind: 'row', key: id })),
      ]
    }),
  )
  /** Rows alone, in the order in which the keyboard walks them. */
  const ids = computed(() => GROUPS.flatMap((group) => queue.groups[group]))
  return { entries, ids }
}
