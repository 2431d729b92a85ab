import { computed, shallowRef, watch } from 'vue'
import { toAppError, type AppError } from '../../../src-shared/domain/errors'
import { episodeKey, type Episode, type SeriesDetail } from '../../../src-shared/domain/series'
import { useReachable } from '../../app/connectionState'
import { useLibrary, useQueue } from '../../stores'

/** A line of the list: a season's heading, or an episode. */
export type EpisodeEntry =
  | { kind: 'season'; key: string; season: number; missing: number; count: number }
  | { kind: 'episode'; key: string; episode: Episode; queued: boolean }

/**
 * The episodes of one series: the server's details, or (while they are on their way, or the server
 * is away) what the list says is missing. Read again whenever the series' row changes.
 */
export function useEpisodes(seriesId: () => string) {
  const library = useLibrary()
  const queue = useQueue()
  const reachable = useReachable('library')
  const detail = shallowRef<SeriesDetail | null>(null)
  const error = shallowRef<AppError | null>(null)
  const loading = shallowRef(false)
  const series = computed(() => library.row(seriesId()) ?? detail.value?.series)
  let asked = 0

  async function load(): Promise<void> {
    const ask = ++asked
    loading.value = true
    try {
      const answer = await library.details(seriesId())
      if (ask !== asked) return
      detail.value = answer
      error.value = null
    } catch (thrown) {
      if (ask === asked) error.value = toAppError(thrown)
    } finally {
      if (ask === asked) loading.value = false
    }
  }
  watch(
    [seriesId, () => library.row(seriesId())],
    ([id], [before]) => {
      if (id !== before) detail.value = null
      void load()
    },
    { immediate: true },
  )

  // What could not be read is read once the server is back.
  watch(reachable, (now) => now && error.value !== null && void load())

  const episodes = computed((): readonly Episode[] => {
    if (detail.value) return detail.value.episodes
    return (series.value?.missing ?? []).map((ref) => ({ ...ref, title: null, missing: true }))
  })
  /** Episodes that already stand in the queue, done ones apart. */
  const queued = computed(() => {
    void queue.structure
    const one = series.value
    const { active, pending } = queue.groups
    const rows = [...active, ...pending].flatMap((id) => queue.peek(id) ?? [])
    const ours = rows.filter((row) => row.seriesId === one?.id || row.seriesId === one?.serverId)
    return new Set(ours.map((row) => episodeKey('', row)))
  })
  const entries = computed((): EpisodeEntry[] => {
    const seasons = new Map<number, Episode[]>()
    for (const episode of episodes.value) {
      const season = seasons.get(episode.season)
      if (season) season.push(episode)
      else seasons.set(episode.season, [episode])
    }
    return [...seasons].flatMap(([season, list]): EpisodeEntry[] => [
      {
        kind: 'season',
        key: `season:${season}`,
        season,
        missing: list.filter((episode) => episode.missing).length,
        count: list.length,
      },
      ...list.map((episode): EpisodeEntry => {
        const key = episodeKey('', episode)
        return { kind: 'episode', key, episode, queued: queued.value.has(key) }
      }),
    ])
  })
  /** Keys of what may be put into the queue: missing, and not in it yet. */
  const wanted = computed(() =>
    entries.value.flatMap((entry) =>
      entry.kind === 'episode' && entry.episode.missing && !entry.queued ? [entry.key] : [],
    ),
  )
  const byKey = computed(
    () => new Map(episodes.value.map((episode) => [episodeKey('', episode), episode])),
  )
  return { series, detail, error, loading, reachable, entries, wanted, byKey, load }
}
