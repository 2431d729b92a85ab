import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { systemClock } from '../../src-main/clock'
import { silentLog } from '../../src-main/log'
import type { QueueApi } from '../../src-main/queue/api'
import { QueueService } from '../../src-main/queue/service'
import { SqliteCache } from '../../src-main/store/cache'
import { openStore } from '../../src-main/store/open'
import { TodoStore } from '../../src-main/store/todos'
import { parseJson } from '../../src-main/transport/json'
import { decodeQueueStatus } from '../../src-main/wire/library/queue-status'
import type { Figure } from '../harness/figure'
import { median } from '../harness/statistics'
import { cpu } from './cpu'

const ITEMS = 10_000
const ROUNDS = 15
const HERE = { profileId: 'p', account: 'p:' }

/** A queue of ten thousand, read again and shown, against parsing the same bytes and one look at each. */
export async function refetch(): Promise<readonly Figure[]> {
  const folder = mkdtempSync(join(tmpdir(), 'engawa-bench-'))
  const { db } = openStore(join(folder, 'bench.db'))
  const bodies = Array.from({ length: ROUNDS + 3 }, (_, round) => bodyOf(round))
  let body = bodies[0] ?? ''
  const cache = new SqliteCache(db, new TodoStore(db))
  const service = serviceOn(cache, () => body)
  try {
    service.open(HERE)
    await service.refresh()
    const same = await rounds(
      service,
      () => body,
      () => body,
    )
    const moving = await rounds(
      service,
      (round) => (body = bodies[round] ?? body),
      () => body,
    )
    const start: Pair[] = []
    for (let round = 0; round < ROUNDS; round++) {
      const other = serviceOn(cache, () => body)
      const ours = cpu(() => other.open(HERE))
      start.push({ ours, peer: cpu(() => parseAndLook(body)) })
      other.dispose()
    }
    return [
      figure('read again, nothing new', same, 4),
      figure('read again, three in progress', moving, 5),
      figure('shown at start from the cache', start, 3),
    ]
  } finally {
    service.dispose()
    db.close()
    rmSync(folder, { recursive: true, force: true })
  }
}

interface Pair {
  readonly ours: number
  readonly peer: number
}

async function rounds(
  service: QueueService,
  prepare: (round: number) => unknown,
  body: () => string,
): Promise<Pair[]> {
  const pairs: Pair[] = []
  for (let round = 0; round < ROUNDS + 3; round++) {
    prepare(round)
    const peer = cpu(() => parseAndLook(body()))
    const begin = process.cpuUsage()
    await service.refresh()
    const { user, system } = process.cpuUsage(begin)
    // The first ones only warm up.
    if (round >= 3) pairs.push({ ours: (user + system) / 1_000, peer })
  }
  return pairs
}

function figure(what: string, pairs: readonly Pair[], atMost: number): Figure {
  return {
    what: `10,000 queue items ${what}`,
    unit: 'ms',
    ours: median(pairs.map(({ ours }) => ours)),
    peer: { name: 'JSON.parse and one pass', value: median(pairs.map(({ peer }) => peer)) },
    ratio: median(pairs.map(({ ours, peer }) => ours / peer)),
    budget: { of: 'ratio', atMost },
    note: `processor time of the main process, ${pairs.length} rounds by turns`,
  }
}

function serviceOn(cache: SqliteCache, body: () => string): QueueService {
  const status = () => {
    const parsed = parseJson(body())
    return Promise.resolve(decodeQueueStatus(parsed.ok ? parsed.value : null, '/api/queue/status'))
  }
  return new QueueService({
    api: { status } as unknown as QueueApi,
    library: { rescan: () => Promise.resolve(), add: () => Promise.resolve() },
    cache,
    outbox: { rows: () => [], onChange: () => () => undefined },
    makeLane: () => ({
      available: () => undefined,
      unavailable: () => undefined,
      status: () => undefined,
      run: () => undefined,
      dispose: () => undefined,
    }),
    clock: systemClock(),
    log: silentLog,
  })
}

function parseAndLook(text: string): number {
  const { status } = JSON.parse(text) as { status: Record<string, { id: string }[]> }
  let length = 0
  for (const list of Object.values(status)) for (const { id } of list) length += id.length
  return length
}

/** Most is history, the rest waits, three move on with every round. */
function bodyOf(round: number): string {
  const lists = { active_downloads: [] as object[], pending_queue: [] as object[] }
  const completed_downloads: object[] = []
  for (let n = 0; n < ITEMS; n++) {
    if (n < 3) lists.active_downloads.push(itemOf(n, 'downloading', 10 + round))
    else if (n < 4_000) lists.pending_queue.push(itemOf(n, 'pending', null))
    else completed_downloads.push(itemOf(n, 'completed', 100))
  }
  return JSON.stringify({ status: { ...lists, completed_downloads, failed_downloads: [] } })
}

function itemOf(n: number, status: string, percent: number | null): object {
  const at = (seconds: number) => new Date(1.75e12 + 1_000 * (n + seconds)).toISOString()
  return {
    ...{ id: `3f2504e0-4f89-11d3-9a0c-${String(n).padStart(12, '0')}`, status, retry_count: 0 },
    ...{ serie_id: `series-${n % 200}`, serie_folder: `Series ${n % 200} (2020)` },
    ...{ serie_name: `Series ${n % 200}`, priority: 'NORMAL', added_at: at(0), error: null },
    episode: { season: 1 + (n % 3), episode: n, title: `Title of episode ${n}` },
    started_at: percent === null ? null : at(5),
    completed_at: percent === 100 ? at(60) : null,
    progress: percent === null ? null : { percent, downloaded_mb: 7 * percent, total_mb: 700 },
  }
}
