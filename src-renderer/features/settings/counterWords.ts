import type { Diagnostics } from '../../../src-shared/domain/diagnostics'

type Counter = Diagnostics['counters'][number]

/** A count in the terms of the message files: `settings.diagnostics.counts.<key>`. */
export interface CounterWords {
  /** Something of the server's was not taken, or something of ours failed. */
  readonly refused: boolean
  /** Null: a name that only a newer main process knows; it is shown as it is. */
  readonly key: string | null
  /** What the name holds beyond its kind: a close code, an error code, an event's name. */
  readonly what: string
}

const REFUSED = new Map([
  ['frames.binary', 'binary'],
  ['frames.invalidUtf8', 'invalidUtf8'],
  ['frames.tooLarge', 'tooLarge'],
  ['frames.notJson', 'notJson'],
  ['frames.tooDeep', 'tooDeep'],
  ['frames.notUnderstood', 'notUnderstood'],
  ['frames.handlerThrew', 'threw'],
  ['events.handlerThrew', 'threw'],
  ['owner.threw', 'threw'],
  ['emit.overflow', 'overflow'],
])
const COUNTED = new Map([
  ['frames.in', 'in'],
  ['frames.out', 'out'],
  ['events.twin', 'twin'],
  ['heartbeat.silent', 'silent'],
  ['dials', 'dials'],
  ['others', 'others'],
])
/** Names that go on with something else. */
const OPEN = [
  { prefix: 'events.unknown.', key: 'unknown', refused: true },
  { prefix: 'closed.', key: 'closed', refused: false },
  { prefix: 'refused.', key: 'refused', refused: false },
  { prefix: 'failed.', key: 'failed', refused: false },
]

export function counterWords({ name }: Counter): CounterWords {
  const refused = REFUSED.get(name)
  if (refused !== undefined) return { refused: true, key: refused, what: '' }
  const counted = COUNTED.get(name)
  if (counted !== undefined) return { refused: false, key: counted, what: '' }
  const open = OPEN.find(({ prefix }) => name.startsWith(prefix))
  if (!open) return { refused: false, key: null, what: name }
  return { refused: open.refused, key: open.key, what: name.slice(open.prefix.length) }
}
