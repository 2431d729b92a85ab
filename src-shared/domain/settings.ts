import * as v from 'valibot'

export const ServerProfileSchema = v.object({
  id: v.string(),
  kind: v.picklist(['library', 'todos']),
  name: v.string(),
  url: v.string(),
  sample: v.boolean(),
  allowInsecure: v.boolean(),
  tokenPath: v.optional(v.string()),
  registerPath: v.optional(v.string()),
  pin: v.optional(v.object({ fingerprint: v.string(), certificate: v.string() })),
})

/** What the user may change on the Settings page, apart from servers. */
export const PreferencesSchema = v.object({
  language: v.picklist(['system', 'en', 'de']),
  theme: v.picklist(['system', 'light', 'dark']),
  notifyFinished: v.boolean(),
  notifyFailed: v.boolean(),
  notifyScan: v.boolean(),
  /** One notice of what happened while a server was out of reach or the computer slept. */
  notifyAway: v.boolean(),
  /** Quitting with something unsent says so first. */
  warnUnsent: v.boolean(),
})
export type Preferences = v.InferOutput<typeof PreferencesSchema>

/** The settings file (JSON, written atomically; an unreadable one is kept as `.bak`). */
export const SettingsSchema = v.object({
  version: v.literal(1),
  profiles: v.array(ServerProfileSchema),
  /** The profile in use per kind, or null. */
  active: v.object({ library: v.nullable(v.string()), todos: v.nullable(v.string()) }),
  preferences: PreferencesSchema,
  window: v.nullable(
    v.object({
      x: v.number(),
      y: v.number(),
      width: v.number(),
      height: v.number(),
      maximised: v.boolean(),
    }),
  ),
})
export type Settings = v.InferOutput<typeof SettingsSchema>

export const DEFAULT_SETTINGS: Settings = {
  version: 1,
  profiles: [],
  active: { library: null, todos: null },
  preferences: {
    language: 'system',
    theme: 'system',
    notifyFinished: true,
    notifyFailed: true,
    notifyScan: true,
    notifyAway: true,
    warnUnsent: true,
  },
  window: null,
}

/** What the window is told of the settings and of the program itself. */
export interface SettingsView {
  readonly profiles: Settings['profiles']
  readonly active: Settings['active']
  readonly preferences: Preferences
  /** The language in force after `system` has been resolved. */
  readonly locale: 'en' | 'de'
  readonly version: string
  readonly electron: string
  readonly platform: string
  /** The sample server: off, starting, its address while it runs, or why it failed. */
  readonly sample: { state: 'off' | 'starting' | 'running' | 'failed'; url: string | null }
  /** What is wrong with local storage, for the banner; null when all is well. */
  readonly storage: 'ok' | 'full' | 'readOnly' | 'newer' | 'recovered'
}
