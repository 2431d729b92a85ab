import { defineStore } from 'pinia'
import { computed } from 'vue'
import { call } from '../bridge/bridge'
import { mirrors } from './mirrors'

/** What happened, newest last as the main process orders it. */
export const useActivity = defineStore('activity', () => {
  const { ready, order, meta, rows, row, peek } = mirrors.activity
  return {
    ready,
    order,
    rows,
    row,
    peek,
    unread: computed(() => meta.value?.unread ?? 0),
    /** What happened during the last absence, until it was seen or dismissed. */
    digest: computed(() => meta.value?.digest ?? null),
    dismissDigest: () => call('activity.dismissDigest'),
    markRead: () => call('activity.markRead'),
  }
})
