import type { EpisodeRef } from '../../../src-shared/domain/series'
import type { Json, JsonObject } from '../../../src-shared/json'
import { isObject, readFlag, readInteger } from '../read'

export interface Missing {
  readonly count: number
  /** Null where the server gives only a number, or episodes without a season. */
  readonly episodes: readonly EpisodeRef[] | null
}

/**
 * Missing episodes in each shape servers use: a number, a list (of `{season, episode}`, "1-5",
 * "S01E05"), or `{season: [episodes]}`. Null when it is none of these.
 */
export function readMissing(value: Json | undefined): Missing | null {
  if (Array.isArray(value)) return fromList(value)
  if (isObject(value)) return fromMap(value)
  const count = readInteger(value)
  return count !== null && count >= 0 ? { count, episodes: null } : null
}

function fromList(list: readonly Json[]): Missing {
  const found = new Episodes()
  let count = 0
  for (const entry of list) {
    if (isObject(entry) && hasFile(entry)) continue
    count += 1
    found.add(readEpisodeRef(entry))
  }
  return found.missing(count)
}

function fromMap(map: JsonObject): Missing | null {
  const found = new Episodes()
  let count = 0
  for (const name in map) {
    const episodes = map[name]
    if (!Array.isArray(episodes)) return null
    const season = seasonOf(name)
    count += episodes.length
    for (const entry of episodes) {
      const episode = isObject(entry) ? readEpisodeNumber(entry) : readInteger(entry)
      found.add(season === null || episode === null ? null : { season, episode })
    }
  }
  return found.missing(count)
}

/** Seasons and episodes from here on are nonsense. */
const TOO_MANY = 2 ** 26

/** One number for an episode, in the order of episodes; null where it is not one. */
export function episodeNumber({ season, episode }: EpisodeRef): number | null {
  const sane = season >= 0 && season < TOO_MANY && episode >= 0 && episode < TOO_MANY
  return sane ? season * TOO_MANY + episode : null
}

/** Episodes in order, each once; given up as soon as one is not named in full. */
class Episodes {
  readonly #all: number[] = []
  #last = -1
  #inOrder = true
  #complete = true

  add(ref: EpisodeRef | null): void {
    const number = ref && this.#complete ? episodeNumber(ref) : null
    if (number === null) {
      this.#complete = false
      return
    }
    // Servers give them in order, and then there is nothing to sort.
    if (number <= this.#last) this.#inOrder = false
    this.#last = number
    this.#all.push(number)
  }

  /** @param count of the entries, for when they are no episodes */
  missing(count: number): Missing {
    if (!this.#complete) return { count, episodes: null }
    const numbers = this.#inOrder ? this.#all : Float64Array.from(new Set(this.#all)).sort()
    const episodes = Array.from(numbers, (number) => ({
      season: Math.floor(number / TOO_MANY),
      episode: number % TOO_MANY,
    }))
    return { count: episodes.length, episodes }
  }
}

export function byEpisode(a: EpisodeRef, b: EpisodeRef): number {
  return a.season - b.season || a.episode - b.episode
}

/** Longer text names no episode; a regular expression must not be let loose on it. */
const LONGEST_REF = 40

/** `{season, episode}`, "1-5", "1x05", "S01E05"; null when it is none. */
export function readEpisodeRef(value: Json | undefined): EpisodeRef | null {
  if (isObject(value)) {
    const season = readInteger(value.season ?? value.season_number)
    const episode = readEpisodeNumber(value)
    return season === null || episode === null ? null : { season, episode }
  }
  if (typeof value !== 'string' || value.length > LONGEST_REF) return null
  const match = /^\s*s?(\d{1,5})\s*[-x:e]\s*e?(\d{1,5})\s*$/i.exec(value)
  return match ? { season: Number(match[1]), episode: Number(match[2]) } : null
}

/** The number inside its season, under each of its names. */
export function readEpisodeNumber(value: JsonObject): number | null {
  return readInteger(value.episode ?? value.episode_number ?? value.number)
}

/** Whether an entry of a list of all episodes says that the file is there. */
export function hasFile(entry: { [key: string]: Json }): boolean {
  const missing = readFlag(entry.missing ?? entry.is_missing)
  if (missing !== null) return !missing
  return readFlag(entry.downloaded ?? entry.available ?? entry.has_file) === true
}

const DIGITS = /^\d+$/

/** "1", "Season 1", "S01" … */
export function seasonOf(name: string): number | null {
  if (name.length > LONGEST_REF) return null
  if (DIGITS.test(name)) return name.length <= 5 ? Number(name) : null
  const match = /(\d{1,5})\s*$/.exec(name)
  return match ? Number(match[1]) : null
}
