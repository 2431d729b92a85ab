import type { EpisodeRef } from '../../src-shared/domain/series'

/** The id of a row that stands for an episode whose adding is not confirmed. */
export function localId(seq: number, { season, episode }: EpisodeRef): string {
  return `local:${seq}:${season}:${episode}`
}

export function parseLocalId(id: string): (EpisodeRef & { readonly seq: number }) | null {
  const match = /^local:(\d+):(-?\d+):(-?\d+)$/.exec(id)
  if (!match) return null
  return { seq: Number(match[1]), season: Number(match[2]), episode: Number(match[3]) }
}
