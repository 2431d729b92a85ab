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

/** The keys of a chord as the platform writes them: `Ctrl+K` is `['⌘', 'K']` on a Mac. */
export function keyNames(keys: string): string[] {
  return keys
    .split('+')
    .filter((part) => part !== '')
    .map((part) => (isMac ? MAC[part] : undefined) ?? NAMES[part] ?? part)
}

/** Ctrl, or ⌘ on a Mac. */
export function hasCommandKey(event: KeyboardEvent): boolean {
  return isMac ? event.metaKey : event.ctrlKey
}
