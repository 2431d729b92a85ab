import { defineStore } from 'pinia'
import { computed } from 'vue'
import { call } from '../bridge/bridge'
import { NEVER_SEEN } from '../../src-shared/domain/connection'
import { canRetry, type QueueGroup, type RunState } from '../../src-shared/domain/queue'
import type { QueueTotals } from '../../src-shared/state/slices'
import { mirrors } from './mirrors'

const NO_TOTALS: QueueTotals = {
  active: 0,
  pending: 0,
  failed: 0,
  completed: 0,
  speedMbps: null,
  percent: null,
  etaSeconds: null,
}
const NO_RUN: RunState = { running: null, paused: null }

/** The queue as the main process shows it. Actions throw AppFailure and answer an outbox seq. */
export const useQueue = defineStore('queue', () => {
  const { ready, order, meta, structure, row, peek } = mirrors.queue
  /** Row ids by group, in order; changes only when a row moves, not with its progress. */
  const groups = computed(() => {
    void structure.value
    const found: Record<QueueGroup, string[]> = {
      active: [],
      pending: [],
      failed: [],
      completed: [],
    }
    for (const id of order.value) {
      const item = peek(id)
      if (item) found[item.group].push(id)
    }
    return found
  })
  return {
    ready,
    order,
    structure,
    row,
    peek,
    groups,
    /** Failed ones that the server would try again. */
    retryable: computed(() =>
      groups.value.failed.filter((id) => {
        const item = row(id)
        return item !== undefined && canRetry(item)
      }),
    ),
    freshness: computed(() => meta.value?.freshness ?? NEVER_SEEN),
    totals: computed(() => meta.value?.totals ?? NO_TOTALS),
    runState: computed(() => meta.value?.run ?? NO_RUN),
    runPending: computed(() => meta.value?.runPending ?? null),
    refresh: () => call('queue.refresh'),
    run: (run: 'start' | 'stop' | 'pause' | 'resume') => call('queue.run', { run }),
    remove: (itemIds: string[]) => call('queue.remove', { itemIds }),
    retry: (itemIds: string[]) => call('queue.retry', { itemIds }),
    clear: () => call('queue.clear'),
    /** Puts the item directly after `after`, or first when that is null. */
    move: (itemId: string, after: string | null) => call('queue.move', { itemId, after }),
  }
})
