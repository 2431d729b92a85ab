/** A small seeded generator: the same key gives the same numbers in every process. */
export interface Random {
  /** A number in [0, 1). */
  next(): number
  /** A whole number from `min` to `max`, both included. */
  int(min: number, max: number): number
  /** A number from `min` to `max`. */
  between(min: number, max: number): number
  chance(probability: number): boolean
  /** One entry of a list that is not empty. */
  pick<T>(list: readonly T[]): T
}

/**
 * Keyed by values rather than drawn from one stream, so that adding one more draw somewhere
 * does not change every series, title and download that comes after it.
 */
export function random(...key: readonly (string | number)[]): Random {
  const next = mulberry32(hash(key.join('\u0000')))
  const int = (min: number, max: number): number => min + Math.floor(next() * (max - min + 1))
  return {
    next,
    int,
    between: (min, max) => min + next() * (max - min),
    chance: (probability) => next() < probability,
    pick: <T>(list: readonly T[]): T => {
      const entry = list[int(0, list.length - 1)]
      if (entry === undefined) throw new RangeError('pick from an empty list')
      return entry
    },
  }
}

/** Numbers in [0, 1) that are the same for the same seed. */
export function mulberry32(seed: number): () => number {
  let state = seed | 0
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

/** FNV-1a over UTF-16 code units. */
function hash(text: string): number {
  let value = 0x811c9dc5
  for (let i = 0; i < text.length; i++) {
    value ^= text.charCodeAt(i)
    value = Math.imul(value, 0x01000193)
  }
  return value | 0
}
