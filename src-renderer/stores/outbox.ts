import { defineStore } from 'pinia'
import { computed } from 'vue'
import { call } from '../bridge/bridge'
import type { Answer } from '../../src-shared/domain/decisions'
import { OUTBOX_LIMIT } from '../../src-shared/domain/outbox'
import type { TodoPatch } from '../../src-shared/domain/todo'
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
    /** Todos that are there twice because of us. */
    twins: computed(() => meta.value?.twins ?? []),
    /** When the oldest row was made, epoch milliseconds; null when the outbox is empty. */
    oldestAt: computed(() => {
      const first = order.value[0]
      return first === undefined ? null : (row(first)?.createdAt ?? null)
    }),
    /** False when it has already been sent. */
    undo: (seq: number) => call('outbox.undo', { seq }),
    discard: (seq: number) => call('outbox.discard', { seq }),
    retry: (seq: number) => call('outbox.retry', { seq }),
    /** Everything that failed or waits; answers how many. */
    retryAll: () => call('outbox.retryAll'),
    /** Other values for a change that the server does not know of. */
    edit: (seq: number, fields: TodoPatch) => call('outbox.edit', { seq, fields }),
    /** The user's answer to a row's question. */
    resolve: (seq: number, answer: Answer) => call('outbox.resolve', { seq, answer }),
    /** Brings the question back; false when it is too late. */
    takeBack: (seq: number) => call('outbox.takeBack', { seq }),
    keepTwin: (id: number) => call('outbox.keepTwin', { id }),
    /** Writes what waits to a file; null: nothing does. */
    backup: () => call('outbox.backup'),
  }
})
