import { defineStore } from 'pinia'
import { computed } from 'vue'
import { call } from '../bridge/bridge'
import { DEFAULT_SETTINGS, type Preferences } from '../../src-shared/domain/settings'
import { NO_SCAN } from '../../src-shared/domain/scan'
import { mirrors } from './mirrors'

/** Servers, preferences, and what the program says of itself. */
export const useSettings = defineStore('settings', () => {
  const { ready, meta } = mirrors.settings
  return {
    ready,
    view: meta,
    profiles: computed(() => meta.value?.profiles ?? []),
    active: computed(() => meta.value?.active ?? DEFAULT_SETTINGS.active),
    preferences: computed(() => meta.value?.preferences ?? DEFAULT_SETTINGS.preferences),
    locale: computed(() => meta.value?.locale ?? 'en'),
    sample: computed(() => meta.value?.sample ?? { state: 'off' as const, url: null }),
    storage: computed(() => meta.value?.storage ?? ('ok' as const)),
    set: (change: Partial<Preferences>) => call('settings.set', change),
  }
})

/** The library server's scan. */
export const useScan = defineStore('scan', () => {
  const { ready, meta } = mirrors.scan
  return { ready, state: computed(() => meta.value ?? NO_SCAN) }
})
