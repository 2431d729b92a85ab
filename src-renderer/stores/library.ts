import { defineStore } from 'pinia'
import { computed } from 'vue'
import { call } from '../bridge/bridge'
import { NEVER_SEEN } from '../../src-shared/domain/connection'
import type { RequestOf } from '../../src-shared/ipc/commands'
import { mirrors } from './mirrors'

/** The library as the main process shows it. Actions throw AppFailure. */
export const useLibrary = defineStore('library', () => {
  const { ready, order, meta, structure, rows, row, peek } = mirrors.library
  return {
    ready,
    order,
    structure,
    rows,
    row,
    peek,
    freshness: computed(() => meta.value?.freshness ?? NEVER_SEEN),
    rescanPending: computed(() => meta.value?.rescanPending ?? null),
    /** Missing episodes over all series that say a number. */
    missingTotal: computed(() => {
      void structure.value
      return order.value.reduce((sum, id) => sum + (peek(id)?.missingCount ?? 0), 0)
    }),
    refresh: () => call('library.refresh'),
    /** Series on their way into the library. */
    adding: computed(() => meta.value?.adding ?? []),
    add: (link: string, title: string) => call('library.add', { link, title }),
    rescan: () => call('library.rescan'),
    details: (seriesId: string) => call('library.details', { seriesId }),
    search: (query: string) => call('library.search', { query }),
    addToQueue: (request: RequestOf<'queue.add'>) => call('queue.add', request),
  }
})
