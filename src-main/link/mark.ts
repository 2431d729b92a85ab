import type { OutboxMark, OutboxRow, OutboxState } from '../../src-shared/domain/outbox'

/** What a shown row says of a change that the server has not confirmed. */
export function markOf(row: OutboxRow): OutboxMark {
  return { seq: row.seq, kind: row.command.kind, state: row.state, error: row.lastError }
}

/** States in which a change is on its way: it is shown as done. In the others the user must see what is. */
const UNDER_WAY: ReadonlySet<OutboxState> = new Set(['held', 'queued', 'sending', 'ambiguous'])

export function isUnderWay(state: OutboxState): boolean {
  return UNDER_WAY.has(state)
}

/** Of two changes to one row, the one that needs the user; else the later. */
export function heavierMark(a: OutboxMark | null, b: OutboxMark): OutboxMark {
  return a && !isUnderWay(a.state) && isUnderWay(b.state) ? a : b
}
