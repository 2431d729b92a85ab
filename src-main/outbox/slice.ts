import { OUTBOX_LIMIT, type OutboxRow, type OutboxView } from '../../src-shared/domain/outbox'
import { SERVER_KINDS } from '../../src-shared/domain/server'
import type { MetaOf } from '../../src-shared/state/slices'
import type { Sessions } from '../session/types'
import { Slice } from '../state/slice'
import type { Outbox } from './types'

/** The `outbox` slice: the unconfirmed changes of the accounts in use, and of no other. */
export function outboxSlice(
  outbox: Pick<Outbox, 'rows' | 'onChange'>,
  sessions: Pick<Sessions, 'account' | 'onChange'>,
) {
  const slice = new Slice<OutboxView, MetaOf<'outbox'>>({ limit: OUTBOX_LIMIT })
  const publish = () => {
    const accounts = SERVER_KINDS.flatMap((kind) => sessions.account(kind) ?? [])
    const rows = accounts.flatMap((account) => outbox.rows(account))
    slice.replace(rows.sort((a, b) => a.seq - b.seq).map(viewOf))
  }
  publish()
  const offs = [outbox.onChange(publish), sessions.onChange(publish)]
  return { slice, dispose: () => offs.forEach((off) => off()) }
}

function viewOf(row: OutboxRow): OutboxView {
  const { seq, server, entity, command, label, state, attempts, lastError } = row
  const { createdAt, notBefore } = row
  return {
    ...{ id: String(seq), seq, server, entity, command, label },
    ...{ state, attempts, lastError, createdAt, notBefore },
  }
}
