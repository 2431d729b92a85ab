const GOOD = /^(healthy|ok|okay|up|pass|passing|running|operational|good|ready|green)$/i
const FAIR = /^(degraded|warn|warning|partial|starting|yellow)$/i
const BAD = /^(unhealthy|error|fail|failed|failing|down|critical|red)$/i

/** What the server's own word means; null: it is shown as it is. */
export function healthOf(status: string): 'good' | 'fair' | 'bad' | null {
  if (GOOD.test(status)) return 'good'
  if (FAIR.test(status)) return 'fair'
  return BAD.test(status) ? 'bad' : null
}
