import { expect, it } from 'vitest'
import type { QueueItem } from '../../src-shared/domain/queue'
import type { Json } from '../../src-shared/json'
import { silentLog } from '../log'
import { item } from '../queue/testing'
import { decodeLibraryMessage } from '../wire/library/event'
import { LegacyEvents } from './legacy'

/** The events as a server writes them, a queue and an Activity written by hand. */
function setUp(...items: QueueItem[]) {
  const told: unknown[] = []
  const asked: unknown[] = []
  const server = { items: [...items], away: false }
  const queue = {
    confirmed: { items: [...items], run: { running: null, paused: null } },
    apply: (event: { type: string; item?: { id: string | null } }) =>
      asked.push([event.type, event.item?.id]),
    refreshSoon: () => asked.push('soon'),
    refresh: () => {
      asked.push('read')
      if (server.away) return Promise.reject(new Error('away'))
      queue.confirmed = { ...queue.confirmed, items: server.items }
      return Promise.resolve()
    },
  }
  const legacy = new LegacyEvents({
    queue,
    activity: {
      add: (kind, data) => told.push([kind, data]),
      record: (outcome) => told.push(outcome),
    },
    log: silentLog,
  })
  const says = async (type: string, data: { [key: string]: Json }) => {
    const { event } = decodeLibraryMessage({ type, data })
    if (event.type === 'episode.update') await legacy.episode(event)
    else if (event.type === 'server.event') legacy.server(event)
    else throw new Error(`${type} is no legacy event`)
  }
  const episode = (more: { [key: string]: Json }) =>
    says('download_episode_update', {
      ...{ key: 'frieren', serie_name: 'Frieren', episode: { season: 1, episode: 5 } },
      ...more,
    })
  return { told, asked, server, legacy, says, episode }
}

const outcome = (more: object) =>
  expect.objectContaining({
    kind: 'download',
    seriesTitle: 'Frieren',
    season: 1,
    episode: 5,
    ...more,
  })

it('an episode on its way is no news', async () => {
  const t = setUp(item('q1', 'active'))
  await t.episode({ id: 'q1' })
  await t.episode({ id: 'q1', status: 'downloading' })
  await t.episode({ id: 'q1', percent: '45.2' })
  await t.episode({ id: 'q1', status: 'cancelled' })
  expect([t.told, t.asked]).toEqual([[], []])
})

it('the end of an episode in the queue is told by the queue, found by id or by its number', async () => {
  const t = setUp(item('q1', 'active', { season: 1, episode: 5 }))
  await t.episode({ id: 'q1', status: 'completed' })
  await t.episode({ percent: 100 })
  await t.episode({ error: 'no space left' })
  expect(t.asked).toEqual([
    ['download.complete', 'q1'],
    ['download.complete', 'q1'],
    ['download.failed', 'q1'],
  ])
  expect(t.told).toEqual([])
})

it('one that the next status shows is told by the queue as well', async () => {
  const t = setUp()
  t.server.items = [item('q1', 'completed')]
  await t.episode({ id: 'q1', status: 'completed' })
  expect([t.asked, t.told]).toEqual([[['download.complete', 'q1'], 'read'], []])
})

it('one that no status shows is told here, once until it begins again', async () => {
  const t = setUp()
  await t.episode({ id: 'q9', status: 'failed', message: 'No luck' })
  await t.episode({ id: 'q9', status: 'failed', message: 'No luck' })
  expect(t.told).toEqual([outcome({ outcome: 'failed', itemId: 'q9', reason: 'No luck' })])
  await t.episode({ id: 'q9', status: 'downloading' })
  await t.episode({ id: 'q9', status: 'failed' })
  await t.episode({ id: 'q9', status: 'completed' })
  expect(t.told).toHaveLength(3)
  t.legacy.reset()
  await t.episode({ id: 'q9', status: 'completed' })
  expect(t.told).toHaveLength(4)
})

it('one without an id is told here, with what is known of it', async () => {
  const t = setUp(item('q1', 'active', { season: 1, episode: 6 }))
  await t.episode({ status: 'completed' })
  expect(t.told).toEqual([outcome({ outcome: 'completed', seriesId: 'frieren', itemId: '' })])
  await t.says('download_episode_update', { status: 'done', message: 'Something is done' })
  expect(t.told[1]).toEqual([
    'server.event',
    { name: 'download_episode_update', message: 'Something is done' },
  ])
  expect(t.asked).toEqual(['soon', 'soon'])
})

it('leaves it to the next status where the server cannot be reached', async () => {
  const t = setUp()
  t.server.away = true
  await t.episode({ id: 'q9', status: 'completed' })
  expect(t.told).toEqual([])
})

it.each([
  ...['scheduled_rescan_started', 'scheduled_rescan_completed', 'scheduled_rescan_error'],
  ...['scheduled_rescan_skipped', 'auto_download_started', 'auto_download_completed'],
  ...['auto_download_error'],
])('%s is an entry with what the server says', async (name) => {
  const t = setUp()
  await t.says(name, { message: 'Said by the server' })
  expect(t.told).toEqual([['server.event', { name, message: 'Said by the server' }]])
})

it('a series whose downloads are done is one entry, by its title', async () => {
  const t = setUp()
  const name = 'download_series_completed'
  await t.says(name, { id: 'q1', serie_name: 'Frieren', message: 'All episodes are downloaded' })
  await t.says(name, { message: 'All episodes are downloaded' })
  expect(t.told).toEqual([
    ['server.event', { name, title: 'Frieren' }],
    ['server.event', { name, message: 'All episodes are downloaded' }],
  ])
})
