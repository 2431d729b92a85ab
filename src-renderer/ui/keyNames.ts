const isMac = typeof navigator !== 'undefined' && navigator.userAgent.includes('Mac')
const MAC: Readonly<Record<string, string>> = { Ctrl: '⌘', Alt: '⌥', Shift: '⇧' }

/** The keys of a chord as the platform writes them: `Ctrl+K` is `['⌘', 'K']` on a Mac. */
export function keyNames(keys: string): string[] {
  const parts = keys.split('+').filter((part) => part !== '')
  return isMac ? parts.map((part) => MAC[part] ?? part) : parts
}

/** Ctrl, or ⌘ on a Mac. */
export function hasCommandKey(event: KeyboardEvent): boolean {
  return isMac ? event.metaKey : event.ctrlKey
}
