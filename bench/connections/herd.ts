import PartySocket from 'partysocket/ws'
import ReconnectingWebSocket from 'reconnecting-websocket'
import { Manager } from 'socket.io-client'
import WebSocket from 'ws'
import { DEFAULT_POLICY } from '../../src-main/transport/policy'
import { Redials } from '../../src-main/transport/redials'
import { ManualClock } from '../../src-main/transport/test-support'
import { largestShare } from '../../src-main/transport/test-herd'
import type { Delays } from '../../src-main/transport/test-herd'
import type { Figure } from '../harness/figure'
import { median } from '../harness/statistics'
import { firstDelay } from './clients'
import type { Kind } from './clients'

const RUNS = 20

/**
 * 1,000 clients after an outage of a minute, simulated: nothing is dialled, each client's own code
 * is asked for its delays. The peers' is behind members that are not public.
 */
export function herd(): readonly Figure[] {
  const share = (client: () => Delays) =>
    100 * median(Array.from({ length: RUNS }, () => largestShare(client)))
  const ours = share(engawa)
  return Object.entries(peers).map(([name, client]) => ({
    what: 'largest share of 1,000 clients in 100 ms after an outage',
    ...{ unit: '%', ours, peer: { name, value: share(client) } },
    note: `median of ${RUNS} runs, the delays of its own code`,
    ...(name === 'socket.io-client' ? { budget: { of: 'ours', atMost: 3.5 } as const } : {}),
  }))
}

function engawa(): Delays {
  const redials = new Redials(new ManualClock(), DEFAULT_POLICY, Math.random)
  return () => redials.afterLoss()
}

const peers: Readonly<Record<Exclude<Kind, 'engawa'>, () => Delays>> = {
  'socket.io-client'() {
    const manager: object = new Manager('http://127.0.0.1:1', { autoConnect: false })
    const { backoff } = manager as { backoff: { duration(): number } }
    return () => backoff.duration()
  },
  partysocket: () =>
    retrying(new PartySocket('ws://127.0.0.1:1', [], { WebSocket, startClosed: true })),
  'reconnecting-websocket': () =>
    retrying(
      new ReconnectingWebSocket('ws://127.0.0.1:1', [], {
        ...{ WebSocket, startClosed: true },
        ...firstDelay('reconnecting-websocket'),
      }),
    ),
}

/** Both count their tries, and compute the delay from the count. */
function retrying(socket: object): Delays {
  const client = socket as { _retryCount: number; _getNextDelay(): number }
  client._retryCount = 0
  return () => {
    client._retryCount++
    return client._getNextDelay()
  }
}
