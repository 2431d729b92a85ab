import { shallowReactive } from 'vue'
import { useI18n } from 'vue-i18n'
import type { OutboxState, OutboxView } from '../../../src-shared/domain/outbox'
import { useOutbox } from '../../stores'
import { useToasts } from '../../ui/toasts'
import { sentence } from './sentence'

/** States out of which sending again leads. Questions are answered, not sent again. */
export const SEND_AGAIN: readonly OutboxState[] = ['failed', 'ambiguous', 'parked', 'blocked']
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

  const canEdit = (id: string) => outbox.row(id)?.canEdit === true

  /** Takes back a change, or the answer to its question, before it goes out. */
  async function takeBack(row: OutboxView): Promise<void> {
    const done = row.answer === null ? 'outbox.discarded' : 'outbox.answerUndone'
    const text = t(done, { what: sentence(row, t) })
    const undone = await outbox.undo(row.seq)
    toasts.show({ text: undone ? text : t('ui.tooLate') })
  }

  async function discard(row: OutboxView): Promise<void> {
    const { seq, inDoubt } = row
    const done = inDoubt ? 'outbox.discardedInDoubt' : 'outbox.discarded'
    const text = t(done, { what: sentence(row, t) })
    await outbox.discard(seq)
    toasts.show({ text, undo: () => outbox.undo(seq) })
  }

  return {
    canSend,
    canEdit,
    asks,
    isBusy: (id: string) => busy.has(id),
    edit: (id: string) => open('edit', id),
    decide: (id: string) => open('decide', id),
    send: (id: string) => attempt(id, ({ seq }) => outbox.retry(seq)),
    discard: (id: string) =>
      attempt(id, (row) => (row.state === 'held' ? takeBack(row) : discard(row))),
    /** What Enter and a double click do. */
    main(id: string): void {
      if (asks(id)) open('decide', id)
      else if (canEdit(id)) open('edit', id)
      else if (canSend(id)) void this.send(id)
    },
  }
}
