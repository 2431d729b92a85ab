import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { seconds } from './console.mjs'
import { withLock } from './lock.mjs'
import { runNpm } from './processes.mjs'
import { SetupError, manifest, root } from './project.mjs'

/** @throws {SetupError} when this Node is older than package.json asks for */
export function checkNodeVersion() {
  const wanted = manifest.engines.node.replace(/^>=/, '')
  const [major, minor = 0] = wanted.split('.').map(Number)
  const [ownMajor, ownMinor] = process.versions.node.split('.').map(Number)
  if (ownMajor > major || (ownMajor === major && ownMinor >= minor)) return
  throw new SetupError(
    `Engawa needs Node ${wanted} or newer; this is ${process.versions.node}. See https://nodejs.org`,
  )
}

/**
 * Runs `npm ci` unless node_modules holds what package-lock.json names. Versions are compared, not times:
 * a checkout touches files without changing them.
 * @param {import('./console.mjs').Log} log
 */
export async function ensureNodeModules(log) {
  if (await isCurrent()) return
  await withLock('npm-ci', log, async () => {
    if (await isCurrent()) return
    log.step('installing the npm packages (npm ci)')
    const started = Date.now()
    const outcome = await runNpm(['ci', '--loglevel=error', '--no-progress'], {
      cwd: root,
      onTick: (elapsed) => log.progress(`npm ci, ${Math.round(elapsed / 1000)} s`),
    })
    if (outcome.code !== 0) throw new SetupError(`npm ci failed:\n\n${outcome.output.trimEnd()}`)
    log.step(`npm packages installed in ${seconds(Date.now() - started)}`)
  })
}

async function isCurrent() {
  const wanted = await lockedPackages(join(root, 'package-lock.json'))
  // npm writes this one last, so an interrupted installation has none.
  const present = await lockedPackages(join(root, 'node_modules', '.package-lock.json'))
  if (!wanted || !present) return false
  const surplus = [...present].some(([path, entry]) => wanted.get(path)?.version !== entry.version)
  const lacking = [...wanted].some(([path, entry]) => !entry.optional && !present.has(path))
  return !surplus && !lacking
}

async function lockedPackages(file) {
  const text = await readFile(file, 'utf8').catch(() => undefined)
  if (!text) return undefined
  return new Map(Object.entries(JSON.parse(text).packages).filter(([path]) => path !== ''))
}
