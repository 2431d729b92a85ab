// Over 300 lines: one scripted server serves every order in which snapshots and events can come.
import { describe, expect, it } from 'vitest'
import type { OutboxRow } from '../../src-shared/domain/outbox'
import type { QueueItem, QueueStatus } from '../../src-shared/domain/queue'
import type { DownloadOutcome } from '../activity/outcome'
import { Emitter } from '../emitter'
import { silentLog } from '../log'
import type { QueueLaneOptions } from '../outbox/types'
import { ManualClock } from '../transport/test-support'
import type { DecodedStatus } from '../wire/library/queue-status'
import type { QueueEvent } from './reduce'
import type { QueueApi } from './api'
import { QueueService } from './service'
import { item, outboxRow } from './testing'

const HERE = { profileId: 'p', account: 'p:' }
const RUN = { running: true, paused: false }

/** The service with its borders (HTTP, cache, outbox, lane) written by hand. */
function setUp(cached: QueueItem[] = []) {
  const clock = new ManualClock()
  const fetches: { resolve: (items: QueueItem[]) => void; reject: (why: Error) => void }[] = []
  const api = {
    status: () =>
      new Promise<DecodedStatus>((resolve, reject) => {
        fetches.push({
          resolve: (items) => resolve({ items, run: RUN, skipped: 0 }),
          reject,
        })
      }),
  } as unknown as QueueApi
  const changed = new Emitter<ReadonlySet<string>>()
  const outbox = { all: [] as OutboxRow[] }
  const told: string[] = []
  const stored: QueueStatus[] = []
  let lane: QueueLaneOptions | null = null
  const service = new QueueService({
    api,
    library: { rescan: () => Promise.resolve(), add: () => Promise.resolve() },
    cache: {
      queue: (profileId) =>
        profileId === 'p' && cached.length > 0
          ? { value: { items: cached, run: RUN }, confirmedAt: 5_000 }
          : null,
      putQueue: (_profileId, status) => stored.push(status),
    },
    outbox: {
      rows: (account) => outbox.all.filter((row) => row.account === account),
      onChange: (l) => changed.on(l),
    },
    makeLane: (where, options) => {
      lane = options
      return {
        available: () => told.push('available'),
        unavailable: () => told.push('unavailable'),
        status: ({ items }) => {
          told.push(`status ${items.map((one) => one.id).join()}`)
          // As the real lane does: what the status shows is settled.
          outbox.all = outbox.all.filter((row) => row.command.kind !== 'queue.add')
          changed.emit(new Set([where.account]))
        },
        run: (event) => told.push(`run ${event}`),
        dispose: () => told.push('dispose'),
      }
    },
    clock,
    log: silentLog,
  })
  const outcomes: DownloadOutcome[] = []
  service.onOutcome((outcome) => outcomes.push(outcome))
  const ids = () => service.slice.rows.map((row) => row.id)
  const state = (id: string) => service.slice.get(id)?.state
  return {
    clock,
    fetches,
    changed,
    outbox,
    told,
    stored,
    service,
    outcomes,
    ids,
    state,
    lane: () => lane,
  }
}

const ref = (id: string) => ({ id, key: null, folder: null, retryCount: null })
const complete = (id: string): QueueEvent => ({ type: 'download.complete', item: ref(id) })
const failed = (id: string): QueueEvent => ({ type: 'download.failed', item: ref(id), reason: 'x' })
const progress = (id: string, percent: number): QueueEvent => ({
  type: 'download.progress',
  item: ref(id),
  progress: { percent, downloadedMb: null, totalMb: null, speedMbps: 1, etaSeconds: null },
})

async function fetched(t: ReturnType<typeof setUp>, items: QueueItem[]) {
  const done = t.service.refresh()
  t.fetches.at(-1)?.resolve(items)
  await done
}

describe('accounts', () => {
  it('shows the cache first, says how old it is, and nothing of it elsewhere', () => {
    const t = setUp([item('a')])
    t.service.open(HERE)
    expect(t.ids()).toEqual(['a'])
    expect(t.service.slice.meta.freshness).toEqual({ confirmedAt: 5_000, live: false })
    t.service.open({ profileId: 'q', account: 'q:' })
    expect(t.ids()).toEqual([])
    expect(t.service.slice.meta.freshness).toEqual({ confirmedAt: null, live: false })
    expect(t.told).toEqual(['dispose'])
  })

  it('drops an answer that comes after the switch', async () => {
    const t = setUp()
    t.service.open(HERE)
    const refresh = t.service.refresh()
    t.service.open({ profileId: 'q', account: 'q:' })
    t.fetches[0]?.resolve([item('of p')])
    await expect(refresh).rejects.toMatchObject({ error: { code: 'net.cancelled' } })
    expect(t.ids()).toEqual([])
  })
})

describe('snapshot and events', () => {
  it('applies what came while the fetch was out over its answer', async () => {
    const t = setUp()
    t.service.open(HERE)
    await fetched(t, [item('a', 'active'), item('b')])
    const refresh = t.service.refresh()
    t.service.apply(complete('a'))
    t.service.apply(progress('b', 7))
    t.fetches[1]?.resolve([item('a', 'active'), item('b')])
    await refresh
    expect([t.state('a'), t.state('b')]).toEqual(['completed', 'downloading'])
  })

  it('lets a pushed status win over an answer asked for before', async () => {
    const t = setUp()
    t.service.open(HERE)
    const refresh = t.service.refresh()
    t.service.applyStatus({ items: [item('new')], run: RUN })
    t.fetches[0]?.resolve([item('old')])
    await refresh
    expect(t.ids()).toEqual(['new'])
  })

  it('does not let an event of the first try end the second', async () => {
    const t = setUp()
    t.service.open(HERE)
    await fetched(t, [item('a', 'active')])
    const refresh = t.service.refresh()
    t.service.apply(failed('a'))
    t.fetches[1]?.resolve([item('a', 'pending', { retryCount: 1 })])
    await refresh
    expect(t.state('a')).toBe('pending')
  })

  it('yields a terminal state to a snapshot asked for later', async () => {
    const t = setUp()
    t.service.open(HERE)
    await fetched(t, [item('a', 'active')])
    t.service.apply(complete('a'))
    t.service.apply(progress('a', 99))
    expect(t.state('a')).toBe('completed')
    await fetched(t, [item('a', 'active')])
    expect(t.state('a')).toBe('downloading')
  })

  it('lets the lane settle before the status is shown: no flicker between', async () => {
    const t = setUp()
    t.service.open(HERE)
    t.outbox.all = [
      outboxRow(1, {
        kind: 'queue.add',
        ...{ seriesId: 's', seriesFolder: null, seriesTitle: 'S' },
        episodes: [{ season: 1, episode: 1 }],
      }),
    ]
    t.changed.emit(new Set(['p:']))
    expect(t.ids()).toEqual(['local:1:1:1:s'])
    const shown: string[][] = []
    t.service.slice.onChange(() => shown.push(t.ids()))
    await fetched(t, [item('real')])
    expect(shown.filter((rows) => rows.length !== 1)).toEqual([])
    expect(t.ids()).toEqual(['real'])
  })

  it('shows what is there when a fetch fails, and runs one at a time', async () => {
    const t = setUp([item('a')])
    t.service.open(HERE)
    const [first, second, third] = [t.service.refresh(), t.service.refresh(), t.service.refresh()]
    expect(t.fetches).toHaveLength(1)
    t.fetches[0]?.reject(new Error('away'))
    await expect(first).rejects.toThrow('away')
    await Promise.resolve()
    expect(t.ids()).toEqual(['a'])
    await expect.poll(() => t.fetches.length).toBe(2)
    t.fetches[1]?.resolve([item('b')])
    await Promise.all([second, third])
    expect(t.fetches).toHaveLength(2)
    expect(t.ids()).toEqual(['b'])
  })
})

describe('publishing', () => {
  it('touches one row per progress event, keeps its mark, and leaves hidden ones hidden', async () => {
    const t = setUp()
    t.service.open(HERE)
    await fetched(t, [item('a', 'active'), item('b', 'active'), item('c')])
    t.outbox.all = [
      outboxRow(1, { kind: 'queue.remove', itemIds: ['b'] }),
      outboxRow(2, { kind: 'queue.retry', itemIds: ['a'] }),
    ]
    t.changed.emit(new Set(['p:']))
    const patches: { upsert: string[]; order: boolean }[] = []
    t.service.slice.onChange(({ patch }) => {
      if (patch.meta && patch.upsert.length === 0) return
      patches.push({ upsert: patch.upsert.map((row) => row.id), order: patch.order !== undefined })
    })
    t.service.apply(progress('a', 5))
    t.service.apply(progress('b', 5))
    expect(patches).toEqual([{ upsert: ['a'], order: false }])
    expect(t.service.slice.get('a')?.pending?.seq).toBe(2)
    expect(t.ids()).toEqual(['a', 'c'])
  })

  it('does not wait with an end, and tells it once for each try', async () => {
    const t = setUp()
    t.service.open(HERE)
    await fetched(t, [item('a', 'active')])
    const urgent: boolean[] = []
    t.service.slice.onChange((published) => urgent.push(published.urgent))
    t.service.apply(failed('a'))
    expect(urgent).toEqual([true])
    await fetched(t, [item('a', 'failed', { error: 'x' })])
    expect(t.outcomes.map((one) => [one.outcome, one.retryCount, one.reason])).toEqual([
      ['failed', 0, 'x'],
    ])
    await fetched(t, [item('a', 'active', { retryCount: 1 })])
    await fetched(t, [item('a', 'completed', { retryCount: 1 })])
    expect(t.outcomes.map((one) => [one.outcome, one.retryCount])).toEqual([
      ['failed', 0],
      ['completed', 1],
    ])
  })

  it('tells nothing of what it finds in the history, nor of what only the cache held open', async () => {
    const t = setUp([item('a', 'active')])
    t.service.open(HERE)
    await fetched(t, [item('a', 'completed'), item('old', 'failed')])
    expect(t.outcomes).toEqual([])
  })

  it('tells the end of an item that was not known, once the status shows it', async () => {
    const t = setUp()
    t.service.open(HERE)
    await fetched(t, [])
    t.service.apply(complete('quick'))
    t.clock.advance(1_000)
    expect(t.fetches).toHaveLength(2)
    t.fetches[1]?.resolve([item('quick', 'completed')])
    await expect.poll(() => t.outcomes.map((one) => one.itemId)).toEqual(['quick'])
  })

  it('stores structure at most once a second, and progress never', async () => {
    const t = setUp()
    t.service.open(HERE)
    await fetched(t, [item('a', 'active')])
    expect(t.stored).toHaveLength(1)
    for (let percent = 0; percent < 50; percent++) t.service.apply(progress('a', percent))
    t.clock.advance(5_000)
    expect(t.stored).toHaveLength(1)
    t.service.apply(complete('a'))
    expect(t.stored.at(-1)?.items[0]?.state).toBe('completed')
  })
})

describe('reading again', () => {
  it('is every 60 s while events flow, every 10 s while something runs in silence', async () => {
    const t = setUp()
    t.service.open(HERE)
    await fetched(t, [item('a', 'active')])
    t.service.setLive(true)
    for (let second = 0; second < 59; second++) {
      t.clock.advance(1_000)
      t.service.apply(progress('a', second))
    }
    expect(t.fetches).toHaveLength(1)
    t.clock.advance(1_000)
    expect(t.fetches).toHaveLength(2)
    t.fetches[1]?.resolve([item('a', 'active')])
    await expect.poll(() => t.told.length).toBe(2)
    t.clock.advance(20_000)
    expect(t.fetches).toHaveLength(3)
    t.service.setLive(false)
    t.clock.advance(600_000)
    expect(t.fetches).toHaveLength(3)
  })

  it('does not ask ten times a second about an item that no status shows', async () => {
    const t = setUp()
    t.service.open(HERE)
    await fetched(t, [])
    for (let n = 0; n < 50; n++) {
      t.service.apply(progress('ghost', n))
      t.clock.advance(100)
      t.fetches.at(-1)?.resolve([])
      await Promise.resolve()
    }
    expect(t.fetches.length).toBeLessThanOrEqual(7)
  })
})

describe('run state', () => {
  it('reaches the lane before it is shown', () => {
    const t = setUp()
    t.service.open(HERE)
    t.service.apply({ type: 'queue.run', run: 'paused' })
    expect(t.told).toEqual(['run paused'])
    expect(t.service.slice.meta.run.paused).toBe(true)
  })
})
