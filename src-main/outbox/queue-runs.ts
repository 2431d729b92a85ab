import type { RunState } from '../../src-shared/domain/queue'
import { runIs, type RunCommand } from './queue-evidence'
import type { StoredRow } from './table'

/** A status that was on its way before the answer may not show it yet: so many are looked at. */
export const LOOKS = 3

/** A row that was sent and is not settled. */
export interface Sent {
  /** What stood in the row before: null where the server cannot have heard of it. */
  readonly baseline: number | null
  readonly isRun: boolean
  answered: boolean
  looks: number
}

type RunRow = StoredRow & { readonly command: { readonly run: RunCommand } }

/**
 * Which run commands a status settles. In order: a state that was there before an earlier Stop took
 * effect says nothing about a later Start. Once all were answered, the present state is what came
 * of them.
 * @param open run commands that were sent, by seq
 */
export function settledRuns(
  open: readonly RunRow[],
  state: RunState,
  sentOf: (seq: number) => Sent | undefined,
): readonly RunRow[] {
  const answered = open.every(({ seq }) => sentOf(seq)?.answered === true)
  const last = open.at(-1)
  if (last && answered && runIs(last.command.run, state)) return open
  const settled: RunRow[] = []
  for (const row of open) {
    const sent = sentOf(row.seq)
    const over = sent?.answered === true && ++sent.looks >= LOOKS
    if (!runIs(row.command.run, state) && !over) break
    settled.push(row)
  }
  return settled
}
