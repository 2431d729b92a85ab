import { shallowReactive } from 'vue'
import { useI18n } from 'vue-i18n'
import type { OutboxState, OutboxView } from '../../../src-shared/domain/outbox'
import { useOutbox } from '../../stores'
import { useToasts } from '../../ui/toasts'
import { sentence } from './sentence'

/** States out of which sending again leads. Questions are answered, not sent again. */
export const SEND_AGAIN: readonly OutboxState[] = ['failed', 'ambiguous', 'parked', 'blocked']
/** Sent at least once, and nobody knows what became of it. */
const IN_DOUBT: readonly OutboxState[] = ['ambiguous', 'parked']
const ASKS: readonly OutboxState[] = ['conflict', 'review']

export type RowActions = ReturnType<typeof useRowActions>

/** What can be done to a waiting change, by its id. `open` shows the dialog for it. */
export function useRowActions(open: (what: 'edit' | 'decide', id: string) => void) {
  const { t } = useI18n()
  const outbox = useOutbox()
  const toasts = useToasts()
  const busy = shallowReactive(new Set<string>())

  const stateOf = (id: string) => outbox.row(id)?.state
  const among = (states: readonly OutboxState[]) => (id: string) => {
    const state = stateOf(id)
    return state !== undefined && states.includes(state)
  }
  const canSend = among(SEND_AGAIN)
  const asks = (id: string) => among(ASKS)(id) && outbox.row(id)?.question !== null

  async function attempt(id: string, work: (row: OutboxView) => Promise<unknown>): Promise<void> {
    const row = outbox.row(id)
    if (!row || busy.has(id)) return
    busy.add(id)
    try {
      await work(row)
    } catch (thrown) {
      toasts.showError(thrown)
    } finally {
      busy.delete(id)
    }
  }

  /** The server can't know of it: its values may still change. */
  function canEdit(id: string): boolean {
    const row = outbox.row(id)
    if (row?.command.kind !== 'todo.create' && row?.command.kind !== 'todo.update') return false
    return (
      (row.state === 'queued' && row.attempts === 0) || ['failed', 'parked'].includes(row.state)
    )
  }

  return {
    canSend,
    canEdit,
    asks,
    inDoubt: among(IN_DOUBT),
    isBusy: (id: string) => busy.has(id),
    edit: (id: string) => open('edit', id),
    decide: (id: string) => open('decide', id),
    send: (id: string) => attempt(id, ({ seq }) => outbox.retry(seq)),
    discard: (id: string) =>
      attempt(id, async (row) => {
        const { seq, state } = row
        const text = t('outbox.discarded', { what: sentence(row, t) })
        if (state === 'held') {
          await outbox.undo(seq)
          toasts.show({ text })
        } else {
          await outbox.discard(seq)
          toasts.show({ text, undo: () => outbox.undo(seq) })
        }
      }),
    /** What Enter and a double click do. */
    main(id: string): void {
      if (asks(id)) open('decide', id)
      else if (canEdit(id)) open('edit', id)
      else if (canSend(id)) void this.send(id)
    },
  }
}
