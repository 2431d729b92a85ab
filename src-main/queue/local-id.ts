import type { QueueItem } from '../../src-shared/domain/queue'
import type { EpisodeRef } from '../../src-shared/domain/series'

/** Which episode a row stands for whose adding is not confirmed, and which row of the outbox adds it. */
export interface LocalRef extends EpisodeRef {
  readonly seq: number
  readonly seriesId: string
}

/** The id of such a row. It names the episode, so that what was asked of the row finds the item it becomes. */
export function localId(seq: number, seriesId: string, { season, episode }: EpisodeRef): string {
  return `local:${seq}:${season}:${episode}:${seriesId}`
}

export function parseLocalId(id: string): LocalRef | null {
  const [, seq, season, episode, seriesId] = /^local:(\d+):(-?\d+):(-?\d+):(.*)$/s.exec(id) ?? []
  if (seriesId === undefined) return null
  return { seq: Number(seq), season: Number(season), episode: Number(episode), seriesId }
}

/** The item that a row has become once its adding is confirmed; any other id as it is. */
export function presentId(id: string, items: readonly QueueItem[]): string {
  const ref = parseLocalId(id)
  if (!ref) return id
  const became = items.filter(
    ({ seriesId, season, episode }) =>
      seriesId === ref.seriesId && season === ref.season && episode === ref.episode,
  )
  // What completed or failed of this episode came from an earlier adding.
  const one = became.find(({ group }) => group === 'pending' || group === 'active')
  return one?.id ?? id
}
