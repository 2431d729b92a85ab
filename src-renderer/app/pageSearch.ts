import { onScopeDispose } from 'vue'

let focusSearch: (() => void) | null = null

/** A page with a search field says here how to focus it; `/` and the palette use it. */
export function usePageSearch(focus: () => void): void {
  focusSearch = focus
  onScopeDispose(() => {
    if (focusSearch === focus) focusSearch = null
  })
}

/** Focuses the page's search field. False where the page has none. */
export function focusPageSearch(): boolean {
  focusSearch?.()
  return focusSearch !== null
}
