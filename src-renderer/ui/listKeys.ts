import { computed, shallowRef, toValue, type MaybeRefOrGetter } from 'vue'

export interface ListKeysOptions {
  /** The rows that can be walked to, in order (leave group headings out). */
  readonly ids: MaybeRefOrGetter<readonly string[]>
  /** Brings a row into view, after the walk reached it. */
  readonly reveal?: (id: string) => void
  /** Enter, or a double click. */
  readonly open?: (id: string) => void
  /** False: Space and Shift do not select. */
  readonly select?: boolean
}

const STEPS: Readonly<Record<string, number>> = { ArrowDown: 1, j: 1, ArrowUp: -1, k: -1 }
const PAGE = 10

/**
 * The keyboard in a list: arrows and j/k walk, Home, End and Page keys jump, Space selects, Shift
 * extends, Ctrl+A selects all, Escape selects nothing, Enter opens. Keys inside a field or a button
 * of a row are left to it. `onKeydown` says true when it took the key.
 */
export function useListKeys({ ids, reveal, open, select = true }: ListKeysOptions) {
  const wanted = shallowRef<string | null>(null)
  const chosen = shallowRef<ReadonlySet<string>>(new Set())
  let anchor: string | null = null

  const list = () => toValue(ids)
  /** The row keys act on: the one walked to, while it is there. */
  const active = computed(() =>
    wanted.value !== null && list().includes(wanted.value) ? wanted.value : null,
  )
  /** The selected rows that are still there, in the order of the list. */
  const selected = computed(() => list().filter((id) => chosen.value.has(id)))

  function walkTo(id: string | undefined, extend = false): void {
    if (id === undefined) return
    if (extend && select) selectRange(anchor ?? active.value ?? id, id)
    else anchor = id
    wanted.value = id
    reveal?.(id)
  }

  function selectRange(from: string, to: string): void {
    const all = list()
    const [a, b] = [all.indexOf(from), all.indexOf(to)]
    if (b < 0) return
    anchor = a < 0 ? to : from
    chosen.value = new Set(all.slice(Math.min(a < 0 ? b : a, b), Math.max(a, b) + 1))
  }

  function toggle(id: string): void {
    const next = new Set(chosen.value)
    if (!next.delete(id)) next.add(id)
    chosen.value = next
    anchor = id
    wanted.value = id
  }

  function clear(): void {
    chosen.value = new Set()
  }

  /** A click on a row: plain walks to it, Ctrl toggles, Shift selects up to it. */
  function onClick(id: string, event: MouseEvent): void {
    if (select && event.shiftKey) walkTo(id, true)
    else if (select && (event.ctrlKey || event.metaKey)) toggle(id)
    else walkTo(id)
  }

  function step(event: KeyboardEvent): number | null {
    const single = STEPS[event.key] ?? STEPS[event.key.toLowerCase()]
    if (single !== undefined) return single
    if (event.key === 'PageDown') return PAGE
    return event.key === 'PageUp' ? -PAGE : null
  }

  function move(event: KeyboardEvent): boolean {
    const all = list()
    const at = active.value === null ? -1 : all.indexOf(active.value)
    const by = step(event)
    if (by !== null) {
      const start = at < 0 && by < 0 ? all.length : at
      walkTo(all[Math.min(all.length - 1, Math.max(0, start + by))], event.shiftKey)
    } else if (event.key === 'Home') walkTo(all[0], event.shiftKey)
    else if (event.key === 'End') walkTo(all.at(-1), event.shiftKey)
    else return false
    return true
  }

  function act(event: KeyboardEvent): boolean {
    const id = active.value
    if (event.key === 'Enter' && id !== null && open) open(id)
    else if (select && event.key === ' ' && id !== null) toggle(id)
    else if (select && event.key === 'Escape' && chosen.value.size > 0) clear()
    else return false
    return true
  }

  function onKeydown(event: KeyboardEvent): boolean {
    if (event.defaultPrevented || event.altKey || isOwnControl(event)) return false
    const command = event.ctrlKey || event.metaKey
    const all = select && command && event.key.toLowerCase() === 'a'
    if (all) chosen.value = new Set(list())
    const taken = all || (!command && (move(event) || act(event)))
    if (taken) event.preventDefault()
    return taken
  }

  return {
    active,
    selected,
    isSelected: (id: string) => chosen.value.has(id),
    walkTo,
    toggle,
    clear,
    onClick,
    onKeydown,
  }
}

function isOwnControl({ target, currentTarget }: KeyboardEvent): boolean {
  return (
    target !== currentTarget &&
    target instanceof Element &&
    target.closest('input, textarea, select, button, a, [contenteditable]') !== null
  )
}
