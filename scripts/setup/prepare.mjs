import { ensureElectron } from '../electron-runtime.mjs'
import { ensureSystemPackages } from '../system.mjs'
import { ensureBuild } from './build.mjs'
import { checkNodeVersion, ensureNodeModules } from './packages.mjs'

/**
 * From a fresh clone to an app that can be started; does only what is missing. The order matters: what
 * comes first is needed by what follows.
 * @param {Parameters<typeof ensureSystemPackages>[0]} groups of system packages
 * @param {import('./console.mjs').Log} log
 * @returns {Promise<import('../electron-runtime.mjs').ElectronRuntime>}
 */
export async function prepare(groups, log) {
  checkNodeVersion()
  await ensureNodeModules(log)
  await ensureSystemPackages(groups, log)
  const electron = await ensureElectron({ log })
  await ensureBuild(log)
  log.step(`Electron ${electron.version} (${electron.source}), Node ${process.versions.node}`)
  return electron
}
