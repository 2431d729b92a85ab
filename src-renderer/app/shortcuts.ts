import { useEventListener } from '@vueuse/core'
import { hasCommandKey } from '../ui/keyNames'
import { commandFor } from './commands'

/** A key press as commands write it: `Ctrl+K` (⌘ on a Mac), `P`, `?`, `Alt+ArrowUp`. */
export function chordOf(event: KeyboardEvent): string {
  const letter = event.key.length === 1
  const key = letter ? event.key.toUpperCase() : event.key
  // Shift is part of a character like `?`, and of a letter only beside another modifier.
  const shift = event.shiftKey && (!letter || (hasCommandKey(event) && /[A-Z]/.test(key)))
  return [hasCommandKey(event) ? 'Ctrl' : '', event.altKey ? 'Alt' : '', shift ? 'Shift' : '', key]
    .filter((part) => part !== '')
    .join('+')
}

function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    target.closest('input:not([type="checkbox"]), textarea, select, [contenteditable]') !== null
  )
}

/** Keys that mean something of their own inside a text field. */
const OF_FIELDS = /^Ctrl\+[ACVXYZ]$/

/** Runs the command bound to a key, unless the key is being typed or belongs to a dialog. */
export function useShortcuts(): void {
  useEventListener(document, 'keydown', (event: KeyboardEvent) => {
    if (event.defaultPrevented || event.isComposing) return
    const chord = chordOf(event)
    const bare = !chord.startsWith('Ctrl+') && !chord.startsWith('Alt+')
    if (isTyping(event.target) && (bare || OF_FIELDS.test(chord))) return
    if (document.querySelector('[role="dialog"][data-state="open"], [role="menu"]')) return
    const command = commandFor(chord)
    if (!command || (event.repeat && bare)) return
    event.preventDefault()
    void command.run()
  })
}
