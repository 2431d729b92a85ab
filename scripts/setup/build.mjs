import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { readFile, readdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { seconds } from './console.mjs'
import { run } from './processes.mjs'
import { SetupError, manifest, root } from './project.mjs'

/** Everything that can change what `vite build` writes. */
const SOURCES = ['src-shared', 'src-main', 'src-renderer', 'reference-server']
const CONFIGURATION = ['vite.config.ts', 'package.json', 'package-lock.json', 'tsconfig.base.json']
const stamp = join(root, 'dist', '.built-from')

/**
 * Builds the app into dist/ unless it was built from exactly these sources. Contents are compared, not
 * times: switching branches touches files without changing them, and the other way round.
 * @param {import('./console.mjs').Log} log
 */
export async function ensureBuild(log) {
  const fingerprint = await sourceFingerprint()
  const builtFrom = await readFile(stamp, 'utf8').catch(() => '')
  if (builtFrom === fingerprint && existsSync(join(root, manifest.main))) return
  log.step('building the app')
  const started = Date.now()
  await rm(stamp, { force: true })
  const vite = join(root, 'node_modules', 'vite', 'bin', 'vite.js')
  const outcome = await run(process.execPath, [vite, 'build', '--app'], { cwd: root })
  if (outcome.code !== 0) throw new SetupError(`The build failed:\n\n${outcome.output.trimEnd()}`)
  await writeFile(stamp, fingerprint)
  log.step(`built in ${seconds(Date.now() - started)}`)
}

async function sourceFingerprint() {
  const hash = createHash('sha256')
  for (const path of [...CONFIGURATION, ...(await sourceFiles())]) {
    hash
      .update(`${path}\0`)
      .update(await readFile(join(root, path)))
      .update('\0')
  }
  return hash.digest('hex')
}

async function sourceFiles() {
  const files = []
  for (const folder of SOURCES) {
    for (const entry of await readdir(join(root, folder), {
      recursive: true,
      withFileTypes: true,
    })) {
      const isSource = entry.isFile() && !/\.test\.ts$/.test(entry.name)
      if (isSource) files.push(join(entry.parentPath, entry.name).slice(root.length + 1))
    }
  }
  return files.sort()
}
