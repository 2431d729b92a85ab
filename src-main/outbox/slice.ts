import type { OutboxQuestion } from '../../src-shared/domain/decisions'
import { OUTBOX_LIMIT, type OutboxView } from '../../src-shared/domain/outbox'
import { SERVER_KINDS } from '../../src-shared/domain/server'
import type { MetaOf } from '../../src-shared/state/slices'
import type { Sessions } from '../session/types'
import { Carried } from '../state/carried'
import { Slice } from '../state/slice'
import type { TodoStore } from '../store/todos'
import { questionOf } from './conflicts'
import { canEdit } from './decisions'
import type { SqliteOutbox } from './outbox'
import type { StoredRow } from './table'

/** The `outbox` slice: the unconfirmed changes of the accounts in use, and of no other. */
export function outboxSlice(
  outbox: Pick<SqliteOutbox, 'of' | 'entity' | 'onChange' | 'twins'>,
  todos: TodoStore,
  sessions: Pick<Sessions, 'account' | 'onChange'>,
) {
  const slice = new Slice<OutboxView, MetaOf<'outbox'>>(
    { limit: OUTBOX_LIMIT, twins: [] },
    { distinct: true },
  )
  const views = new Carried<StoredRow, OutboxView>()
  const publish = () => {
    const accounts = SERVER_KINDS.flatMap((kind) => sessions.account(kind) ?? [])
    const rows = bySeq(
      accounts.map((account) => outbox.of(account)).filter(({ length }) => length > 0),
    )
    // One that is being removed is not offered any more.
    const twins = accounts.flatMap((account) =>
      outbox.twins
        .offers(account)
        .filter(({ twinEntity }) => outbox.entity(account, 'todos', twinEntity).length === 0),
    )
    slice.replace(
      views.map(rows, (row, before) => {
        // What is asked is made of the server's list too.
        const asks = row.state === 'conflict' || row.state === 'review'
        return before && !asks
          ? before
          : viewOf(row, asks ? questionOf(row, row.account, todos) : null)
      }),
      { limit: OUTBOX_LIMIT, twins },
    )
  }
  publish()
  const offs = [outbox.onChange(publish), sessions.onChange(publish)]
  return { slice, dispose: () => offs.forEach((off) => off()) }
}

/** Of one account the list itself: ten thousand rows are not sorted again at every change. */
function bySeq(lists: readonly (readonly StoredRow[])[]): readonly StoredRow[] {
  const [only = []] = lists
  return lists.length <= 1 ? only : lists.flat().sort((a, b) => a.seq - b.seq)
}

/** One literal: rows spread together from parts took longer than reading ten thousand from the disk. */
function viewOf(row: StoredRow, question: OutboxQuestion | null): OutboxView {
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
    canEdit: canEdit(row),
    // `failed` is only reached when the server's list did not hold it, or by its own refusal.
    inDoubt: row.baseline !== null && row.state !== 'failed',
  }
}
