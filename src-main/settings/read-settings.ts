import * as v from 'valibot'
import {
  DEFAULT_SETTINGS,
  PreferencesSchema,
  ServerProfileSchema,
  SettingsSchema,
  type Preferences,
  type Settings,
} from '../../src-shared/domain/settings'

export interface ReadSettings {
  readonly settings: Settings
  /** False when something of the file could not be taken over, so that it is worth a backup. */
  readonly whole: boolean
}

/**
 * What a settings file says, part by part: an unknown preference falls back to its default without
 * taking the servers with it. Another version's file is not guessed at.
 */
export function readSettings(value: unknown): ReadSettings {
  const exact = v.safeParse(SettingsSchema, value)
  if (exact.success) return { settings: consistent(exact.output), whole: true }
  const file = fields(value)
  if (file['version'] !== DEFAULT_SETTINGS.version) {
    return { settings: DEFAULT_SETTINGS, whole: false }
  }
  const profiles = (Array.isArray(file['profiles']) ? file['profiles'] : []).flatMap((entry) => {
    const profile = v.safeParse(ServerProfileSchema, entry)
    return profile.success ? [profile.output] : []
  })
  const active = v.safeParse(SettingsSchema.entries.active, file['active'])
  const window = v.safeParse(SettingsSchema.entries.window, file['window'])
  return {
    settings: consistent({
      version: 1,
      profiles,
      active: active.success ? active.output : DEFAULT_SETTINGS.active,
      preferences: readPreferences(file['preferences']),
      window: window.success ? window.output : null,
    }),
    whole: false,
  }
}

/** Each preference by itself; what is missing or unknown has its default. */
function readPreferences(value: unknown): Preferences {
  const given = fields(value)
  const known = Object.entries(PreferencesSchema.entries).filter(
    ([name, schema]) => v.safeParse(schema, given[name]).success,
  )
  const kept = Object.fromEntries(known.map(([name]) => [name, given[name]]))
  return v.parse(PreferencesSchema, { ...DEFAULT_SETTINGS.preferences, ...kept })
}

/** What is active must exist and be of its kind; without that, the first of the kind is. */
function consistent(settings: Settings): Settings {
  const pick = (kind: 'library' | 'todos') => {
    const ofKind = settings.profiles.filter((profile) => profile.kind === kind)
    const active = ofKind.find((profile) => profile.id === settings.active[kind])
    return (active ?? ofKind[0])?.id ?? null
  }
  return { ...settings, active: { library: pick('library'), todos: pick('todos') } }
}

function fields(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}
}
