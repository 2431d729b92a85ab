import type { Patch, Snapshot } from '../state/patch'
import type { EntityOf, MetaOf, SliceName } from '../state/slices'

export type SlicePatch<N extends SliceName = SliceName> = N extends SliceName
  ? { readonly slice: N; readonly patch: Patch<EntityOf<N>, MetaOf<N>> }
  : never

export type SliceSnapshot<N extends SliceName> = Snapshot<EntityOf<N>, MetaOf<N>>

type PageName =
  'home' | 'library' | 'queue' | 'todos' | 'activity' | 'outbox' | 'server' | 'settings'

/** Asks the window to go somewhere (menu, notification click, deep link). */
export type Navigation =
  | { readonly to: PageName }
  | { readonly to: 'series'; readonly seriesId: string }
  | { readonly to: 'newTodo'; readonly title: string }
  | { readonly to: 'palette' }

/** Everything the main process tells the window by itself. */
export interface Events {
  /** Coalesced changes of one slice; see state/patch.ts. */
  patch: SlicePatch
  navigate: Navigation
}

export type EventName = keyof Events
