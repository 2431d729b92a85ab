/** The Electron that package.json names, as its own installer puts it into node_modules. */
import { existsSync } from 'node:fs'
import { mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { withLock } from '../setup/lock.mjs'
import { run } from '../setup/processes.mjs'
import { cacheFolder, root } from '../setup/project.mjs'

const CONNECT_TIMEOUT_MS = 10_000
const DOWNLOAD_TIMEOUT_MS = 15 * 60_000
/** So long a failed attempt is believed, before the next start tries again. */
const REMEMBER_FAILURE_MS = 24 * 60 * 60_000

const electronPackage = join(root, 'node_modules', 'electron')

/** The version in node_modules; undefined before `npm ci`. */
export async function officialVersion() {
  const text = await readFile(join(electronPackage, 'package.json'), 'utf8').catch(() => undefined)
  return text && JSON.parse(text).version
}

/**
 * The official binary where it is installed whole and in the right version.
 * @returns {Promise<{path: string, dir: string} | undefined>}
 */
export async function installedOfficial() {
  const dir = join(electronPackage, 'dist')
  const executable = await readFile(join(electronPackage, 'path.txt'), 'utf8').catch(() => '')
  const version = await readFile(join(dir, 'version'), 'utf8').catch(() => '')
  if (!executable || version.trim().replace(/^v/, '') !== (await officialVersion()))
    return undefined
  const path = join(dir, executable)
  return existsSync(path) ? { path, dir } : undefined
}

/**
 * Runs Electron's own installer after a short look whether GitHub answers at all. A failure is remembered
 * for a day, so that a machine without GitHub doesn't wait at each start.
 * @param {import('../setup/console.mjs').Log} log
 * @param {{force: boolean}} options `force` ignores what is remembered
 * @returns {Promise<string | undefined>} why it was not possible; undefined when it is installed now
 */
export async function downloadOfficial(log, { force }) {
  const version = await officialVersion()
  if (!version) return 'node_modules/electron is missing (npm ci)'
  const marker = join(cacheFolder, `electron-${version}.unreachable`)
  const failedAt = await stat(marker).then(
    (info) => info.mtimeMs,
    () => 0,
  )
  if (!force && Date.now() - failedAt < REMEMBER_FAILURE_MS) {
    return `${(await readFile(marker, 'utf8')).trim()}; tried ${ago(Date.now() - failedAt)} ago (ENGAWA_ELECTRON=official tries again)`
  }
  const problem = await withLock(`electron-${version}`, log, async () =>
    (await installedOfficial()) ? undefined : attempt(version, log),
  )
  await mkdir(cacheFolder, { recursive: true })
  if (problem) await writeFile(marker, `${problem}\n`)
  else await rm(marker, { force: true })
  return problem
}

async function attempt(version, log) {
  const problem = await reachProblem(version)
  if (problem) return problem
  log.step(`downloading Electron ${version} from GitHub (about 120 MB)`)
  const outcome = await run(process.execPath, [join(electronPackage, 'install.js')], {
    cwd: root,
    timeoutMs: DOWNLOAD_TIMEOUT_MS,
    onTick: (elapsed) => log.progress(`downloading Electron, ${Math.round(elapsed / 1000)} s`),
  })
  if (outcome.code === 0 && (await installedOfficial())) return undefined
  if (outcome.timedOut) return 'the download from GitHub did not finish in 15 minutes'
  return `the download from GitHub failed: ${outcome.output.trim().split('\n')[0]}`
}

/** A proxy or a mirror is the installer's business; it knows their settings, this look doesn't. */
async function reachProblem(version) {
  const configured = Object.keys(process.env).some((key) =>
    /^(https?_proxy|(npm_config_)?electron_mirror|electron_get_use_proxy)$/i.test(key),
  )
  if (configured) return undefined
  const url = `https://github.com/electron/electron/releases/download/v${version}/SHASUMS256.txt`
  try {
    const response = await fetch(url, {
      method: 'HEAD',
      signal: AbortSignal.timeout(CONNECT_TIMEOUT_MS),
    })
    return response.ok ? undefined : `GitHub answered ${response.status}`
  } catch (error) {
    const reason =
      error.cause?.code ?? (error.name === 'TimeoutError' ? 'no answer' : error.message)
    return `GitHub can't be reached (${reason})`
  }
}

function ago(milliseconds) {
  const minutes = Math.round(milliseconds / 60_000)
  return minutes < 60 ? `${minutes} min` : `${Math.round(minutes / 60)} h`
}
