import { shallowRef } from 'vue'
import { useI18n } from 'vue-i18n'
import { call } from '../../bridge/bridge'
import { episodeCode } from '../../../src-shared/domain/series'
import { canRetry, type QueueRow } from '../../../src-shared/domain/queue'
import { useCapabilities, useQueue } from '../../stores'
import { useToasts } from '../../ui/toasts'

export type Move = 'up' | 'down' | 'first' | 'last'

/** `Amber Tide S02E05`: how a download is called in sentences. */
export function downloadName(row: QueueRow): string {
  return `${row.seriesTitle} ${episodeCode(row)}`
}

/** What can be done to downloads. Each says what it did, offers undo where there is one, and shows why it failed. */
export function useQueueActions() {
  const queue = useQueue()
  const capabilities = useCapabilities()
  const toasts = useToasts()
  const { t } = useI18n()
  /** Read out by the page's live region after a move. */
  const announcement = shallowRef('')

  async function attempt(work: () => Promise<void>): Promise<void> {
    try {
      await work()
    } catch (thrown) {
      toasts.showError(thrown)
    }
  }

  /** Tracked: a failed row that the server gives up on stays where it is, and loses its retry. */
  function retries(id: string): boolean {
    const row = queue.row(id)
    return row !== undefined && canRetry(row) && capabilities.offers('library', 'queue.retry')
  }

  function names(ids: readonly string[]): { title: string; n: number } {
    const first = ids[0] === undefined ? undefined : queue.peek(ids[0])
    return { title: first ? downloadName(first) : '', n: ids.length }
  }

  const undoOf = (seq: number) => () => call('outbox.undo', { seq })

  function remove(ids: readonly string[]): Promise<void> {
    const named = names(ids)
    return attempt(async () => {
      if (ids.length === 0) return
      const seq = await queue.remove([...ids])
      if (seq === null) return
      toasts.show({ text: t('queue.removed', named, named.n), undo: undoOf(seq) })
    })
  }

  function retry(ids: readonly string[]): Promise<void> {
    const failed = ids.filter(retries)
    const named = names(failed)
    return attempt(async () => {
      // An empty list would mean "all that failed" to the server.
      if (failed.length === 0) return
      await queue.retry(failed)
      toasts.show({ text: t('queue.retried', named, named.n) })
    })
  }

  function clear(): Promise<void> {
    return attempt(async () => {
      const seq = await queue.clear()
      if (seq !== null) toasts.show({ text: t('queue.cleared'), undo: undoOf(seq) })
    })
  }

  function run(which: 'start' | 'stop' | 'pause' | 'resume'): Promise<void> {
    return attempt(async () => void (await queue.run(which)))
  }

  /** What one key does; nothing where the server cannot hold what runs. */
  function pauseOrResume(): Promise<void> {
    if (!capabilities.offers('library', 'queue.pause')) return Promise.resolve()
    return run(queue.runState.paused ? 'resume' : 'pause')
  }

  /** Puts a pending download behind `after` (null: first), and offers to put it back. */
  function place(id: string, after: string | null): Promise<void> {
    const pending = queue.groups.pending
    const before = pending[pending.indexOf(id) - 1] ?? null
    const row = queue.peek(id)
    return attempt(async () => {
      if (!row || before === after || id === after) return
      await queue.move(id, after)
      const at = queue.groups.pending.indexOf(id) + 1
      const text = t('queue.moved', { title: downloadName(row), place: at })
      announcement.value = text
      toasts.show({ text, undo: () => queue.move(id, before) })
    })
  }

  function move(id: string, where: Move): Promise<void> {
    const pending = queue.groups.pending
    const at = pending.indexOf(id)
    if (at < 0 || !capabilities.offers('library', 'queue.reorder')) return Promise.resolve()
    const others = pending.filter((other) => other !== id)
    const place_ = { up: at - 1, down: at + 1, first: 0, last: others.length }[where]
    const to = Math.min(others.length, Math.max(0, place_))
    if (to === at) return Promise.resolve()
    return place(id, others[to - 1] ?? null)
  }

  return { announcement, remove, retries, retry, clear, run, pauseOrResume, place, move }
}

export type QueueActions = ReturnType<typeof useQueueActions>
