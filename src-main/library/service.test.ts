import { describe, expect, it } from 'vitest'
import type { Series } from '../../src-shared/domain/series'
import type { ScanOutcome } from '../activity/outcome'
import { Emitter } from '../emitter'
import { silentLog } from '../log'
import { outboxRow } from '../queue/testing'
import { ManualClock } from '../transport/test-support'
import { countNewMissing } from './changes'
import { ScanService } from './scan'
import { LibraryService } from './service'

const series = (id: string, missing: number[] | null, missingCount?: number): Series => ({
  ...{ id, serverId: id, title: id, folder: null, link: null, site: null, year: null, extra: {} },
  missing: missing && missing.map((episode) => ({ season: 1, episode })),
  missingCount: missingCount ?? missing?.length ?? null,
})
const link = (key: string) => `https://site.example/anime/stream/${key}`
const found = (key: string) => ({ title: key, link: link(key), inLibrary: false })
const HERE = { profileId: 'p', account: 'p:' }

function setUp(cached: Series[] | null = null) {
  const clock = new ManualClock()
  const server = { list: [] as Series[], calls: 0, fail: false, asked: [] as string[] }
  const rows = { all: [outboxRow(1, { kind: 'queue.run', run: 'start' })] }
  const changed = new Emitter<ReadonlySet<string>>()
  const library = new LibraryService({
    api: {
      list: async () => {
        server.calls += 1
        await Promise.resolve()
        if (server.fail) throw new Error('away')
        return { items: server.list, skipped: 0 }
      },
      details: (_profileId, serverId) => Promise.reject(new Error(`asked for ${serverId}`)),
      search: () => Promise.resolve({ items: ['a', 'b'].map((key) => found(key)), skipped: 0 }),
      loading: (_profileId, key) => {
        server.asked.push(key)
        return Promise.resolve({ key, state: 'completed', error: null })
      },
    },
    cache: {
      library: () => (cached ? { value: cached, confirmedAt: 5 } : null),
      putLibrary: () => undefined,
    },
    outbox: {
      enqueue: (row) => {
        const made = outboxRow(9, row.command)
        rows.all = [...rows.all, made]
        changed.emit(new Set([row.account]))
        return made
      },
      rows: () => rows.all,
      onChange: (listener) => changed.on(listener),
    },
    clock,
    log: silentLog,
  })
  const scan = new ScanService({ library, clock, log: silentLog })
  const outcomes: ScanOutcome[] = []
  scan.onOutcome((outcome) => outcomes.push(outcome))
  library.open(HERE)
  return { clock, server, library, scan, outcomes, phase: () => scan.slice.meta.phase }
}

const progress = (percent: number) =>
  ({ type: 'scan.progress', percent, current: null, total: null, message: null }) as const

describe('library', () => {
  it('shows the cache first and keeps it when the server cannot be reached', async () => {
    const t = setUp([series('a', [])])
    expect(t.library.slice.meta.freshness).toEqual({ confirmedAt: 5, live: false })
    t.server.fail = true
    await expect(t.library.refresh()).rejects.toThrow('away')
    expect(t.library.slice.rows.map((row) => row.id)).toEqual(['a'])
  })

  it('fetches once for several series that change', async () => {
    const t = setUp()
    t.library.refreshSoon()
    t.library.refreshSoon()
    t.clock.advance(1_000)
    expect(t.server.calls).toBe(1)
  })

  it('fetches some time after the last download, unless the server tells before', async () => {
    const t = setUp()
    t.library.episodeDone()
    t.clock.advance(2_000)
    t.library.episodeDone()
    t.clock.advance(3_499)
    expect(t.server.calls).toBe(0)
    t.clock.advance(1)
    expect(t.server.calls).toBe(1)
    await t.library.refresh()
    t.server.calls = 1
    t.library.episodeDone()
    t.library.refreshSoon()
    t.clock.advance(10_000)
    expect(t.server.calls).toBe(2)
  })

  it('queues one rescan at a time and shows that it waits', () => {
    const t = setUp()
    expect(t.library.rescan()).toBe(9)
    expect(t.library.rescan()).toBeNull()
    expect(t.library.slice.meta.rescanPending).toMatchObject({ seq: 9, state: 'queued' })
  })

  it('asks for details by the name the server uses', async () => {
    const t = setUp([{ ...series('frieren', []), serverId: '12' }])
    await expect(t.library.details('frieren')).rejects.toThrow('asked for 12')
  })

  it('knows which search results are in the library', async () => {
    const t = setUp([series('a', [])])
    const results = await t.library.search('x')
    expect(results.map((result) => result.inLibrary)).toEqual([true, false])
  })

  it('follows a series on its way in, and asks for what it may have missed', async () => {
    const t = setUp([])
    const loading = (state: string, error: string | null = null) =>
      t.library.loading({ key: 'b', state, error })
    expect(t.library.add(link('b'), 'B')).toBe(9)
    expect(t.library.slice.meta.adding).toMatchObject([
      { id: 'b', title: 'B', link: link('b'), loading: null, pending: { state: 'queued' } },
    ])
    loading('loading_episodes')
    expect(t.library.slice.meta.adding).toMatchObject([{ title: 'B', loading: 'loading_episodes' }])
    await t.library.refresh()
    await expect.poll(() => t.server.asked).toEqual(['b'])
    await expect.poll(() => t.library.slice.meta.adding[0]?.loading).toBeNull()
    loading('failed', 'no page')
    await t.library.refresh()
    expect(t.library.slice.meta.adding).toMatchObject([{ loading: 'failed', error: 'no page' }])
    expect(t.server.asked).toEqual(['b'])
    t.library.open({ profileId: 'q', account: 'q:' })
    expect(t.library.slice.meta.adding.some(({ loading: state }) => state !== null)).toBe(false)
  })

  it('counts what is newly missing by episode, else by number', () => {
    const before = [series('a', [1, 2]), series('b', null, 3), series('c', null, 5)]
    const after = [
      ...[series('a', [2, 3]), series('b', null, 5), series('c', null, 4)],
      series('new', [1, 2]),
    ]
    expect(countNewMissing(before, after)).toBe(1 + 2 + 0 + 2)
  })
})

describe('scan', () => {
  it('shows progress, then what it found, compared with before it began', async () => {
    const t = setUp([series('a', [1])])
    t.scan.apply(progress(50))
    expect(t.scan.slice.meta).toMatchObject({ phase: 'running', percent: 50 })
    t.server.list = [series('a', [1, 2])]
    await t.library.refresh()
    t.scan.apply({ type: 'scan.complete', message: null })
    expect(t.phase()).toBe('idle')
    await expect
      .poll(() => t.outcomes)
      .toEqual([{ kind: 'scan', outcome: 'completed', newMissing: 1, reason: null }])
  })

  it('fails with its reason, and says nothing of new episodes it cannot know', async () => {
    const t = setUp()
    t.server.fail = true
    t.scan.apply({ type: 'scan.failed', reason: 'disk gone' })
    expect(t.scan.slice.meta).toMatchObject({ phase: 'failed', error: 'disk gone' })
    await expect
      .poll(() => t.outcomes)
      .toEqual([{ kind: 'scan', outcome: 'failed', newMissing: null, reason: 'disk gone' }])
  })

  it('is unknown after a reconnect, and over after 60 s without progress', () => {
    const t = setUp()
    t.scan.reconnected()
    expect(t.phase()).toBe('idle')
    t.scan.apply(progress(10))
    t.scan.reconnected()
    expect(t.phase()).toBe('unknown')
    t.clock.advance(59_000)
    t.scan.apply(progress(20))
    expect(t.phase()).toBe('running')
    t.scan.reconnected()
    t.clock.advance(59_999)
    expect(t.phase()).toBe('unknown')
    t.clock.advance(1)
    expect(t.phase()).toBe('idle')
  })

  it('tells nothing of a scan of the account before', async () => {
    const t = setUp([series('a', [])])
    t.scan.apply({ type: 'scan.complete', message: null })
    t.scan.reset()
    await t.library.refresh()
    expect(t.outcomes).toEqual([])
  })
})
