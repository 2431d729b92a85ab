import WebSocket from 'ws'
import { FaultProxy } from '../../e2e/fixtures/fault-proxy/fault-proxy'
import { systemClock } from '../../src-main/clock'
import type { Client } from '../../src-main/client/client'
import type { Figure } from '../harness/figure'
import { signedInClient, startTodoServer } from '../harness/headless'

const TODOS = 1_000
const ONE_WAY_MS = 10

/**
 * A thousand todos made offline, until the last is confirmed by the reference server over a line of
 * 20 ms there and back. Beside it, on such a line, a bare socket that sends each as soon as the one
 * before was confirmed.
 */
export async function drain(): Promise<readonly Figure[]> {
  const server = await startTodoServer()
  const proxy = await FaultProxy.start(server.url)
  proxy.script({ fault: { is: 'delay', ms: ONE_WAY_MS } })
  try {
    const { client, close } = await signedInClient(proxy.url, systemClock())
    client.suspend()
    for (let i = 0; i < TODOS; i++) client.todos.create({ title: `todo ${i}` })
    const ours = await timed(() => {
      client.resume()
      return drained(client)
    })
    await close()
    if ((await server.titles()).length !== TODOS) throw new Error('not every todo arrived once')
    const token = encodeURIComponent(server.token)
    const peer = await timed(() =>
      oneByOne(`${proxy.url.replace('http', 'ws')}/ws_ep/ws?token=${token}`),
    )
    return [
      {
        ...{ what: `drain of ${TODOS} todos at 20 ms round trip`, unit: 'ms', ours },
        peer: { name: 'ws, one in flight', value: peer },
        note: `${Math.round((TODOS / ours) * 1_000)} todos per second, each durable`,
      },
    ]
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

function oneByOne(url: string): Promise<void> {
  return new Promise((resolve) => {
    const socket = new WebSocket(url)
    let sent = 0
    const next = () => {
      if (sent === TODOS) {
        socket.terminate()
        return resolve()
      }
      const payload = { title: `again ${sent++}` }
      socket.send(JSON.stringify({ action: 'create_todo', payload }))
    }
    socket.on('message', (data) => {
      const { type } = JSON.parse(String(data)) as { type: string }
      if (type === 'todos_list' || type === 'todo_created') next()
    })
  })
}
