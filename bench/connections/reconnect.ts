import type { Figure } from '../harness/figure'
import { startServer } from '../harness/server-process'
import { median } from '../harness/statistics'
import { KINDS, dial } from './clients'
import type { Kind } from './clients'
import type { PeersCommand } from './servers/peers'

const ROUNDS = 5
/** Clients of each kind in a round; they are new in every round, so each drop is a first one. */
const CLIENTS = 8

/** From the moment the server resets a connection until its client is usable again. */
export async function reconnect(): Promise<readonly Figure[]> {
  const server = await startServer<{ ws: number; io: number }, PeersCommand>(
    new URL('./servers/peers.ts', import.meta.url),
  )
  const times = new Map<Kind, number[]>(KINDS.map((kind) => [kind, []]))
  try {
    for (let round = 0; round < ROUNDS; round++) {
      const clients = KINDS.flatMap((kind) =>
        Array.from({ length: CLIENTS }, (_, i) => watched(kind, `${kind}.${round}.${i}`, server)),
      )
      await Promise.all(clients.map((client) => client.usable()))
      await Promise.all(
        clients.map(async ({ kind, id, usable }) => {
          const again = usable()
          const begin = performance.now()
          await server.ask({ do: 'drop', ids: [id] })
          await again
          times.get(kind)?.push(performance.now() - begin)
        }),
      )
      for (const { close } of clients) close()
    }
  } finally {
    await server.stop()
  }
  const of = (kind: Kind) => median(times.get(kind) ?? [])
  const note = `median of ${ROUNDS * CLIENTS} resets each`
  return KINDS.filter((kind) => kind !== 'engawa').map((name) => ({
    ...{ what: 'dropped → usable again, server up', unit: 'ms', note },
    ...{ ours: of('engawa'), peer: { name, value: of(name) } },
    ...(name === 'socket.io-client' ? { budget: { of: 'ratio', atMost: 0.5 } as const } : {}),
  }))
}

function watched(kind: Kind, id: string, { ready: ports }: { ready: { ws: number; io: number } }) {
  let count = 0
  let heard = () => {}
  const client = dial({
    ...{ kind, ports, id },
    onUsable: () => {
      count++
      heard()
    },
  })
  let taken = 0
  return {
    ...{ kind, id, close: () => client.close() },
    /** Resolves when it is usable once more than it was asked for before. */
    usable: async () => {
      const wanted = ++taken
      while (count < wanted) await new Promise<void>((resolve) => (heard = resolve))
    },
  }
}
