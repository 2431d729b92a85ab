import type { ItemProgress } from '../../../src-shared/domain/queue'
import type { Json, JsonObject } from '../../../src-shared/json'
import { isObject, readAmount, readPercent } from '../read'

/**
 * Progress wherever it stands: in the object itself, or nested in `progress` or `metadata`. The
 * percent may be a number, text, above 100, absent, or be `progress` itself. Null when nothing is said.
 */
export function readProgress(from: JsonObject): ItemProgress | null {
  const { progress, metadata } = from
  const own = isObject(progress)
  const one = own ? progress : isObject(metadata) ? metadata : NOTHING
  const other = own && isObject(metadata) ? metadata : NOTHING
  const percent = readPercent(look(percentIn, from, one, other))
  const downloadedMb = readAmount(look(downloadedIn, from, one, other))
  // A total of nothing is how some servers say "not known yet".
  const totalMb = readAmount(look(totalIn, from, one, other)) || null
  const speedMbps = readAmount(look(speedIn, from, one, other))
  const etaSeconds = readAmount(look(etaIn, from, one, other))
  const said =
    percent !== null ||
    downloadedMb !== null ||
    totalMb !== null ||
    speedMbps !== null ||
    etaSeconds !== null
  return said ? { percent, downloadedMb, totalMb, speedMbps, etaSeconds } : null
}

const NOTHING: JsonObject = {}

function look(
  find: (body: JsonObject) => Json | undefined,
  from: JsonObject,
  one: JsonObject,
  other: JsonObject,
): Json | undefined {
  return plain(find(from)) ?? plain(find(one)) ?? plain(find(other))
}

/** What is nested further down is no number. */
function plain(value: Json | undefined): Json | undefined {
  return isObject(value) ? undefined : value
}

const percentIn = (body: JsonObject) =>
  plain(body.percent) ??
  plain(body.percentage) ??
  plain(body.progress_percent) ??
  plain(body.progress)
const downloadedIn = (body: JsonObject) => body.downloaded_mb ?? body.downloadedMb
const totalIn = (body: JsonObject) => body.total_mb ?? body.totalMb
const speedIn = (body: JsonObject) => body.speed_mbps ?? body.speedMbps
const etaIn = (body: JsonObject) => body.eta_seconds ?? body.etaSeconds ?? body.eta
