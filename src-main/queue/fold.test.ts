import { describe, expect, it } from 'vitest'
import { appError } from '../../src-shared/domain/errors'
import type { OutboxRow } from '../../src-shared/domain/outbox'
import { foldQueue } from './fold'
import { item, outboxRow } from './testing'

const ITEMS = [
  item('run', 'active'),
  item('a'),
  item('b'),
  item('c'),
  item('bad', 'failed'),
  item('done', 'completed'),
]
const show = (...rows: OutboxRow[]) => foldQueue(ITEMS, rows)
const ids = (...rows: OutboxRow[]) => show(...rows).rows.map((row) => row.id)

describe('the queue as shown', () => {
  it('is what the server said, with the same row objects, while nothing is pending', () => {
    const [first, second] = [show(), show()]
    expect(first.rows.map((row) => row.id)).toEqual(['run', 'a', 'b', 'c', 'bad', 'done'])
    expect(first.rows[0]).toBe(second.rows[0])
    expect(first.rows.every((row) => row.pending === null)).toBe(true)
    const foreign = outboxRow(1, { kind: 'todo.delete', todoId: 1 })
    expect(show(foreign).rows[0]).toBe(first.rows[0])
  })

  it('has added episodes as waiting rows with an id of their own', () => {
    const add = outboxRow(7, {
      kind: 'queue.add',
      ...{ seriesId: 's', seriesFolder: null, seriesTitle: 'S' },
      episodes: [
        { season: 1, episode: 2, title: 'Two' },
        { season: 1, episode: 3 },
      ],
    })
    const { rows } = show(add)
    expect(rows.map((row) => row.id)).toEqual([
      'run',
      'a',
      'b',
      'c',
      'local:7:1:2:s',
      'local:7:1:3:s',
      'bad',
      'done',
    ])
    expect(rows[4]).toMatchObject({
      state: 'pending',
      episodeTitle: 'Two',
      addedAt: 1_000,
      pending: { seq: 7, kind: 'queue.add', state: 'queued' },
    })
  })

  it.each(['held', 'queued', 'sending', 'ambiguous'] as const)(
    'hides what is removed while %s',
    (state) => {
      expect(
        ids(outboxRow(1, { kind: 'queue.remove', itemIds: ['b', 'gone'] }, { state })),
      ).not.toContain('b')
      expect(
        ids(outboxRow(1, { kind: 'queue.clear', itemIds: ['done'] }, { state })),
      ).not.toContain('done')
    },
  )

  it('shows a removal that failed on its row, with why', () => {
    const lastError = appError('server.forbidden', 'no')
    const failed = outboxRow(
      1,
      { kind: 'queue.remove', itemIds: ['b'] },
      { state: 'failed', lastError },
    )
    expect(show(failed).rows.find((row) => row.id === 'b')?.pending).toEqual({
      ...{ seq: 1, kind: 'queue.remove', state: 'failed', error: lastError },
    })
  })

  it('marks what is retried without moving it', () => {
    const { rows } = show(outboxRow(1, { kind: 'queue.retry', itemIds: ['bad'] }))
    expect(rows[4]).toMatchObject({ id: 'bad', group: 'failed', pending: { kind: 'queue.retry' } })
  })

  it('reorders what waits, one move over the other', () => {
    expect(
      ids(
        outboxRow(1, { kind: 'queue.move', itemId: 'c', after: null }),
        outboxRow(2, { kind: 'queue.move', itemId: 'a', after: 'b' }),
      ),
    ).toEqual(['run', 'c', 'b', 'a', 'bad', 'done'])
    expect(ids(outboxRow(1, { kind: 'queue.move', itemId: 'c', after: 'started' }))[1]).toBe('c')
    expect(ids(outboxRow(1, { kind: 'queue.move', itemId: 'gone', after: null }))).toEqual(ids())
  })

  it('moves and hides what is only being added, and the item that it becomes', () => {
    const add = outboxRow(7, {
      kind: 'queue.add',
      ...{ seriesId: 's', seriesFolder: null, seriesTitle: 'S' },
      episodes: [2, 3].map((episode) => ({ season: 1, episode })),
    })
    const later = [
      outboxRow(8, { kind: 'queue.move', itemId: 'local:7:1:3:s', after: 'a' }),
      outboxRow(9, { kind: 'queue.move', itemId: 'b', after: 'local:7:1:3:s' }),
      outboxRow(10, { kind: 'queue.remove', itemIds: ['local:7:1:2:s'] }, { state: 'held' }),
    ]
    expect(ids(add, ...later)).toEqual(['run', 'a', 'local:7:1:3:s', 'b', 'c', 'bad', 'done'])
    const became = [2, 3].map((episode) =>
      item(`e${episode}`, 'pending', { seriesId: 's', episode }),
    )
    const shown = foldQueue([item('a'), item('b'), ...became], later).rows
    expect(shown.map(({ id }) => id)).toEqual(['a', 'e3', 'b'])
  })

  it('does not reorder by a move that failed', () => {
    const failed = outboxRow(
      1,
      { kind: 'queue.move', itemId: 'c', after: null },
      { state: 'failed' },
    )
    expect(ids(failed)).toEqual(ids())
  })

  it('tells the last run command, and a failed one before it', () => {
    const stop = outboxRow(2, { kind: 'queue.run', run: 'stop' })
    expect(show(outboxRow(1, { kind: 'queue.run', run: 'start' }), stop).runPending?.seq).toBe(2)
    const failed = outboxRow(1, { kind: 'queue.run', run: 'start' }, { state: 'failed' })
    expect(show(failed, stop).runPending).toMatchObject({ seq: 1, state: 'failed' })
  })
})
