import { beforeEach, describe, expect, it } from 'vitest'
import type { AwayDigest } from '../../src-shared/domain/away'
import type { ServerKind } from '../../src-shared/domain/server'
import type { DownloadEnd, DownloadOutcome } from '../activity/outcome'
import { item } from '../queue/testing'
import { ManualClock } from '../transport/test-support'
import { ABSENCE_MS } from './absence'
import { AwayService, type LibraryLists } from './away'
import { series } from './testing'

const HERE = { profileId: 'p', account: 'p:mia' }

let clock: ManualClock
let lists: LibraryLists
let confirmedAt: Record<ServerKind, number | null>
/** What was told, one by one and as digests. */
let told: string[]
let already: DownloadEnd[]
let away: AwayService

beforeEach(() => {
  clock = new ManualClock()
  lists = { series: [series('a', [1])], items: [item('x', 'active'), item('y')] }
  confirmedAt = { library: clock.now(), todos: clock.now() }
  told = []
  already = []
  away = new AwayService({
    clock,
    lists: () => lists,
    asked: () => new Set(['mine']),
    confirmedAt: (kind) => confirmedAt[kind],
    activity: {
      addSoon: (_kind, { what, title }) => void told.push(`${String(what)} ${String(title)}`),
      addDigest: ({ news }, account) =>
        void told.push(`entry ${JSON.stringify(news)} for ${account ?? 'all'}`),
      hasTold: ({ itemId }) => already.some((end) => end.itemId === itemId),
    },
  })
  away.onOutcome(({ itemId, outcome }) => told.push(`${itemId} ${outcome}`))
  away.onDigest(({ news }: AwayDigest) => told.push(`notice ${JSON.stringify(news)}`))
})

function outcome(itemId: string): DownloadOutcome {
  return {
    ...{ kind: 'download', outcome: 'completed', itemId, retryCount: 0, reason: null },
    ...{ seriesId: 's', seriesTitle: 'S', season: 1, episode: 1 },
  }
}

/** Both servers are there and have been heard of. */
function present(): void {
  for (const kind of ['library', 'todos'] as const) {
    away.presence[kind].opened(HERE)
    away.presence[kind].back()
  }
  told.length = 0
}

describe('while everything is in reach', () => {
  it('lets single announcements through', () => {
    present()
    away.outcome(outcome('x'))
    away.others([{ what: 'created', title: 'Milk' }])
    expect(told).toEqual(['x completed', 'created Milk'])
  })
})

describe('an absence', () => {
  it('of less than a minute ends in what was held, one by one', () => {
    present()
    away.presence.library.lost(clock.now())
    clock.advance(ABSENCE_MS - 1)
    away.outcome(outcome('x'))
    lists = { ...lists, items: [item('x', 'completed')] }
    expect(told).toEqual([])
    away.presence.library.back()
    away.presence.library.back()
    expect(told).toEqual(['x completed'])
  })

  it('of a minute ends in one digest, and in nothing else', () => {
    present()
    away.presence.library.lost(clock.now())
    clock.advance(ABSENCE_MS)
    away.outcome(outcome('x'))
    lists = {
      series: [...lists.series, series('b', [1]), series('mine', [1])],
      items: [item('x', 'completed'), item('y', 'failed')],
    }
    away.presence.library.back()
    const news = '{"finished":1,"failed":1,"seriesAdded":1}'
    expect(told).toEqual([`entry ${news} for all`, `notice ${news}`])
    away.outcome(outcome('z'))
    expect(told.at(-1)).toBe('z completed')
  })

  it('counts from the last contact, not from when it was noticed', () => {
    present()
    const last = clock.now()
    // Asleep for ten minutes: only the wall clock has moved when the lost line is noticed.
    clock.sleep(600_000)
    away.presence.todos.lost(last)
    away.others([{ what: 'done', title: 'Milk' }])
    away.presence.todos.back()
    expect(told).toEqual(['entry {"todosDone":1} for p:mia', 'notice {"todosDone":1}'])
  })

  it('is as long as the monotonic clock says where the wall clock was set back', () => {
    present()
    away.presence.todos.lost(clock.now() + 3_600_000)
    clock.advance(ABSENCE_MS)
    expect(away.presence.todos.isLong).toBe(true)
  })

  it('in which nothing happened is not told', () => {
    present()
    away.presence.library.lost(clock.now())
    away.presence.todos.lost(clock.now())
    clock.advance(10 * ABSENCE_MS)
    away.presence.library.back()
    away.presence.todos.back()
    clock.advance(ABSENCE_MS)
    expect(told).toEqual([])
    expect(clock.pending).toBe(0)
  })

  it('does not tell a second time what a killed process had told', () => {
    present()
    away.presence.library.lost(clock.now())
    clock.advance(ABSENCE_MS)
    already = [{ itemId: 'x', outcome: 'completed', retryCount: 0 }]
    lists = { ...lists, items: [item('x', 'completed'), item('y')] }
    away.presence.library.back()
    expect(told).toEqual([])
  })
})

describe('two servers', () => {
  function bothChanged(): void {
    present()
    away.presence.library.lost(clock.now())
    away.presence.todos.lost(clock.now())
    clock.advance(ABSENCE_MS)
    lists = { ...lists, items: [item('x', 'completed')] }
    away.others([
      { what: 'created', title: 'Milk' },
      { what: 'deleted', title: 'Bread' },
    ])
  }

  it('that come back together make one digest', () => {
    bothChanged()
    away.presence.library.back()
    clock.advance(5_000)
    expect(told).toEqual([])
    away.presence.todos.back()
    const news = '{"finished":1,"todosAdded":1,"todosDeleted":1}'
    expect(told).toEqual([`entry ${news} for p:mia`, `notice ${news}`])
    expect(clock.pending).toBe(0)
  })

  it('of which one stays away make one each', () => {
    bothChanged()
    away.presence.library.back()
    clock.advance(12_000)
    expect(told).toEqual(['entry {"finished":1} for all', 'notice {"finished":1}'])
    away.presence.todos.back()
    expect(told).toHaveLength(4)
  })

  it('tell what was gathered at quit, and before the next account', () => {
    bothChanged()
    away.presence.library.back()
    away.flush()
    away.flush()
    expect(told).toHaveLength(2)
    away.presence.todos.opened({ ...HERE, account: 'p:ben' })
    away.presence.todos.back()
    // What was noticed for the first account is not told to the second.
    expect(told).toHaveLength(2)
  })
})

describe('a start', () => {
  it('is the end of an absence since the last snapshot', () => {
    clock.advance(2 * ABSENCE_MS)
    away.presence.library.opened(HERE)
    lists = { ...lists, items: [item('x', 'completed')] }
    away.presence.library.back()
    expect(told).toEqual(['entry {"finished":1} for all', 'notice {"finished":1}'])
  })

  it('soon after the last one tells what others did one by one', () => {
    clock.advance(ABSENCE_MS - 1)
    away.presence.todos.opened(HERE)
    away.others([{ what: 'created', title: 'Milk' }])
    away.presence.todos.back()
    expect(told).toEqual(['created Milk'])
  })

  it('with nothing known has nothing to compare with', () => {
    confirmedAt.library = null
    lists = { series: [], items: [] }
    away.presence.library.opened(HERE)
    clock.advance(ABSENCE_MS)
    lists = {
      series: [series('a', [1])],
      items: [item('x', 'completed', { completedAt: clock.now() })],
    }
    away.presence.library.back()
    expect(told).toEqual([])
  })
})
