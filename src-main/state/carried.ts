/**
 * What was made of rows (by seq), carried over to the next time for the rows that are still the same
 * objects. Two lists walked in step: a WeakMap of ten thousand costs more than making all anew.
 */
export class Carried<R extends { readonly seq: number }, V> {
  #rows: readonly R[] = []
  #values: readonly V[] = []

  /**
   * The same list as the last time when nothing in it is new.
   * @param make is given what it made of this very row the last time, or null
   */
  map(rows: readonly R[], make: (row: R, before: V | null) => V): readonly V[] {
    const [known, made] = [this.#rows, this.#values]
    const values: V[] = []
    let at = 0
    let isNew = rows.length !== known.length
    for (const row of rows) {
      let old = known[at]
      while (old && old.seq < row.seq) old = known[++at]
      const before = old === row ? (made[at] ?? null) : null
      const value = make(row, before)
      // By place, not by row: a row that is new may be made into the same nothing as none.
      isNew ||= value !== made[values.length]
      values.push(value)
    }
    this.#rows = rows
    if (isNew) this.#values = values
    return this.#values
  }
}
