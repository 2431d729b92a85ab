/** The delay before each next dial of one client that meets nobody, counted from its last dial. */
export type Delays = () => number

/**
 * A server goes away for a while and all its clients lose it at once; every dial is refused until it
 * is back. Answers the largest share of the clients whose first dial after that falls into one bucket.
 * @param client makes a client that was connected until now
 */
export function largestShare(
  client: () => Delays,
  { clients = 1_000, outageMs = 60_000, bucketMs = 100 } = {},
): number {
  const buckets = new Map<number, number>()
  for (let i = 0; i < clients; i++) {
    const delay = client()
    let at = 0
    while (at < outageMs) at += delay()
    const bucket = Math.floor(at / bucketMs)
    buckets.set(bucket, (buckets.get(bucket) ?? 0) + 1)
  }
  return Math.max(...buckets.values()) / clients
}

/** Numbers in [0, 1) that are the same for the same seed (mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}
