import { useI18n } from 'vue-i18n'
import type { ConnectionState, ConnectionView } from '../../src-shared/domain/connection'
import { useFormat } from '../i18n/format'
import { useNow } from '../ui/now'

/** States that a dial at the user's wish may end. */
const RETRIABLE: ReadonlySet<ConnectionState> = new Set<ConnectionState>([
  'backoff',
  'eventsUnavailable',
])

/** Trying now is worth it, and needs nothing else of the user. */
export function canRetry(view: ConnectionView | undefined): boolean {
  return view !== undefined && RETRIABLE.has(view.state)
}

/** How a connection is, in the words of the top bar and of Diagnostics; ages and waits run on. */
export function useConnectionWords() {
  const { t, te } = useI18n()
  const format = useFormat()
  const now = useNow()

  /** Whole seconds to the next dial; null when none is due. */
  function secondsToDial({ nextAttemptAt }: ConnectionView): number | null {
    if (nextAttemptAt === null || nextAttemptAt <= now.value) return null
    return Math.ceil((nextAttemptAt - now.value) / 1_000)
  }

  return {
    /** `Live`, `Reconnecting in 4 s`. */
    state(view: ConnectionView | undefined): string {
      const seconds = view?.state === 'backoff' ? secondsToDial(view) : null
      if (seconds === null) return t(`app.connection.${view?.state ?? 'idle'}`)
      return t('app.connection.reconnecting', { time: format.value.duration(seconds) })
    },

    /** Since when, last byte, attempt, next attempt: what of them is known and not said by `state`. */
    facts(view: ConnectionView): string {
      const parts = [t('app.connection.since', { time: format.value.time(view.since) })]
      if (view.lastByteAt !== null) {
        const ago = format.value.ago(view.lastByteAt, now.value)
        parts.push(t('app.connection.lastByte', { ago }))
      }
      if (view.attempt > 0) parts.push(t('app.connection.attempt', view.attempt))
      // While reconnecting, the state itself says when.
      const seconds = view.state === 'backoff' ? null : secondsToDial(view)
      if (seconds !== null) {
        parts.push(t('app.connection.next', { time: format.value.duration(seconds) }))
      }
      return parts.join(' · ')
    },

    /** What happened to the connection; what an error means for a single request is no concern here. */
    cause(code: string): string {
      const own = `app.connection.cause.${code}`
      if (te(own, 'en')) return t(own)
      return te(`errors.${code}.what`, 'en') ? t(`errors.${code}.what`) : t('errors.internal.what')
    },
  }
}
