import { onSessionBus } from '../session-bus'

/** Values of Chromium's `password-store` switch that name a real keyring. */
export type PasswordStore = 'gnome-libsecret' | 'kwallet5' | 'kwallet6'

export interface PasswordStoreChoice {
  /** To be appended as `password-store` before `ready`; null: leave it to Chromium or to the user. */
  readonly append: PasswordStore | null
  /** Whether a keyring is there at all, as far as can be known. Tells "locked" from "none" later. */
  readonly keyringSeen: boolean
}

/** Most of a start's patience: an unanswered bus means Chromium decides by itself. */
const BOUND_MS = 400

/**
 * Which keyring to use, asked of the session bus instead of guessed from the desktop's name:
 * Chromium picks plain text on sway, Hyprland, COSMIC, LXQt and i3 although a keyring answers there.
 * Never rejects and never takes longer than about 400 ms; to be awaited before Electron is ready.
 *
 * @param given whether the user has set `--password-store` already, which then stays.
 */
export async function findPasswordStore(
  platform: NodeJS.Platform,
  environment: Readonly<Record<string, string | undefined>>,
  given: boolean,
): Promise<PasswordStoreChoice> {
  if (platform !== 'linux') return { append: null, keyringSeen: true }
  const names = await onSessionBus(BOUND_MS, async (bus) => {
    const name = 'org.freedesktop.DBus'
    const ask = (member: string) =>
      bus.call(name, { path: '/org/freedesktop/DBus', interface: name, member })
    const [owned, activatable] = await Promise.all([ask('ListNames'), ask('ListActivatableNames')])
    return new Set([...textsOf(owned[0]), ...textsOf(activatable[0])])
  })
  const append = choose(names ?? new Set(), environment['XDG_CURRENT_DESKTOP'] ?? '')
  return { append: given ? null : append, keyringSeen: append !== null }
}

/** The keyring among these bus names: KDE's own on KDE, else the Secret Service, else KDE's. */
export function choose(names: ReadonlySet<string>, desktop: string): PasswordStore | null {
  const kwallet = names.has('org.kde.kwalletd6')
    ? 'kwallet6'
    : names.has('org.kde.kwalletd5')
      ? 'kwallet5'
      : null
  const secrets = names.has('org.freedesktop.secrets') ? 'gnome-libsecret' : null
  const onKde = desktop.toUpperCase().split(':').includes('KDE')
  return onKde ? (kwallet ?? secrets) : (secrets ?? kwallet)
}

function textsOf(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((name) => typeof name === 'string') : []
}
