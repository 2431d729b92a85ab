import { mkdir, mkdtemp, readdir, rm, utimes } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { silentLog } from './console.mjs'

let cache: string
let withLock: typeof import('./lock.mjs').withLock

beforeEach(async () => {
  cache = await mkdtemp(join(tmpdir(), 'engawa-lock-test-'))
  vi.stubEnv('XDG_CACHE_HOME', cache)
  vi.resetModules()
  withLock = (await import('./lock.mjs')).withLock
})
afterEach(async () => {
  vi.unstubAllEnvs()
  await rm(cache, { recursive: true })
})

it('lets a second holder in only after the first is done', async () => {
  const order: string[] = []
  let toldToWait = () => {}
  const waiting = new Promise<void>((resolve) => (toldToWait = resolve))
  let second: Promise<void> = Promise.resolve()

  await withLock('a', silentLog, async () => {
    const log = { ...silentLog, step: toldToWait }
    second = withLock('a', log, async () => void order.push('second in'))
    await waiting
    order.push('first out')
  })
  await second
  expect(order).toEqual(['first out', 'second in'])
})

it('frees the lock when the work fails', async () => {
  const failing = withLock('a', silentLog, () => Promise.reject(new Error('no')))
  await expect(failing).rejects.toThrow('no')
  expect(await readdir(join(cache, 'engawa'))).toEqual([])
})

it('takes over a lock that its holder no longer renews', async () => {
  const left = join(cache, 'engawa', 'a.lock')
  await mkdir(left, { recursive: true })
  const longAgo = new Date(Date.now() - 60_000)
  await utimes(left, longAgo, longAgo)
  expect(await withLock('a', silentLog, async () => 'in')).toBe('in')
})
