import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { afterEach, expect, it } from 'vitest'
import { parseOptions } from './options'
import { TestClient } from './testing/client'

const CLI = fileURLToPath(new URL('cli.ts', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'engawa-cli-'))
const children: ChildProcess[] = []

afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL')
  rmSync(folder, { recursive: true, force: true })
})

async function run(...args: string[]): Promise<{ child: ChildProcess; line: string }> {
  const child = spawn(process.execPath, ['--import', 'tsx', CLI, ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  children.push(child)
  const [line] = (await once(createInterface(child.stdout), 'line')) as [string]
  return { child, line }
}

it('says where it listens, survives SIGKILL in mid-download, and ends on SIGTERM', async () => {
  const portFile = join(folder, 'port')
  const args = ['--port', '0', '--data', folder, '--port-file', portFile]
  const first = await run(...args)
  const port = readFileSync(portFile, 'utf8').trim()
  expect(first.line).toBe(`engawa-server listening on http://127.0.0.1:${port}`)
  const client = new TestClient(`http://127.0.0.1:${port}`)
  await client.signIn()
  const ids = await client.add(1, 2, 3)
  await client.call('POST', '/api/queue/start')
  first.child.kill('SIGKILL')
  await once(first.child, 'exit')

  const second = await run('--port', port, '--data', folder)
  const queue = await client.queue()
  expect(queue.is_running).toBe(true)
  expect(queue.active_downloads.map((item) => item.id)).toEqual(ids.slice(0, 2))
  expect(queue.pending_queue.map((item) => item.id)).toEqual(ids.slice(2))
  const socket = await client.library()
  second.child.kill('SIGTERM')
  expect((await socket.closed).code).toBe(1001)
  expect(await once(second.child, 'exit')).toEqual([0, null])
  // Two programs are started and compiled, which takes its time on a busy machine.
}, 60_000)

it('refuses what it does not know, in words', () => {
  expect(() => parseOptions(['--dialect', '2019-01'])).toThrow(/unknown dialect "2019-01".*seed/)
  expect(() => parseOptions(['--port', '99999'])).toThrow('--port')
  expect(() => parseOptions(['--speed', '0'])).toThrow('--speed')
  expect(() => parseOptions(['--library', 'big'])).toThrow('--library')
  expect(() => parseOptions(['--surprise'])).toThrow('--surprise')
})

it('reads its arguments', () => {
  const options = parseOptions(['--port', '0', '--library', '10000', '--speed', '2.5', '--control'])
  expect(options).toMatchObject({ port: 0, librarySize: 10_000, speed: 2.5, control: true })
  expect(parseOptions(['--library', 'empty']).librarySize).toBe(0)
  expect(parseOptions([])).toMatchObject({ librarySize: 60, tokenTtl: null, control: false })
})
