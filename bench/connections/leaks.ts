import { Reconnecting } from '../../src-main/transport/test-leaks'
import type { Figure } from '../harness/figure'

const WARM_UP = 1_000
const RECONNECTS = 1_000

/** What is left behind by a reconnect. The same is a test, with counts; here are the figures. */
export async function leaks(): Promise<readonly Figure[]> {
  const client = await Reconnecting.start()
  try {
    await client.reconnect(WARM_UP)
    const before = await client.held()
    await client.reconnect(RECONNECTS)
    const after = await client.held()
    const note = `${RECONNECTS} reconnects over real sockets, after ${WARM_UP}`
    const more = (['listeners', 'timers', 'sockets', 'reachable'] as const).map((what) => ({
      ...{ what: `left by ${RECONNECTS} reconnects: ${what}`, unit: '', note },
      ...{ ours: after[what] - before[what], peer: null },
      budget: { of: 'ours', atMost: 0 } as const,
    }))
    const heap: Figure = {
      ...{ what: 'heap growth of a reconnect', unit: 'bytes', note, peer: null },
      ours: (after.heap - before.heap) / RECONNECTS,
      budget: { of: 'ours', atMost: 1_024 },
    }
    return [...more, heap]
  } finally {
    await client.stop()
  }
}
