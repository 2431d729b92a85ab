import type { OutboxKind, OutboxView } from '../../../src-shared/domain/outbox'
import type { Formatters } from '../../i18n/format'

type Translate = (key: string, named?: Record<string, unknown>) => string

/** These make something new each time; everything else names what it is about and how it shall be. */
const MAKES_NEW: readonly OutboxKind[] = ['todo.create', 'queue.add']

/** Sending it again could leave the server with two. */
export function canDouble({ command, inDoubt }: Pick<OutboxView, 'command' | 'inDoubt'>): boolean {
  return inDoubt && MAKES_NEW.includes(command.kind)
}

/** What a change waits for, in one sentence. `out`: the user is signed out of its server. */
export function whyWords(
  row: Pick<OutboxView, 'state' | 'answer' | 'notBefore'>,
  {
    out,
    now,
    format,
  }: { readonly out: boolean; readonly now: number; readonly format: Formatters },
  t: Translate,
): string {
  const { state, answer, notBefore } = row
  if (state === 'held' && answer !== null) return t('outbox.why.answered')
  if (state !== 'queued') return t(`outbox.why.${state}`)
  if (out) return t('outbox.why.signedOut')
  return notBefore !== null && notBefore > now
    ? t('outbox.why.nextTry', { time: format.duration((notBefore - now) / 1_000) })
    : t('outbox.why.queued')
}
