const isMac = typeof navigator !== 'undefined' && navigator.userAgent.includes('Mac')
const MAC: Readonly<Record<string, string>> = { Ctrl: '⌘', Alt: '⌥', Shift: '⇧' }
const NAMES: Readonly<Record<string, string>> = {
  ArrowUp: '↑',
  ArrowDown: '↓',
  ArrowLeft: '←',
  ArrowRight: '→',
  Escape: 'Esc',
  Delete: 'Del',
}

/** What stands on the keys of a German keyboard. */
const GERMAN: Readonly<Record<string, string>> = {
  Ctrl: 'Strg',
  Shift: 'Umschalt',
  Delete: 'Entf',
  Space: 'Leertaste',
  Home: 'Pos1',
  End: 'Ende',
}

/**
 * The keys of a chord as platform and language write them: `Ctrl+K` is `['⌘', 'K']` on a Mac and
 * `['Strg', 'K']` in German.
 */
export function keyNames(keys: string, locale: string): string[] {
  return keys
    .split('+')
    .filter((part) => part !== '')
    .map((part) => {
      const own = isMac ? MAC[part] : locale.startsWith('de') ? GERMAN[part] : undefined
      return own ?? NAMES[part] ?? part
    })
}

/** Ctrl, or ⌘ on a Mac. */
export function hasCommandKey(event: KeyboardEvent): boolean {
  return isMac ? event.metaKey : event.ctrlKey
}
