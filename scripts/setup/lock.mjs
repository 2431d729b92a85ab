import { mkdir, rm, stat, utimes } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { cacheFolder } from './project.mjs'

const HEARTBEAT_MS = 2_000
const POLL_MS = 100
/** A holder that hasn't renewed its lock for so long was killed. */
const STALE_MS = 15_000

/**
 * Runs `work` while no other process of this user runs work under the same name. The lock is a folder
 * (creating one is atomic) whose time its holder renews; no process ids, which mean nothing across
 * containers that share a cache.
 * @template T
 * @param {string} name
 * @param {import('./console.mjs').Log} log
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function withLock(name, log, work) {
  const folder = join(cacheFolder, `${name}.lock`)
  await mkdir(cacheFolder, { recursive: true })
  let told = false
  while (!(await tryCreate(folder))) {
    if (!told) log.step('another run is preparing the same thing; waiting for it')
    told = true
    await pause(POLL_MS)
  }
  const renew = () => utimes(folder, new Date(), new Date()).catch(() => {})
  const heartbeat = setInterval(renew, HEARTBEAT_MS)
  try {
    return await work()
  } finally {
    clearInterval(heartbeat)
    await rm(folder, { recursive: true, force: true })
  }
}

async function tryCreate(folder) {
  if (await create(folder)) return true
  const info = await stat(folder).catch(() => undefined)
  if (!info || Date.now() - info.mtimeMs < STALE_MS) return false
  await rm(folder, { recursive: true, force: true })
  return create(folder)
}

async function create(folder) {
  try {
    await mkdir(folder)
    return true
  } catch (error) {
    if (error.code !== 'EEXIST') throw error
    return false
  }
}
