/** Anything with an identity inside its slice. */
export interface Entity {
  readonly id: string
}

/** A whole slice at one revision. Rows stand in their order. */
export interface Snapshot<E extends Entity, M> {
  readonly rev: number
  readonly rows: readonly E[]
  readonly meta: M
}

/**
 * A change from revision `from` to `to`. Applied in this order: `remove`, `upsert` (new ids are
 * appended), then `order` (all ids, given only when the order changed otherwise), then `meta`.
 */
export interface Patch<E extends Entity, M> {
  readonly from: number
  readonly to: number
  readonly upsert: readonly E[]
  readonly remove: readonly string[]
  readonly order?: readonly string[]
  readonly meta?: M
}

/** True when the patch tells nothing new. */
export function isEmpty(
  patch: Pick<Patch<Entity, unknown>, 'upsert' | 'remove' | 'order' | 'meta'>,
) {
  return (
    patch.upsert.length === 0 &&
    patch.remove.length === 0 &&
    patch.order === undefined &&
    patch.meta === undefined
  )
}

/**
 * One patch that does what `a` and then `b` do. `b.from` must be `a.to`.
 * An entity removed and put back moves to the end, so a later `order` is kept or rebuilt by the caller.
 */
export function mergePatches<E extends Entity, M>(a: Patch<E, M>, b: Patch<E, M>): Patch<E, M> {
  const upserts = new Map(a.upsert.map((row) => [row.id, row]))
  const removed = new Set(a.remove)
  for (const id of b.remove) {
    upserts.delete(id)
    removed.add(id)
  }
  for (const row of b.upsert) upserts.set(row.id, row)
  const order = b.order ?? orderAfter(a, b)
  const meta = b.meta !== undefined ? b.meta : a.meta
  return {
    from: a.from,
    to: b.to,
    upsert: [...upserts.values()],
    remove: [...removed],
    ...(order ? { order } : {}),
    ...(meta !== undefined ? { meta } : {}),
  }
}

/** What `a.order` becomes when `b` removes some and appends others without an order of its own. */
function orderAfter<E extends Entity>(a: Patch<E, unknown>, b: Patch<E, unknown>) {
  if (!a.order) return undefined
  const gone = new Set(b.remove)
  const kept = a.order.filter((id) => !gone.has(id))
  const known = new Set(kept)
  for (const row of b.upsert) {
    if (!known.has(row.id)) kept.push(row.id)
  }
  return kept
}

/**
 * The patch body that turns `before` into `after` (rows in order). Rows are compared by identity
 * first, then with `same`, so unchanged rows cost nothing. What is in the same place at both ends
 * is walked in step; only the middle, where rows came, went or moved, is looked up by id.
 */
export function diffRows<E extends Entity>(
  before: readonly E[],
  after: readonly E[],
  same: (a: E, b: E) => boolean,
): { upsert: E[]; remove: string[]; order?: string[] } {
  if (before.length === 0) return { upsert: [...after], remove: [] }
  const upsert: E[] = []
  const compare = (old: E, row: E): void => {
    if (old !== row && !same(old, row)) upsert.push(row)
  }
  const begin = inStep(before, after, 0, compare)
  let oldEnd = before.length
  let newEnd = after.length
  for (; oldEnd > begin && newEnd > begin; oldEnd--, newEnd--) {
    const [old, row] = [before[oldEnd - 1], after[newEnd - 1]]
    if (!old || old.id !== row?.id) break
    compare(old, row)
  }
  if (oldEnd === begin && newEnd === begin) return { upsert, remove: [] }
  const old = new Map(before.slice(begin, oldEnd).map((row) => [row.id, row]))
  const middle = after.slice(begin, newEnd)
  const seen = new Set<string>()
  const added: string[] = []
  for (const row of middle) {
    seen.add(row.id)
    const previous = old.get(row.id)
    if (previous) compare(previous, row)
    else {
      upsert.push(row)
      added.push(row.id)
    }
  }
  const ids = [...old.keys()]
  const remove = ids.filter((id) => !seen.has(id))
  const kept = remove.length === 0 ? ids : ids.filter((id) => seen.has(id))
  // Whoever applies the patch puts new rows at the very end.
  const atEnd = added.length === 0 || newEnd === after.length
  const moved = !atEnd || [...kept, ...added].some((id, at) => id !== middle[at]?.id)
  return { upsert, remove, ...(moved ? { order: after.map((row) => row.id) } : {}) }
}

/** How far both lists name the same rows, from `at` on. */
function inStep<E extends Entity>(
  before: readonly E[],
  after: readonly E[],
  at: number,
  compare: (old: E, row: E) => void,
): number {
  for (; at < before.length && at < after.length; at++) {
    const [old, row] = [before[at], after[at]]
    if (!old || old.id !== row?.id) break
    compare(old, row)
  }
  return at
}
