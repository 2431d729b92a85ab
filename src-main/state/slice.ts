import {
  diffRows,
  isEmpty,
  type Entity,
  type Patch,
  type Snapshot,
} from '../../src-shared/state/patch'
import { Emitter } from '../emitter'
import { sameJson } from './same-json'

/** What is published: a patch, and whether it must not wait for the next flush. */
export interface Published<E extends Entity, M> {
  readonly patch: Patch<E, M>
  readonly urgent: boolean
}

/**
 * One slice of state, owned by the main process: rows in order, meta and a revision. Each change
 * raises the revision by one and is published as a patch; a change that changes nothing is not.
 */
export class Slice<E extends Entity, M> {
  #rows: readonly E[] = []
  /** Where each row stands; null: not asked for since the rows were replaced. */
  #index: Map<string, number> | null = null
  readonly #distinct: boolean
  #meta: M
  #rev = 0
  readonly #changed = new Emitter<Published<E, M>>()

  /** @param distinct whoever fills it never gives two rows with one id, so that nobody has to look */
  constructor(meta: M, { distinct = false } = {}) {
    this.#meta = meta
    this.#distinct = distinct
  }

  get rows(): readonly E[] {
    return this.#rows
  }

  get meta(): M {
    return this.#meta
  }

  get(id: string): E | undefined {
    const at = this.#places().get(id)
    return at === undefined ? undefined : this.#rows[at]
  }

  snapshot(): Snapshot<E, M> {
    return { rev: this.#rev, rows: this.#rows, meta: this.#meta }
  }

  onChange(listener: (published: Published<E, M>) => void): () => void {
    return this.#changed.on(listener)
  }

  /**
   * Makes the slice these rows and this meta, publishing only the difference. Equal rows are taken
   * over as well: given once more, they are known by identity and not compared by content again.
   * Of two rows with one id (a server may list one twice) the later is taken: a patch knows only one.
   */
  replace(given: readonly E[], meta: M = this.#meta, urgent = false): void {
    if (given === this.#rows) return this.setMeta(meta, urgent)
    const index = this.#distinct ? null : indexOf(given)
    const unique = index === null || index.size === given.length
    const rows = unique ? given : [...new Map(given.map((row) => [row.id, row])).values()]
    const body = diffRows(this.#rows, rows, sameJson)
    const metaChanged = !sameJson(this.#meta, meta)
    this.#rows = rows
    this.#index = unique ? index : null
    this.#publish({ ...body, ...(metaChanged ? { meta } : {}) }, meta, urgent)
  }

  /** Puts one row in its place (or at the end), without looking at the others. */
  upsert(row: E, urgent = false): void {
    const places = this.#places()
    const at = places.get(row.id)
    if (at === undefined) {
      places.set(row.id, this.#rows.length)
      this.#rows = [...this.#rows, row]
    } else {
      if (sameJson(this.#rows[at], row)) return
      const next = this.#rows.slice()
      next[at] = row
      this.#rows = next
    }
    this.#publish({ upsert: [row], remove: [] }, this.#meta, urgent)
  }

  setMeta(meta: M, urgent = false): void {
    if (sameJson(this.#meta, meta)) return
    this.#publish({ upsert: [], remove: [], meta }, meta, urgent)
  }

  #places(): Map<string, number> {
    return (this.#index ??= indexOf(this.#rows))
  }

  #publish(body: Omit<Patch<E, M>, 'from' | 'to'>, meta: M, urgent: boolean): void {
    if (isEmpty(body)) return
    const from = this.#rev
    this.#rev += 1
    this.#meta = meta
    this.#changed.emit({ patch: { from, to: this.#rev, ...body }, urgent })
  }
}

function indexOf(rows: readonly Entity[]): Map<string, number> {
  const index = new Map<string, number>()
  rows.forEach((row, at) => index.set(row.id, at))
  return index
}
