import { groupOf, isTerminal } from '../../src-shared/domain/queue'
import type {
  ItemProgress,
  QueueGroup,
  QueueItem,
  QueueStatus,
  RunState,
} from '../../src-shared/domain/queue'
import { asKnown, sameJson } from '../state/same-json'
import type { DownloadRef, LibraryEvent, RunEvent } from '../wire/library/event-types'

/** What the server said of its queue: items group by group, each in the server's order. */
export interface QueueState extends QueueStatus {
  readonly index: ReadonlyMap<string, number>
}

export type QueueEvent = Extract<
  LibraryEvent,
  { type: 'download.progress' | 'download.complete' | 'download.failed' | 'queue.run' }
>

/** What an event did. */
export interface Change {
  readonly state: QueueState
  /** The one item that is different; null: none. */
  readonly item: QueueItem | null
  /** That item now stands elsewhere, so the order changed too. */
  readonly moved: boolean
  /** It ended by this event. */
  readonly ended: boolean
  /** The event told of something this state does not hold: the whole has to be read. */
  readonly incomplete: boolean
}

const GROUPS: readonly QueueGroup[] = ['active', 'pending', 'failed', 'completed']

export const EMPTY_QUEUE: QueueState = {
  items: [],
  run: { running: null, paused: null },
  index: new Map(),
}

/**
 * A snapshot as state. The server's word replaces everything, terminal states too; but what `known`
 * holds with equal content stays the object it was, so that ten thousand items of which three went
 * on cost the comparison and nothing behind it.
 */
export function fromStatus(
  { items, run }: QueueStatus,
  known: QueueState = EMPTY_QUEUE,
): QueueState {
  const find = (id: string) => known.items[known.index.get(id) ?? -1]
  const kept = asKnown(inGroups(items), known.items, find)
  if (kept !== known.items) return indexed(kept, run)
  return sameJson(run, known.run) ? known : { ...known, run }
}

/** Group by group; decoders give them so already. */
function inGroups(items: readonly QueueItem[]): readonly QueueItem[] {
  let last = 0
  for (const { group } of items) {
    const rank = GROUPS.indexOf(group)
    if (rank < last) return GROUPS.flatMap((one) => items.filter((item) => item.group === one))
    last = rank
  }
  return items
}

/** Applies one event; pure. `now` is epoch milliseconds, for the time an item ended. */
export function applyEvent(state: QueueState, event: QueueEvent, now: number): Change {
  if (event.type === 'queue.run') {
    const run = runAfter(state.run, event.run)
    return { ...nothing(state), state: { ...state, run }, incomplete: true }
  }
  const item = find(state, event.item)
  if (!item) return { ...nothing(state), incomplete: true }
  if (!yields(item, event.item)) return nothing(state)
  const retryCount = event.item.retryCount ?? item.retryCount
  return put(state, { ...item, ...after(item, event, now), retryCount })
}

/** The item an event means: by id, else the only unfinished one of that series. */
export function find(state: QueueState, ref: DownloadRef): QueueItem | null {
  const at = ref.id === null ? undefined : state.index.get(ref.id)
  if (at !== undefined) return state.items[at] ?? null
  if (ref.id !== null || (ref.key === null && ref.folder === null)) return null
  const candidates = state.items.filter(
    (item) =>
      item.group === 'active' &&
      (ref.key === null ? item.seriesFolder === ref.folder : item.seriesId === ref.key),
  )
  return candidates.length === 1 ? (candidates[0] ?? null) : null
}

/**
 * Whether an item takes an event. One about an earlier try says nothing any more, and an item that
 * has ended yields only to a later try: progress that comes late must not un-complete it.
 */
function yields(item: QueueItem, ref: DownloadRef): boolean {
  const tries = ref.retryCount ?? item.retryCount
  return tries > item.retryCount || (tries === item.retryCount && !isTerminal(item.state))
}

function after(
  item: QueueItem,
  event: Exclude<QueueEvent, { type: 'queue.run' }>,
  now: number,
): Partial<QueueItem> {
  switch (event.type) {
    case 'download.progress': {
      const waited = groupOf(item.state) !== 'active' && item.group !== 'active'
      return {
        state: waited ? 'downloading' : item.state,
        group: 'active',
        progress: merged(item.progress, event.progress),
      }
    }
    case 'download.complete':
      return {
        state: 'completed',
        group: 'completed',
        completedAt: now,
        error: null,
        progress: item.progress && { ...item.progress, percent: 100, ...STANDSTILL },
      }
    case 'download.failed':
      return {
        state: 'failed',
        group: 'failed',
        completedAt: now,
        error: event.reason ?? item.error,
        progress: item.progress && { ...item.progress, ...STANDSTILL },
      }
  }
}

const STANDSTILL = { speedMbps: null, etaSeconds: null }

/** Sizes and percent stay known when an event leaves them out; speed and ETA are of the moment. */
function merged(old: ItemProgress | null, now: ItemProgress | null): ItemProgress | null {
  if (!now || !old) return now ?? old
  return {
    percent: now.percent ?? old.percent,
    downloadedMb: now.downloadedMb ?? old.downloadedMb,
    totalMb: now.totalMb ?? old.totalMb,
    speedMbps: now.speedMbps,
    etaSeconds: now.etaSeconds,
  }
}

function runAfter(run: RunState, event: RunEvent): RunState {
  switch (event) {
    case 'started':
      return { running: true, paused: false }
    case 'stopped':
      return { running: false, paused: false }
    case 'paused':
      return { ...run, paused: true }
    case 'resumed':
      return { running: true, paused: false }
  }
}

/** Puts a changed item in its place, or at the end of its new group. */
function put(state: QueueState, item: QueueItem): Change {
  const at = state.index.get(item.id)
  const before = at === undefined ? undefined : state.items[at]
  if (at === undefined || !before) return nothing(state)
  const ended = isTerminal(item.state)
  if (before.group === item.group) {
    const items = state.items.slice()
    items[at] = item
    return { state: { ...state, items }, item, moved: false, ended, incomplete: false }
  }
  const rest = state.items.filter((other) => other.id !== item.id)
  const items = GROUPS.flatMap((group) => [
    ...rest.filter((other) => other.group === group),
    ...(item.group === group ? [item] : []),
  ])
  return { state: indexed(items, state.run), item, moved: true, ended, incomplete: false }
}

function indexed(items: readonly QueueItem[], run: RunState): QueueState {
  return { items, run, index: new Map(items.map((item, at) => [item.id, at])) }
}

function nothing(state: QueueState): Change {
  return { state, item: null, moved: false, ended: false, incomplete: false }
}
