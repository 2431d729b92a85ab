/**
 * What was made of rows (by seq), carried over to the next time for the rows that are still the same
 * objects. Two lists walked in step: a WeakMap of ten thousand costs more than making all anew.
 */
export class Carried<R extends { readonly seq: number }, V> {
  #rows: readonly R[] = []
  #values: readonly V[] = []

  /** @param make is given what it made of this very row the last time, or null */
  map(rows: readonly R[], make: (row: R, before: V | null) => V): readonly V[] {
    const [known, made] = [this.#rows, this.#values]
    const values: V[] = []
    let at = 0
    for (const row of rows) {
      let old = known[at]
      while (old && old.seq < row.seq) old = known[++at]
      values.push(make(row, old === row ? (made[at] ?? null) : null))
    }
    this.#rows = rows
    this.#values = values
    return values
  }
}
