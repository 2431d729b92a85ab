import type { News } from '../../src-shared/domain/away'
import type { QueueItem } from '../../src-shared/domain/queue'
import type { Series } from '../../src-shared/domain/series'
import type { DownloadEnd } from '../activity/outcome'
import { countNewMissing } from '../library/changes'
import type { ForeignChange } from '../outbox/types'

/** Two clocks of one house agree to the minute. */
const CLOCKS_APART_MS = 60_000

/**
 * Series that came, and episodes missing of those that were there. A server that has begun to name
 * its series otherwise has not got new ones, so a known title is a known series.
 * @param own series the user asked for: no news
 */
export function libraryNews(
  before: readonly Series[],
  after: readonly Series[],
  own: ReadonlySet<string>,
): News {
  const ids = new Set(before.map(({ id }) => id))
  const titles = new Set(before.map(({ title }) => title))
  const added = after.filter(({ id, title }) => !ids.has(id) && !titles.has(title) && !own.has(id))
  const known = after.filter(({ id }) => ids.has(id))
  return { seriesAdded: added.length, newMissing: countNewMissing(before, known) }
}

/**
 * Downloads that ended between two states of the queue. An item that was not there before counts only
 * when the server says that it ended after `since`: else it may come from a history that was not
 * shown before. What is cancelled has not failed.
 */
export function endsBetween(
  before: readonly QueueItem[],
  after: readonly QueueItem[],
  since: number,
): readonly DownloadEnd[] {
  const old = new Map(before.map((item) => [item.id, item]))
  return after.flatMap((item) => {
    const { id, group, state, retryCount } = item
    if ((group !== 'completed' && group !== 'failed') || state === 'cancelled') return []
    const was = old.get(id)
    const ended = was
      ? was.group !== group || retryCount > was.retryCount
      : (item.completedAt ?? item.addedAt ?? 0) > since - CLOCKS_APART_MS
    return ended ? [{ itemId: id, outcome: group, retryCount }] : []
  })
}

/** The same end may have been noticed twice, by an event and by comparing. */
export function queueNews(ends: readonly DownloadEnd[]): News {
  const keys = new Map(
    ends.map(({ itemId, outcome, retryCount }) => [`${itemId} ${outcome} ${retryCount}`, outcome]),
  )
  const failed = [...keys.values()].filter((outcome) => outcome === 'failed').length
  return { finished: keys.size - failed, failed }
}

/** @param changes what others did to the list, our own changes left out (outbox/todo-foreign.ts) */
export function todoNews(changes: readonly Pick<ForeignChange, 'what'>[]): News {
  const count = (wanted: ForeignChange['what']) =>
    changes.filter(({ what }) => what === wanted).length
  return {
    todosAdded: count('created'),
    todosDone: count('done'),
    todosChanged: count('updated'),
    todosDeleted: count('deleted'),
  }
}
