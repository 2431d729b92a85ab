import type { OutboxQuestion } from '../../src-shared/domain/decisions'
import { OUTBOX_LIMIT, type OutboxRow, type OutboxView } from '../../src-shared/domain/outbox'
import { SERVER_KINDS } from '../../src-shared/domain/server'
import type { MetaOf } from '../../src-shared/state/slices'
import type { Sessions } from '../session/types'
import { Slice } from '../state/slice'
import type { TodoStore } from '../store/todos'
import { questionOf } from './conflicts'
import type { SqliteOutbox } from './outbox'

/** The `outbox` slice: the unconfirmed changes of the accounts in use, and of no other. */
export function outboxSlice(
  outbox: Pick<SqliteOutbox, 'of' | 'onChange' | 'twins'>,
  todos: TodoStore,
  sessions: Pick<Sessions, 'account' | 'onChange'>,
) {
  const slice = new Slice<OutboxView, MetaOf<'outbox'>>({ limit: OUTBOX_LIMIT, twins: [] })
  const publish = () => {
    const accounts = SERVER_KINDS.flatMap((kind) => sessions.account(kind) ?? [])
    const rows = accounts.flatMap((account) => outbox.of(account)).sort((a, b) => a.seq - b.seq)
    // One that is being removed is not offered any more.
    const touched = new Set(rows.map((row) => row.entity))
    const twins = accounts
      .flatMap((account) => outbox.twins.offers(account))
      .filter((offer) => !touched.has(offer.twinEntity))
    slice.replace(
      rows.map((row) => viewOf(row, questionOf(row, row.account, todos))),
      { limit: OUTBOX_LIMIT, twins },
    )
  }
  publish()
  const offs = [outbox.onChange(publish), sessions.onChange(publish)]
  return { slice, dispose: () => offs.forEach((off) => off()) }
}

/** One literal: rows spread together from parts took longer than reading ten thousand from the disk. */
function viewOf(row: OutboxRow, question: OutboxQuestion | null): OutboxView {
  return {
    id: String(row.seq),
    seq: row.seq,
    server: row.server,
    entity: row.entity,
    command: row.command,
    label: row.label,
    state: row.state,
    attempts: row.attempts,
    lastError: row.lastError,
    createdAt: row.createdAt,
    notBefore: row.notBefore,
    question,
    answer: row.answer?.is ?? null,
  }
}
