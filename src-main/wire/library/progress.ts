import type { ItemProgress } from '../../../src-shared/domain/queue'
import type { JsonObject } from '../../../src-shared/json'
import { first, isObject, readAmount, readPercent } from '../read'

/**
 * Progress wherever it stands: in the object itself, or nested in `progress` or `metadata`. The
 * percent may be a number, text, above 100, absent, or be `progress` itself. Null when nothing is said.
 */
export function readProgress(from: JsonObject): ItemProgress | null {
  const nested = [from.progress, from.metadata].filter(isObject)
  const bodies = [from, ...nested]
  const look = (...names: string[]) => {
    for (const body of bodies) {
      const found = first(body, ...names)
      if (found !== undefined && !isObject(found)) return found
    }
    return undefined
  }
  const downloadedMb = readAmount(look('downloaded_mb', 'downloadedMb'))
  const totalMb = readAmount(look('total_mb', 'totalMb'))
  const progress: ItemProgress = {
    percent: readPercent(look('percent', 'percentage', 'progress_percent', 'progress')),
    downloadedMb,
    // A total of nothing is how some servers say "not known yet".
    totalMb: totalMb === 0 ? null : totalMb,
    speedMbps: readAmount(look('speed_mbps', 'speedMbps')),
    etaSeconds: readAmount(look('eta_seconds', 'etaSeconds', 'eta')),
  }
  return Object.values(progress).some((value) => value !== null) ? progress : null
}
