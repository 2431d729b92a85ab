import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, it } from 'vitest'
import { servers } from '../../reference-server/testing/setup'
import { PASSWORD } from '../../reference-server/testing/client'
import { ClientProcess } from './client-process'
import { callsOf, textOf, type Call } from './trace'

const start = servers()
const TITLE = 'durable before it is sent'
const WAIT = { timeout: 30_000, interval: 20 }
const ends: (() => void | Promise<void>)[] = []
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end()
})

/** Containers may forbid tracing altogether; then there is nothing to see here. */
function tracingAllowed(): boolean {
  try {
    execFileSync('strace', ['-o', '/dev/null', 'true'], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}

it(
  'a change is on the disk before the first byte of it is on the socket',
  {
    timeout: 90_000,
  },
  async (test) => {
    if (!tracingAllowed()) test.skip('this system does not let a process be traced')
    const { server } = await start()
    const folder = mkdtempSync(join(tmpdir(), 'engawa-durable-'))
    ends.push(() => rmSync(folder, { recursive: true, force: true }))
    const file = join(folder, 'trace')
    const calls = 'trace=write,writev,sendto,sendmsg,pwrite64,fsync,fdatasync'
    const strace = ['strace', '-f', '-yy', '-xx', '-s', '8192', '-o', file, '-e', calls]
    const client = await ClientProcess.start(join(folder, 'profile'), strace)
    ends.push(() => client.kill())

    await client.invoke('server.add', { kind: 'todos', url: server.url })
    await client.invoke('session.register', { user: 'mio', password: PASSWORD })
    const states = async () => (await client.slice('connections')).rows.map(({ state }) => state)
    await expect.poll(states, WAIT).toContain('ready')
    await client.invoke('todos.create', { title: TITLE })
    await expect.poll(async () => (await client.slice('outbox')).rows.length, WAIT).toBe(0)
    await client.kill()

    const seen = callsOf(readFileSync(file, 'utf8'))
    const isLog = ({ file: path }: Call) => path.endsWith('engawa.db-wal')
    const kept = seen.findIndex((call) => isLog(call) && textOf(call).includes(TITLE))
    const sent = seen.findIndex((call) => call.socket && textOf(call).includes('create_todo'))
    expect(kept, 'the row is written to the log').toBeGreaterThan(-1)
    expect(sent, 'the frame goes out after it').toBeGreaterThan(kept)
    const synced = seen
      .slice(kept, sent)
      .filter((call) => /^f(data)?sync$/.test(call.name) && isLog(call))
    // The row as it was asked for, and the row as `sending`: a commit each.
    expect(synced.length).toBeGreaterThanOrEqual(2)
    // Nothing more was written to the log behind the last of them, before the frame.
    const last = seen.lastIndexOf(synced.at(-1) as Call, sent)
    expect(
      seen.slice(last, sent).filter((call) => isLog(call) && call.name === 'pwrite64'),
    ).toEqual([])
  },
)
