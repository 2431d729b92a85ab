import { snapshot, subscribe } from '../bridge/bridge'
import type { SlicePatch } from '../../src-shared/ipc/events'
import type { Entity, Patch } from '../../src-shared/state/patch'
import {
  SLICE_NAMES,
  type EntityOf,
  type MetaOf,
  type SliceName,
} from '../../src-shared/state/slices'
import { createMirror, type Mirror } from './mirror'

type Mirrors = { readonly [N in SliceName]: Mirror<EntityOf<N>, MetaOf<N>> }

function mirrorOf<N extends SliceName>(name: N, structureOf?: (row: EntityOf<N>) => string) {
  return createMirror<EntityOf<N>, MetaOf<N>>({
    fetch: () => snapshot(name),
    ...(structureOf ? { structureOf } : {}),
  })
}

/** The window's copy of every slice. The thin stores beside this file are the way to read them. */
export const mirrors: Mirrors = {
  connections: mirrorOf('connections'),
  session: mirrorOf('session'),
  library: mirrorOf('library', (row) => `${row.title}\u0000${row.missingCount ?? ''}`),
  queue: mirrorOf('queue', (row) => row.group),
  todos: mirrorOf('todos', (row) => String(row.completed)),
  outbox: mirrorOf('outbox', (row) => `${row.server}${row.state}`),
  activity: mirrorOf('activity'),
  settings: mirrorOf('settings'),
  scan: mirrorOf('scan'),
  capabilities: mirrorOf('capabilities'),
}

/**
 * Subscribes first, then takes the snapshots, so that nothing falls between the two. Resolves when
 * every slice is in. Returns the unsubscribe through `stop`.
 */
export function startMirrors(): { ready: Promise<void>; stop: () => void } {
  const stop = subscribe('patch', route)
  const ready = Promise.all(SLICE_NAMES.map((name) => mirrors[name].sync())).then(() => undefined)
  return { ready, stop }
}

function route({ slice, patch }: SlicePatch): void {
  // The union ties `patch` to `slice`; the compiler cannot follow that through an index.
  const mirror = mirrors[slice] as unknown as Mirror<Entity, unknown>
  mirror.receive(patch as Patch<Entity, unknown>)
}
