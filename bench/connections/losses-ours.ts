import { setTimeout as wait } from 'node:timers/promises'
import WebSocket from 'ws'
import { FaultProxy } from '../../e2e/fixtures/fault-proxy/fault-proxy'
import type { Client } from '../../src-main/client/client'
import { systemClock } from '../../src-main/clock'
import { signedInClient, startTodoServer, todosReady } from '../harness/headless'
import type { TodoServer } from '../harness/headless'
import { EVERY_MS, RESETS, SCALE, fate, lifetime } from './fate'
import type { Fates } from './fate'

/** In the end the outbox must be empty within this. */
const QUIET_MS = 60_000

/**
 * The headless client behind a proxy that resets it. Out: todos made by the user; in: todos made by
 * another device at the same time. A change counts as lost when neither the server has it nor the
 * outbox still shows it, and as doubled when the server has it twice.
 */
export async function oursOverResets(): Promise<Fates> {
  const server = await startTodoServer()
  const proxy = await FaultProxy.start(server.url)
  const { client, close } = await signedInClient(proxy.url, systemClock(SCALE))
  const other = await OtherDevice.connect(server)
  let made = 0
  const busy = setInterval(() => {
    client.todos.create({ title: `mine ${made++}` })
    other.create()
  }, EVERY_MS)
  try {
    for (let reset = 0; reset < RESETS; reset++) {
      await todosReady(client)
      await wait(lifetime())
      const gone = down(client)
      for (const link of proxy.links) link.apply({ is: 'rst' })
      await gone
    }
    clearInterval(busy)
    await quiet(client, other)
    const titles = await server.titles()
    const kept = client.outbox.all().map(({ label }) => label)
    const mine = (all: readonly string[]) => all.filter((title) => title.startsWith('mine'))
    const shown = client.todos.slice.rows.map(({ title }) => title)
    const atServer = mine(titles)
    return {
      out: fate(made, [...atServer, ...kept.filter((label) => !atServer.includes(label))]),
      in: fate(
        other.made,
        shown.filter((title) => title.startsWith('theirs')),
      ),
    }
  } finally {
    clearInterval(busy)
    other.close()
    await close()
    await proxy.stop()
    await server.process.stop()
  }
}

function down(client: Client): Promise<void> {
  const { port } = client.links.todos
  return new Promise((resolve) => {
    const off = port.onStatus(({ state }) => {
      if (state === 'ready') return
      off()
      resolve()
    })
  })
}

/** Both have nothing under way any more. */
async function quiet(client: Client, other: OtherDevice): Promise<void> {
  const end = performance.now() + QUIET_MS
  await todosReady(client)
  await other.confirmed()
  while (client.outbox.all().length > 0 && performance.now() < end) await wait(50)
  // A list asked for now shows what was confirmed before.
  await todosReady(client)
  client.todos.refresh()
  await wait(500)
}

/** Another client of the same user, straight at the server. */
class OtherDevice {
  made = 0
  readonly #socket: WebSocket
  #confirmed = 0

  private constructor(socket: WebSocket) {
    this.#socket = socket
    socket.on('message', (data) => {
      const { type, payload } = JSON.parse(String(data)) as { type: string; payload?: unknown }
      const { title } = (payload ?? {}) as { title?: string }
      if (type === 'todo_created' && title?.startsWith('theirs') === true) this.#confirmed++
    })
  }

  static async connect({ url, token }: TodoServer): Promise<OtherDevice> {
    const socket = new WebSocket(`${url.replace('http', 'ws')}/ws_ep/ws?token=${token}`)
    await new Promise((resolve) => socket.once('open', resolve))
    return new OtherDevice(socket)
  }

  create(): void {
    const payload = { title: `theirs ${this.made++}` }
    this.#socket.send(JSON.stringify({ action: 'create_todo', payload }))
  }

  async confirmed(): Promise<void> {
    while (this.#confirmed < this.made) await wait(20)
  }

  close(): void {
    this.#socket.terminate()
  }
}
