import type { StoredRow } from './table'

/**
 * Rows by seq. What `rows` answers never changes afterwards: it is copied at the first change after it
 * was given out, so that a list nobody looks at between two changes costs nothing.
 */
export class RowList {
  #rows: StoredRow[]
  #lent = false

  /** @param rows by seq; the list's own from now on */
  constructor(rows: StoredRow[] = []) {
    this.#rows = rows
  }

  get rows(): readonly StoredRow[] {
    this.#lent = true
    return this.#rows
  }

  get size(): number {
    return this.#rows.length
  }

  get(seq: number): StoredRow | null {
    const row = this.#rows[placeOf(this.#rows, seq)]
    return row?.seq === seq ? row : null
  }

  /** Puts a row into its place, or into the place of the one with its seq. */
  put(row: StoredRow): void {
    const rows = this.#own()
    const last = rows.at(-1)
    if (!last || last.seq < row.seq) rows.push(row)
    else {
      const at = placeOf(rows, row.seq)
      rows.splice(at, rows[at]?.seq === row.seq ? 1 : 0, row)
    }
  }

  remove(seq: number): void {
    const at = placeOf(this.#rows, seq)
    if (this.#rows[at]?.seq === seq) this.#own().splice(at, 1)
  }

  #own(): StoredRow[] {
    if (this.#lent) this.#rows = this.#rows.slice()
    this.#lent = false
    return this.#rows
  }
}

/** Where the first row that is not before `seq` stands. */
function placeOf(rows: readonly StoredRow[], seq: number): number {
  let [from, to] = [0, rows.length]
  while (from < to) {
    const middle = (from + to) >> 1
    if ((rows[middle]?.seq ?? Infinity) < seq) from = middle + 1
    else to = middle
  }
  return from
}
