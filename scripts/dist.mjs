/**
 * `npm run dist` builds the installers of this platform, `npm run dist:dir` only the application folder.
 * Further arguments go to electron-builder (`npm run dist -- --linux deb`).
 */
import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { plainElectronDist } from './electron-runtime.mjs'
import { createLog, seconds } from './setup/console.mjs'
import { prepare } from './setup/prepare.mjs'
import { runAttached } from './setup/processes.mjs'
import { SetupError, root, runScript } from './setup/project.mjs'

await runScript(async () => {
  const log = createLog()
  const wanted = process.argv.slice(2)
  await prepare(['run', 'package'], log)
  const { args, env } = await runtimeChoice(wanted, log)

  const started = Date.now()
  const cli = join(root, 'node_modules', 'electron-builder', 'cli.js')
  const { code } = await runAttached(process.execPath, [cli, ...wanted, ...args], {
    cwd: root,
    env: { ...process.env, ...env },
  })
  if (code !== 0) throw new SetupError(`electron-builder ended with code ${code}.`)

  log.step(`packaged in ${seconds(Date.now() - started)}:`)
  for (const path of await madeSince(started)) log.step(`  ${path}`)
})

async function madeSince(started) {
  const release = join(root, 'release')
  const made = []
  for (const name of (await readdir(release)).sort()) {
    const { mtimeMs } = await stat(join(release, name))
    if (mtimeMs >= started && !/\.(ya?ml|blockmap)$/.test(name)) made.push(join(release, name))
  }
  return made
}

/**
 * With the official Electron, electron-builder fetches what it needs itself, as a release does. Without it
 * the folder at hand is packed, and of the Linux installers only the .deb: the tools for the others come
 * from GitHub too.
 */
async function runtimeChoice(wanted, log) {
  const runtime = await plainElectronDist()
  if (runtime.source === 'official') return { args: [], env: {} }
  log.warn(`packing Electron ${runtime.version} (${runtime.source}): for testing, not for release`)
  const args = [
    `--config.electronVersion=${runtime.version}`,
    `--config.electronDist=${runtime.dir}`,
  ]
  if (wanted.length === 0) {
    log.step('building the .deb only; AppImage and rpm need tools from GitHub')
    args.push('--linux', 'deb')
  }
  return { args, env: { CUSTOM_FPM_PATH: join(root, 'scripts', 'fpm-deb.mjs') } }
}
