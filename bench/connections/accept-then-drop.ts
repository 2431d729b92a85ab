import type { Figure } from '../harness/figure'
import { startServer } from '../harness/server-process'
import { median } from '../harness/statistics'
import { KINDS, dial } from './clients'
import type { Kind } from './clients'
import type { PeersCommand } from './servers/peers'

const MINUTE_MS = 60_000
/** Clients of each kind: what one of them does depends on its luck. */
const CLIENTS = 10
const MOST_DIALS = 18

/**
 * A server that completes every handshake, answers the first message and then drops the connection:
 * how often is it dialled in a minute? All clients run side by side, in real time, with their defaults.
 */
export async function acceptThenDrop(): Promise<readonly Figure[]> {
  const server = await startServer<{ ws: number; io: number }, PeersCommand>(
    new URL('./servers/peers.ts', import.meta.url),
  )
  try {
    await server.ask({ do: 'dropAll', on: true })
    const clients = KINDS.flatMap((kind) =>
      Array.from({ length: CLIENTS }, (_, i) =>
        dial({ kind, ports: server.ready, id: `${kind}.${i}`, onUsable: () => undefined }),
      ),
    )
    await new Promise((resolve) => setTimeout(resolve, MINUTE_MS))
    const dials = new Map(Object.entries((await server.ask({ do: 'dials' })) as object))
    for (const client of clients) client.close()
    const of = (kind: Kind) =>
      Array.from({ length: CLIENTS }, (_, i) => Number(dials.get(`${kind}.${i}`)))
    const note = `median of ${CLIENTS} clients of each kind`
    const most: Figure = {
      ...{ what: 'dials in 60 s at a server that accepts and drops, most of any client' },
      ...{ unit: 'dials', ours: Math.max(...of('engawa')), note: `${CLIENTS} clients` },
      peer: { name: 'socket.io-client', value: Math.max(...of('socket.io-client')) },
      budget: { of: 'ours', atMost: MOST_DIALS },
    }
    const rest = KINDS.filter((kind) => kind !== 'engawa').map((name) => ({
      ...{ what: 'dials in 60 s at a server that accepts and drops', unit: 'dials', note },
      ...{ ours: median(of('engawa')), peer: { name, value: median(of(name)) } },
      ...(name === 'socket.io-client' ? { budget: { of: 'ratio', atMost: 0.35 } as const } : {}),
    }))
    return [most, ...rest]
  } finally {
    await server.stop()
  }
}
