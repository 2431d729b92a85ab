import { describe, expect, it } from 'vitest'
import { AppFailure } from '../../../src-shared/domain/errors'
import { decodeQueueItem } from './queue-item'
import { decodeQueueStatus } from './queue-status'
import { decodeSearch } from './search'
import { decodeSeries, decodeSeriesList } from './series'
import { decodeSeriesDetail } from './series-detail'

const AT = '/api/v1/anime'

describe('series', () => {
  it('takes its identity from key, id, the link, the folder, in this order', () => {
    const link = 'https://aniworld.example/anime/stream/frieren'
    expect(decodeSeries({ key: 'k', id: 'i', link, folder: 'f' }, AT).id).toBe('k')
    expect(decodeSeries({ id: 12, link, folder: 'f' }, AT)).toMatchObject({
      id: '12',
      serverId: '12',
    })
    expect(decodeSeries({ link: `${link}/?x=1`, folder: 'f' }, AT).id).toBe('frieren')
    expect(decodeSeries({ folder: 'Frieren (2023)' }, AT)).toMatchObject({
      id: 'Frieren (2023)',
      title: 'Frieren (2023)',
      missingCount: null,
    })
    expect(() => decodeSeries({ name: 'nameless' }, AT)).toThrow(AppFailure)
  })

  it('reads missing episodes as a number, a list and a map', () => {
    expect(decodeSeries({ key: 'a', missing_episodes: 3 }, AT)).toMatchObject({
      missingCount: 3,
      missing: null,
    })
    expect(decodeSeries({ key: 'a', episodeDict: { 2: [1], 1: [5, '3'] } }, AT)).toMatchObject({
      missingCount: 3,
      missing: [
        { season: 1, episode: 3 },
        { season: 1, episode: 5 },
        { season: 2, episode: 1 },
      ],
    })
    expect(decodeSeries({ key: 'a', episodes: ['1-2', 'S02E10'] }, AT).missing).toEqual([
      { season: 1, episode: 2 },
      { season: 2, episode: 10 },
    ])
    expect(decodeSeries({ key: 'a', episodes: [4, 5] }, AT)).toMatchObject({
      missingCount: 2,
      missing: null,
    })
    expect(decodeSeries({ key: 'a', has_missing: false }, AT).missingCount).toBe(0)
  })

  it('keeps fields it does not know', () => {
    expect(decodeSeries({ key: 'a', loading_status: 'completed' }, AT).extra).toEqual({
      loading_status: 'completed',
    })
  })

  it('finds the list under each of its names and refuses what holds none', () => {
    for (const name of ['anime', 'series', 'items', 'data']) {
      expect(decodeSeriesList({ [name]: [{ key: 'a' }] }, AT).items).toHaveLength(1)
    }
    expect(decodeSeriesList([], AT)).toEqual({ items: [], skipped: 0 })
    expect(decodeSeriesList([{ key: 'a' }, {}, { key: 'a' }], AT)).toMatchObject({ skipped: 2 })
    expect(() => decodeSeriesList({ message: 'not set up' }, AT)).toThrow(/\/api\/v1\/anime/)
    expect(() => decodeSeriesList('<html>', AT)).toThrow(AppFailure)
  })
})

describe('series details', () => {
  it('is complete where each episode says whether it is missing', () => {
    const detail = decodeSeriesDetail(
      {
        key: 'a',
        description: 'An elf.',
        episodes: [
          { season: 1, episode: 2, title: 'Two', missing: true },
          { season: 1, episode: 1, title: 'One', missing: false },
        ],
      },
      AT,
    )
    expect(detail).toMatchObject({ complete: true, description: 'An elf.' })
    expect(detail.episodes.map((e) => [e.title, e.missing])).toEqual([
      ['One', false],
      ['Two', true],
    ])
    expect(detail.series.missing).toEqual([{ season: 1, episode: 2 }])
  })

  it('holds the missing ones where the server gives only those', () => {
    const detail = decodeSeriesDetail({ data: { key: 'a', episodes: ['1-3'] } }, AT)
    expect(detail).toMatchObject({
      complete: false,
      episodes: [{ season: 1, episode: 3, title: null, missing: true }],
    })
  })

  it('reads seasons as a list or a map', () => {
    const seasons = [{ season: 2, episodes: [{ episode: 1, title: 'X', missing: false }] }]
    expect(decodeSeriesDetail({ key: 'a', seasons }, AT).episodes).toEqual([
      { season: 2, episode: 1, title: 'X', missing: false },
    ])
    const missing_episodes = { 1: [{ episode: 4, title: 'Four' }] }
    expect(decodeSeriesDetail({ key: 'a', missing_episodes }, AT).episodes).toEqual([
      { season: 1, episode: 4, title: 'Four', missing: true },
    ])
  })
})

describe('queue', () => {
  const item = { id: 'q1', serie_id: 's', serie_name: 'S', episode: { season: 1, episode: 2 } }
  const lists = { active_downloads: [{ ...item, status: 'DOWNLOADING' }], pending_queue: [] }

  it('reads lists and run state at the top, under status, and mixed', () => {
    const at = { is_running: true, is_paused: false }
    for (const body of [
      { ...lists, ...at },
      { status: { ...lists, ...at }, statistics: {} },
      { status: lists, ...at },
      { success: true, data: { status: { ...lists, ...at } } },
    ]) {
      expect(decodeQueueStatus(body, AT)).toMatchObject({
        items: [{ id: 'q1', state: 'downloading', group: 'active' }],
        run: { running: true, paused: false },
      })
    }
  })

  it('does not take a body without lists for an empty queue', () => {
    expect(() => decodeQueueStatus({ is_running: true }, AT)).toThrow(AppFailure)
    expect(() => decodeQueueStatus({ pending_queue: 'none' }, AT)).toThrow(AppFailure)
    expect(() => decodeQueueStatus({ pending_queue: [{}] }, AT)).toThrow(AppFailure)
    expect(decodeQueueStatus({ pending_queue: [] }, AT)).toMatchObject({
      items: [],
      run: { running: null, paused: null },
    })
  })

  it('shows an unknown state by its own name, in the list it came in', () => {
    const unknown = { ...item, status: 'Muxing' }
    const status = decodeQueueStatus({ active_downloads: [unknown] }, AT)
    expect(status.items[0]).toMatchObject({ state: 'Muxing', group: 'active' })
  })

  it('reads percent, sizes and times tolerantly', () => {
    const read = (progress: unknown) =>
      decodeQueueItem({ ...item, progress, added_at: '2026-01-01T00:00:00' }, 'active', AT)
    expect(read({ percent: '45.2', downloaded_mb: '12', total_mb: null })).toMatchObject({
      addedAt: Date.UTC(2026, 0, 1),
      progress: { percent: 45.2, downloadedMb: 12, totalMb: null, speedMbps: null },
    })
    expect(read({ percent: 140 }).progress?.percent).toBe(100)
    expect(read({ percent: null }).progress).toBeNull()
  })
})

describe('search', () => {
  it('reads an array or an object holding it', () => {
    const list = [{ name: 'A', link: 'https://x/a' }, { title: 'B', in_library: true }, {}]
    expect(decodeSearch(list, AT)).toEqual({
      items: [
        { title: 'A', link: 'https://x/a', inLibrary: false },
        { title: 'B', link: null, inLibrary: true },
      ],
      skipped: 1,
    })
    expect(decodeSearch({ results: [] }, AT).items).toEqual([])
  })
})
