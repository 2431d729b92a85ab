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
