import { dependentsOf } from './dependents'
import { neverSent } from './fold'
import type { SqliteOutbox } from './outbox'
import type { OutboxTable, StoredRow } from './table'

/** So many can be taken back; the window offers only the last few, for a few seconds. */
const KEPT = 20

/** What a discard took away, and what it changed. */
interface Discarded {
  readonly gone: readonly StoredRow[]
  readonly changed: readonly StoredRow[]
}

/**
 * Deletes rows with all that depends on them, and remembers the last that were discarded for as long
 * as the program runs: a kill does not bring them back. Joins the caller's unit of work.
 */
export class Discards {
  readonly #outbox: Pick<SqliteOutbox, 'get' | 'of' | 'patch' | 'settle' | 'touch'>
  readonly #table: Pick<OutboxTable, 'insert'>
  readonly #known = new Map<number, Discarded>()

  constructor(
    outbox: Pick<SqliteOutbox, 'get' | 'of' | 'patch' | 'settle' | 'touch'>,
    table: Pick<OutboxTable, 'insert'>,
  ) {
    this.#outbox = outbox
    this.#table = table
  }

  /** @param back whether `bringBack` may undo it */
  delete(row: StoredRow, { back }: { readonly back: boolean }): void {
    const outbox = this.#outbox
    const { drop, change } = dependentsOf(row, outbox.of(row.account))
    const now = (seq: number) => outbox.get(seq) ?? []
    const gone = [row, ...drop.flatMap(now)]
    if (back) this.#keep(row.seq, { gone, changed: change.flatMap(({ seq }) => now(seq)) })
    for (const { seq, command } of change) outbox.patch(seq, { command })
    for (const { seq } of gone) outbox.settle(seq)
  }

  /** Puts it where it stood; false when nothing was discarded under that number. */
  bringBack(seq: number): boolean {
    const found = this.#known.get(seq)
    this.#known.delete(seq)
    if (!found) return false
    for (const row of found.gone) {
      this.#table.insert(asBack(row))
      this.#outbox.touch(row.account)
    }
    for (const { seq: other, command } of found.changed) {
      const row = this.#outbox.get(other)
      // It may have gone out since, as it was then.
      if (row && neverSent(row)) this.#outbox.patch(other, { command })
    }
    return true
  }

  #keep(seq: number, discarded: Discarded): void {
    this.#known.set(seq, discarded)
    const [oldest] = this.#known.keys()
    if (this.#known.size > KEPT && oldest !== undefined) this.#known.delete(oldest)
  }
}

/**
 * Whether it arrived nobody has looked for while it was away, and on a living connection nobody would:
 * what was sent once and is to go again is looked for first (both lanes, by its baseline).
 */
function asBack(row: StoredRow): StoredRow {
  // A run command is not looked for but settled by the state of the run.
  const sent = row.baseline !== null && row.command.kind !== 'queue.run'
  return sent && row.state === 'ambiguous' ? { ...row, state: 'queued' } : row
}
