import WebSocket from 'ws'
import { FaultProxy } from '../../e2e/fixtures/fault-proxy/fault-proxy'
import { systemClock } from '../../src-main/clock'
import type { Client } from '../../src-main/client/client'
import { WIDEST } from '../../src-main/outbox/window'
import type { Figure } from '../harness/figure'
import { signedInClient, startTodoServer } from '../harness/headless'

const TODOS = 1_000
const ONE_WAY_MS = 10

/**
 * A thousand todos made offline, until the last is confirmed by the reference server, which answers
 * in order, over a line of 20 ms there and back: with one in flight, and with as many as the window
 * grows to. Beside it a bare socket on such a line with as many in flight from the beginning.
 */
export async function drain(): Promise<readonly Figure[]> {
  return [await drainWith(1), await drainWith(WIDEST)]
}

async function drainWith(inFlight: number): Promise<Figure> {
  const server = await startTodoServer()
  const proxy = await FaultProxy.start(server.url)
  proxy.script({ fault: { is: 'delay', ms: ONE_WAY_MS } })
  try {
    const parts = { mostInFlight: inFlight }
    const { client, close } = await signedInClient(proxy.url, systemClock(), undefined, parts)
    client.suspend()
    for (let i = 0; i < TODOS; i++) client.todos.create({ title: `todo ${i}` })
    const before = process.cpuUsage()
    const ours = await timed(() => {
      client.resume()
      return drained(client)
    })
    const { user, system } = process.cpuUsage(before)
    await close()
    const titles = await server.titles()
    const once = new Set(titles).size === TODOS && titles.length === TODOS
    if (!once) throw new Error('not every todo arrived once')
    const token = encodeURIComponent(server.token)
    const peer = await timed(() =>
      bare(`${proxy.url.replace('http', 'ws')}/ws_ep/ws?token=${token}`, inFlight),
    )
    const busy = ((user + system) / 1_000 / TODOS).toFixed(1)
    return {
      ...{ what: `drain of ${TODOS} todos, ${inFlight} in flight`, unit: 'ms', ours },
      peer: { name: `ws, ${inFlight} in flight`, value: peer },
      note: `20 ms round trip; ${Math.round((TODOS / ours) * 1_000)} todos per second, each durable; ${busy} ms of processor time each, the line's included`,
    }
  } finally {
    await proxy.stop()
    await server.process.stop()
  }
}

async function timed(work: () => Promise<void>): Promise<number> {
  const begin = performance.now()
  await work()
  return performance.now() - begin
}

function drained(client: Client): Promise<void> {
  return new Promise((resolve) => {
    const off = client.outbox.onChange(() => {
      if (client.outbox.all().length > 0) return
      off()
      resolve()
    })
  })
}

/** Sends each as soon as one is confirmed; nothing is kept, looked for or shown. */
function bare(url: string, inFlight: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(url)
    let [sent, confirmed] = [0, 0]
    const next = () => {
      if (sent === TODOS) return
      const payload = { title: `again ${sent++}` }
      socket.send(JSON.stringify({ action: 'create_todo', payload }))
    }
    socket.on('error', reject)
    socket.on('message', (data) => {
      const { type } = JSON.parse(String(data)) as { type: string }
      if (type === 'todos_list') for (let i = 0; i < inFlight; i++) next()
      if (type !== 'todo_created') return
      confirmed += 1
      if (confirmed < TODOS) return next()
      socket.terminate()
      resolve()
    })
  })
}
