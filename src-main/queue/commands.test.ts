import { describe, expect, it } from 'vitest'
import type { OutboxRow } from '../../src-shared/domain/outbox'
import type { Series } from '../../src-shared/domain/series'
import type { NewRow } from '../outbox/types'
import { QueueCommands } from './commands'
import { foldQueue } from './fold'
import { item, outboxRow } from './testing'

const SERIES: Series = {
  ...{ id: 'frieren', serverId: 'frieren', title: 'Frieren', folder: 'Frieren (2023)' },
  ...{ link: null, site: null, year: null, missingCount: null, missing: null, extra: {} },
}
const ITEMS = [
  item('run', 'active', { episode: 9 }),
  item('a'),
  item('b', 'pending', { episode: 2 }),
  item('bad', 'failed'),
  item('done', 'completed'),
]

function setUp(signedIn = true) {
  const queued: NewRow[] = []
  let rows: OutboxRow[] = []
  const commands = new QueueCommands({
    outbox: {
      enqueue: (row) => {
        queued.push(row)
        const made = outboxRow(100 + queued.length, row.command)
        rows.push(made)
        return made
      },
      rows: () => rows,
    },
    where: () => (signedIn ? { profileId: 'p', account: 'p:' } : null),
    rows: () => foldQueue(ITEMS, rows).rows,
    series: (id) => (id === 'frieren' ? SERIES : undefined),
  })
  return { commands, queued, set: (...given: OutboxRow[]) => (rows = given) }
}

describe('queue commands', () => {
  it('adds what is not waiting already, with what the server needs to know of the series', () => {
    const { commands, queued } = setUp()
    const episodes = [
      { season: 1, episode: 1 },
      { season: 1, episode: 5, title: 'Five' },
    ]
    expect(commands.add('frieren', episodes)).toBe(101)
    expect(queued[0]).toMatchObject({
      ...{ server: 'library', profileId: 'p', account: 'p:', label: 'Frieren S01E05' },
      command: { seriesId: 'frieren', seriesFolder: 'Frieren (2023)', episodes: [episodes[1]] },
    })
    expect(commands.add('frieren', [{ season: 1, episode: 5 }])).toBeNull()
    expect(() => commands.add('gone', episodes)).toThrow(/no longer/)
  })

  it('holds what destroys for the undo window, and nothing else', () => {
    const { commands, queued } = setUp()
    commands.remove(['a', 'unknown'])
    commands.clear()
    commands.retry(['bad', 'a'])
    commands.run('start')
    expect(queued.map((row) => [row.command, row.holdMs])).toEqual([
      [{ kind: 'queue.remove', itemIds: ['a'] }, 8_000],
      [{ kind: 'queue.clear', itemIds: ['done'] }, 8_000],
      [{ kind: 'queue.retry', itemIds: ['bad'] }, undefined],
      [{ kind: 'queue.run', run: 'start' }, undefined],
    ])
  })

  it('does nothing where there is nothing to do', () => {
    const { commands, queued } = setUp()
    expect(commands.remove(['unknown'])).toBeNull()
    expect(commands.retry(['a'])).toBeNull()
    expect(commands.move('b', 'a')).toBeNull()
    expect(queued).toEqual([])
  })

  it('moves only what waits', () => {
    const { commands, queued } = setUp()
    commands.move('b', null)
    expect(queued[0]?.command).toEqual({ kind: 'queue.move', itemId: 'b', after: null })
    expect(() => commands.move('run', null)).toThrow(/wait/)
  })

  it('moves and removes single episodes of an addition that was not sent', () => {
    const { commands, queued, set } = setUp()
    const add = (state: OutboxRow['state']) =>
      outboxRow(
        7,
        {
          kind: 'queue.add',
          ...{ seriesId: 'frieren', seriesFolder: null, seriesTitle: 'Frieren' },
          episodes: [
            { season: 2, episode: 1 },
            { season: 2, episode: 2 },
          ],
        },
        { state },
      )
    set(add('queued'))
    commands.move('local:7:2:2:frieren', 'a')
    commands.remove(['local:7:2:1:frieren', 'b'])
    expect(queued.map((row) => [row.command, row.holdMs])).toEqual([
      [{ kind: 'queue.move', itemId: 'local:7:2:2:frieren', after: 'a' }, undefined],
      [{ kind: 'queue.remove', itemIds: ['b', 'local:7:2:1:frieren'] }, 8_000],
    ])
    set(add('sending'))
    expect(() => commands.remove(['local:7:2:1:frieren'])).toThrow(/already/)
  })

  it('needs an account', () => {
    expect(() => setUp(false).commands.run('stop')).toThrow(/signed in/)
  })
})
