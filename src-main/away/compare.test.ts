import { describe, expect, it } from 'vitest'
import { newsParts, onlyNews } from '../../src-shared/domain/away'
import type { QueueItem } from '../../src-shared/domain/queue'
import { item } from '../queue/testing'
import { endsBetween, libraryNews, queueNews, todoNews } from './compare'
import { series } from './testing'

const SINCE = 1_700_000_000_000
const NOBODY: ReadonlySet<string> = new Set()

function ends(before: readonly QueueItem[], after: readonly QueueItem[]): string[] {
  return endsBetween(before, after, SINCE).map(
    ({ itemId, outcome, retryCount }) => `${itemId} ${outcome} ${retryCount}`,
  )
}

describe('the queue before and after', () => {
  it('counts what ended meanwhile, and nothing that had ended before', () => {
    const before = [item('a', 'active'), item('b'), item('c', 'failed'), item('d', 'completed')]
    const after = [
      item('b', 'failed', { error: 'gone' }),
      item('c', 'failed'),
      item('a', 'completed'),
      item('d', 'completed'),
    ]
    expect(ends(before, after)).toEqual(['b failed 0', 'a completed 0'])
    expect(ends(after, after)).toEqual([])
  })

  it('counts a failure again only after another try', () => {
    const failed = item('a', 'failed')
    expect(ends([failed], [item('a', 'failed', { retryCount: 1 })])).toEqual(['a failed 1'])
    expect(ends([failed], [item('a', 'pending', { retryCount: 1 })])).toEqual([])
    expect(ends([item('a')], [item('a', 'failed', { state: 'cancelled' })])).toEqual([])
  })

  it('takes an unknown item for news only when it ended after the last contact', () => {
    const completed = (id: string, completedAt: number | null) =>
      item(id, 'completed', { completedAt })
    const after = [
      completed('new', SINCE + 5),
      completed('old', SINCE - 90_000),
      completed('?', null),
    ]
    expect(ends([], after)).toEqual(['new completed 0'])
  })

  it('counts an end once that an event told as well', () => {
    const end = { itemId: 'a', outcome: 'completed', retryCount: 0 } as const
    const retried = { ...end, outcome: 'failed', retryCount: 1 } as const
    expect(queueNews([end, { ...end }, retried])).toEqual({ finished: 1, failed: 1 })
  })
})

describe('the library before and after', () => {
  it('counts series that came and what is newly missing of the others', () => {
    const before = [series('a', [1]), series('b', [])]
    const after = [series('a', [1, 2, 3]), series('b', []), series('c', [1, 2]), series('own', [1])]
    expect(libraryNews(before, after, new Set(['own']))).toEqual({ seriesAdded: 1, newMissing: 2 })
    expect(libraryNews(after, before, NOBODY)).toEqual({ seriesAdded: 0, newMissing: 0 })
  })

  it('does not take a library for new whose server names its series otherwise', () => {
    const renamed = { ...series('old-name', [1]), id: 'key-1' }
    expect(libraryNews([series('old-name', [1])], [renamed], NOBODY)).toEqual({
      ...{ seriesAdded: 0, newMissing: 0 },
    })
  })
})

describe('a digest', () => {
  it('counts todos by what others did', () => {
    const what = (...all: ('created' | 'updated' | 'done' | 'deleted')[]) =>
      all.map((one) => ({ what: one }))
    expect(todoNews(what('created', 'done', 'created', 'deleted'))).toEqual({
      ...{ todosAdded: 2, todosDone: 1, todosChanged: 0, todosDeleted: 1 },
    })
  })

  it('says the noun once, server by server, and leaves out what did not happen', () => {
    const news = { finished: 3, failed: 1, seriesAdded: 2, newMissing: 0, todosDone: 2 }
    const said = newsParts(news).map((parts) =>
      parts.map(({ name, count, also }) => `${count} ${name}${also ? ' (also)' : ''}`),
    )
    expect(said).toEqual([['3 finished', '1 failed (also)', '2 seriesAdded'], ['2 todosDone']])
    expect(onlyNews(news)).toEqual({ finished: 3, failed: 1, seriesAdded: 2, todosDone: 2 })
    expect(onlyNews({ finished: 0, todosAdded: 0 })).toBeNull()
  })
})
