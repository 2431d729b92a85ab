import { describe, expect, it } from 'vitest'
import { choose, findPasswordStore } from './password-store'

describe('which keyring', () => {
  it.each([
    ['sway', ['org.freedesktop.secrets'], 'gnome-libsecret'],
    ['', ['org.freedesktop.secrets'], 'gnome-libsecret'],
    ['GNOME', ['org.freedesktop.secrets', 'org.kde.kwalletd5'], 'gnome-libsecret'],
    ['KDE', ['org.freedesktop.secrets', 'org.kde.kwalletd5', 'org.kde.kwalletd6'], 'kwallet6'],
    ['KDE', ['org.freedesktop.secrets'], 'gnome-libsecret'],
    ['LXQt', ['org.kde.kwalletd5'], 'kwallet5'],
    ['Hyprland', ['org.freedesktop.Notifications'], null],
  ])('on %s with %j', (desktop, names, expected) => {
    expect(choose(new Set(names), desktop)).toBe(expected)
  })

  it('is no question outside Linux', async () => {
    expect(await findPasswordStore('darwin', {}, false)).toEqual({
      append: null,
      keyringSeen: true,
    })
  })
})
