import { computed, shallowReactive, shallowRef, type ComputedRef, type ShallowRef } from 'vue'
import type { Entity, Patch, Snapshot } from '../../src-shared/state/patch'

export interface MirrorOptions<E extends Entity, M> {
  /** Asks the main process for the whole slice. */
  readonly fetch: () => Promise<Snapshot<E, M>>
  /**
   * What of a row decides where it stands (its group, say). `structure` changes only when this or
   * the order does, so a progress patch does not regroup the whole list.
   */
  readonly structureOf?: (row: E) => string
  /** Runs `again` after a snapshot was refused; injected so that tests need no clock. */
  readonly later?: (again: () => void) => void
}

/** The window's copy of one slice. Rows are refs by id: a patch of one row re-renders that row. */
export interface Mirror<E extends Entity, M> {
  /** True once a snapshot is in. */
  readonly ready: ShallowRef<boolean>
  readonly order: ShallowRef<readonly string[]>
  readonly meta: ShallowRef<M | null>
  /** Counts changes of order or of `structureOf`. */
  readonly structure: ShallowRef<number>
  /** All rows in order. Depends on every row: for short lists and for sums. */
  readonly rows: ComputedRef<readonly E[]>
  /** One row, tracked: the caller runs again when this row changes, and only then. */
  row(id: string): E | undefined
  /** One row, not tracked. */
  peek(id: string): E | undefined
  /** Takes a patch; out of step with what is held, it leads to a new snapshot. */
  receive(patch: Patch<E, M>): void
  /** Fetches the whole slice. Patches that arrive meanwhile are kept and applied over it. */
  sync(): Promise<void>
}

const RETRY_MS = 1_000

export function createMirror<E extends Entity, M>(options: MirrorOptions<E, M>): Mirror<E, M> {
  const { fetch, structureOf, later = (again) => setTimeout(again, RETRY_MS) } = options
  const ready = shallowRef(false)
  const order = shallowRef<readonly string[]>([])
  const meta = shallowRef<M | null>(null) as ShallowRef<M | null>
  const structure = shallowRef(0)
  const cells = shallowReactive(new Map<string, ShallowRef<E>>())
  const plain = new Map<string, E>()
  let rev = -1
  let syncing = false
  let waiting: Patch<E, M>[] = []

  function setRow(row: E): boolean {
    const before = plain.get(row.id)
    plain.set(row.id, row)
    const cell = cells.get(row.id)
    if (cell) cell.value = row
    else cells.set(row.id, shallowRef(row) as ShallowRef<E>)
    return !before || (structureOf !== undefined && structureOf(before) !== structureOf(row))
  }

  function dropRow(id: string): void {
    plain.delete(id)
    cells.delete(id)
  }

  function load(whole: Snapshot<E, M>): void {
    const kept = new Set(whole.rows.map((row) => row.id))
    for (const id of [...plain.keys()]) if (!kept.has(id)) dropRow(id)
    for (const row of whole.rows) setRow(row)
    order.value = whole.rows.map((row) => row.id)
    structure.value += 1
    meta.value = whole.meta
    rev = whole.rev
    ready.value = true
  }

  function apply(patch: Patch<E, M>): void {
    let next: readonly string[] = order.value
    let moved = false
    const gone = new Set(patch.remove.filter((id) => plain.has(id)))
    if (gone.size > 0) {
      gone.forEach(dropRow)
      next = next.filter((id) => !gone.has(id))
      moved = true
    }
    const added: string[] = []
    for (const row of patch.upsert) {
      if (!plain.has(row.id)) added.push(row.id)
      if (setRow(row)) moved = true
    }
    if (added.length > 0) next = [...next, ...added]
    if (patch.order) {
      next = patch.order.filter((id) => plain.has(id))
      moved = true
    }
    if (next !== order.value) order.value = next
    if (moved) structure.value += 1
    if (patch.meta !== undefined) meta.value = patch.meta
    rev = patch.to
  }

  function receive(patch: Patch<E, M>): void {
    if (syncing) {
      waiting.push(patch)
    } else if (patch.to > rev) {
      // A coalesced patch may begin before our snapshot and end after it: its values are absolute.
      if (patch.from <= rev) apply(patch)
      else void sync()
    }
  }

  async function sync(): Promise<void> {
    if (syncing) return
    syncing = true
    waiting = []
    try {
      load(await fetch())
    } catch {
      later(() => void sync())
      return
    } finally {
      syncing = false
    }
    const kept = waiting
    waiting = []
    for (const [at, patch] of kept.entries()) {
      receive(patch)
      if (syncing) {
        // A gap among the kept ones started the next snapshot: the rest waits for that.
        waiting.push(...kept.slice(at))
        return
      }
    }
  }

  return {
    ready,
    order,
    meta,
    structure,
    rows: computed(() =>
      order.value.flatMap((id) => {
        const row = cells.get(id)?.value
        return row ? [row] : []
      }),
    ),
    row: (id) => cells.get(id)?.value,
    peek: (id) => plain.get(id),
    receive,
    sync,
  }
}
