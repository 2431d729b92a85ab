import { defineStore } from 'pinia'
import { computed } from 'vue'
import { call } from '../bridge/bridge'
import { OUTBOX_LIMIT } from '../../src-shared/domain/outbox'
import { mirrors } from './mirrors'

/** Changes that the servers have not confirmed, oldest first. Actions throw AppFailure. */
export const useOutbox = defineStore('outbox', () => {
  const { ready, order, meta, structure, rows, row, peek } = mirrors.outbox
  return {
    ready,
    order,
    structure,
    rows,
    row,
    peek,
    limit: computed(() => meta.value?.limit ?? OUTBOX_LIMIT),
    /** When the oldest row was made, epoch milliseconds; null when the outbox is empty. */
    oldestAt: computed(() => {
      const first = order.value[0]
      return first === undefined ? null : (row(first)?.createdAt ?? null)
    }),
    /** False when it has already been sent. */
    undo: (seq: number) => call('outbox.undo', { seq }),
    discard: (seq: number) => call('outbox.discard', { seq }),
    retry: (seq: number) => call('outbox.retry', { seq }),
  }
})
