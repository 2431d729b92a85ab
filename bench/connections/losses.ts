import { setTimeout as wait } from 'node:timers/promises'
import type { Figure } from '../harness/figure'
import { startServer } from '../harness/server-process'
import { KINDS, dial } from './clients'
import type { Kind } from './clients'
import { EVERY_MS, RESETS, SCALE, fate, lifetime } from './fate'
import type { Fate, Fates } from './fate'
import { oursOverResets } from './losses-ours'
import type { PeersCommand } from './servers/peers'

type Peer = Exclude<Kind, 'engawa'>

/**
 * A steady stream each way while every connection is reset forty times. Ours are changes that go
 * through the outbox, and changes of another device that the list must show; the peers send and hear
 * with what they offer for it, which keeps messages while it knows itself disconnected.
 */
export async function losses(): Promise<readonly Figure[]> {
  const ours = await oursOverResets()
  const peers = await peersOverResets()
  const share = (fate: Fate, what: 'lost' | 'doubled') => (100 * fate[what]) / fate.all
  return (['out', 'in'] as const).flatMap((way) =>
    (['lost', 'doubled'] as const).flatMap((what) =>
      [...peers].map(([name, fates]) => ({
        what: `messages ${what} over ${RESETS} resets, ${way === 'out' ? 'to' : 'from'} the server`,
        ...{ unit: '%', ours: share(ours[way], what) },
        peer: { name, value: share(fates[way], what) },
        ...(name === 'socket.io-client' ? { budget: { of: 'ours', atMost: 0 } as const } : {}),
        note: `${ours[way].all} messages of ours, ${fates[way].all} of the peer`,
      })),
    ),
  )
}

async function peersOverResets(): Promise<ReadonlyMap<Peer, Fates>> {
  const server = await startServer<{ ws: number; io: number }, PeersCommand>(
    new URL('./servers/peers.ts', import.meta.url),
  )
  try {
    const peers = KINDS.filter((kind): kind is Peer => kind !== 'engawa')
    const clients = peers.map((kind) => new Numbered(kind, server.ready))
    await Promise.all(clients.map((client) => client.usable()))
    await server.ask({ do: 'stream', everyMs: EVERY_MS })
    const sending = setInterval(() => clients.forEach((client) => client.send()), EVERY_MS)
    await Promise.all(
      clients.map(async (client) => {
        for (let reset = 0; reset < RESETS; reset++) {
          await wait(lifetime())
          client.lost()
          await server.ask({ do: 'drop', ids: [client.kind] })
          await client.usable()
        }
      }),
    )
    clearInterval(sending)
    const streamed = Number(await server.ask({ do: 'stream', everyMs: null }))
    // Everything that still moves has arrived when a question that comes after it is answered.
    await Promise.all(clients.map((client) => client.flushed()))
    const heard = (await server.ask({ do: 'heard' })) as Record<string, readonly number[]>
    const fates = clients.map((client): [Peer, Fates] => [
      client.kind,
      { out: fate(client.sent, heard[client.kind] ?? []), in: fate(streamed, client.heard) },
    ])
    for (const client of clients) client.close()
    return new Map(fates)
  } finally {
    await server.stop()
  }
}

/** A peer that sends and hears numbers. */
class Numbered {
  sent = 0
  readonly heard: number[] = []
  readonly #client
  #isUsable = false
  #told = () => {}
  #echo = () => {}

  constructor(
    readonly kind: Peer,
    ports: { ws: number; io: number },
  ) {
    this.#client = dial({
      ...{ kind, ports, id: kind, scale: SCALE },
      onUsable: () => {
        this.#isUsable = true
        this.#told()
      },
      onText: (text) => (text === 'echo' ? this.#echo() : this.heard.push(Number(text))),
    })
  }

  usable(): Promise<void> {
    return new Promise((resolve) => {
      if (this.#isUsable) resolve()
      else this.#told = resolve
    })
  }

  /** From now on `usable` means the next connection. */
  lost(): void {
    this.#isUsable = false
  }

  send(): void {
    this.#client.send(String(this.sent++))
  }

  flushed(): Promise<void> {
    return new Promise((resolve) => {
      this.#echo = resolve
      this.#client.send('echo')
    })
  }

  close(): void {
    this.#client.close()
  }
}
