import type { OutboxCommand, OutboxRow } from '../../src-shared/domain/outbox'
import type { ItemState, QueueGroup, QueueItem } from '../../src-shared/domain/queue'

const STATE: Readonly<Record<QueueGroup, ItemState>> = {
  active: 'downloading',
  pending: 'pending',
  failed: 'failed',
  completed: 'completed',
}

/** A queue item for tests. */
export function item(
  id: string,
  group: QueueGroup = 'pending',
  more: Partial<QueueItem> = {},
): QueueItem {
  return {
    id,
    seriesId: 'frieren',
    seriesFolder: 'Frieren (2023)',
    seriesTitle: 'Frieren',
    season: 1,
    episode: 1,
    episodeTitle: null,
    state: STATE[group],
    group,
    priority: null,
    addedAt: null,
    startedAt: null,
    completedAt: null,
    progress: null,
    error: null,
    retryCount: 0,
    ...more,
  }
}

/** An outbox row for tests. */
export function outboxRow(
  seq: number,
  command: OutboxCommand,
  more: Partial<OutboxRow> = {},
): OutboxRow {
  return {
    seq,
    profileId: 'p',
    account: 'p:',
    server: command.kind.startsWith('todo.') ? 'todos' : 'library',
    entity: `e${seq}`,
    command,
    base: null,
    label: '',
    state: 'queued',
    baseline: null,
    attempts: 0,
    lastError: null,
    createdAt: 1_000,
    notBefore: null,
    answer: null,
    ...more,
  }
}
