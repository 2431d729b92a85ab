import { fail } from '../../src-shared/domain/errors'
import type { CertificatePin, ServerKind, ServerProfile } from '../../src-shared/domain/server'
import type { Settings } from '../../src-shared/domain/settings'
import { normaliseServerUrl } from '../transport/url'

export interface NewProfile {
  readonly kind: ServerKind
  readonly url: string
  readonly name?: string
  readonly allowInsecure?: boolean
  readonly sample?: boolean
  readonly pin?: CertificatePin
}

export interface ProfileEdit {
  readonly name?: string
  readonly url?: string
  /** The user's answer to "the same server?"; needed when the URL changes. */
  readonly sameServer?: boolean
  readonly allowInsecure?: boolean
  readonly tokenPath?: string
  readonly registerPath?: string
}

/** The settings with one more server, which becomes the active one of its kind. Throws `input.url`. */
export function addProfile(settings: Settings, given: NewProfile, id: string): Settings {
  const url = normalised(given.url)
  const profile: ServerProfile = {
    id,
    kind: given.kind,
    name: given.name?.trim() || new URL(url).host,
    url,
    sample: given.sample ?? false,
    allowInsecure: given.allowInsecure ?? false,
    ...(given.pin ? { pin: given.pin } : {}),
  }
  return {
    ...settings,
    profiles: [...settings.profiles, profile],
    active: { ...settings.active, [given.kind]: id },
  }
}

/**
 * The settings with one server changed. A new address of the same server keeps its id, and so its
 * account, cache and outbox; another server gets `freshId`, because ids of two servers must never
 * be taken for each other. The old profile then stays in the list only where `keepOld` says so.
 */
export function editProfile(
  settings: Settings,
  profileId: string,
  edit: ProfileEdit,
  freshId: string,
  keepOld: boolean,
): Settings {
  const old = profileOf(settings, profileId)
  const url = edit.url === undefined ? old.url : normalised(edit.url)
  const moved = url !== old.url
  if (moved && edit.sameServer === undefined) {
    throw fail('input.invalid', 'A new address needs the answer whether it is the same server', {
      hint: 'sameServer',
    })
  }
  const another = moved && edit.sameServer === false
  const changed: ServerProfile = {
    ...old,
    id: another ? freshId : old.id,
    name: edit.name?.trim() || nameFor(old, url),
    url,
    sample: old.sample && !moved,
    allowInsecure: edit.allowInsecure ?? (moved ? false : old.allowInsecure),
    tokenPath: path(edit.tokenPath, old.tokenPath),
    registerPath: path(edit.registerPath, old.registerPath),
    pin: another ? undefined : old.pin,
  }
  const profiles = settings.profiles.flatMap((profile) =>
    profile.id !== profileId ? [profile] : another && keepOld ? [old, changed] : [changed],
  )
  const active = settings.active[old.kind] === profileId ? changed.id : settings.active[old.kind]
  return { ...settings, profiles, active: { ...settings.active, [old.kind]: active } }
}

/** The settings without this server; the first other one of its kind becomes active. */
export function removeProfile(settings: Settings, profileId: string): Settings {
  const gone = profileOf(settings, profileId)
  const profiles = settings.profiles.filter((profile) => profile !== gone)
  const wasActive = settings.active[gone.kind] === profileId
  const next = profiles.find((profile) => profile.kind === gone.kind)?.id ?? null
  return {
    ...settings,
    profiles,
    active: { ...settings.active, [gone.kind]: wasActive ? next : settings.active[gone.kind] },
  }
}

export function activateProfile(settings: Settings, profileId: string): Settings {
  const { kind } = profileOf(settings, profileId)
  return { ...settings, active: { ...settings.active, [kind]: profileId } }
}

/** The settings with this certificate (null: none) for these servers. */
export function pinProfiles(
  settings: Settings,
  profileIds: readonly string[],
  pin: CertificatePin | null,
): Settings {
  const profiles = settings.profiles.map((profile) =>
    profileIds.includes(profile.id) ? { ...profile, pin: pin ?? undefined } : profile,
  )
  return { ...settings, profiles }
}

/** Throws `profile.notFound`. */
export function profileOf(settings: Settings, profileId: string): ServerProfile {
  const profile = settings.profiles.find((candidate) => candidate.id === profileId)
  if (!profile) throw fail('profile.notFound', 'There is no such server any more')
  return profile
}

/** Throws `input.url`. */
export function normalised(url: string): string {
  const result = normaliseServerUrl(url)
  if (!result.ok) throw fail(result.error.code, result.error.message, result.error)
  return result.value
}

/** A name that was only the old address follows the new one. */
function nameFor(old: ServerProfile, url: string): string {
  return old.name === new URL(old.url).host ? new URL(url).host : old.name
}

/** An empty path takes the override away. */
function path(given: string | undefined, old: string | undefined): string | undefined {
  if (given === undefined) return old
  return given.trim() || undefined
}
