/**
 * Shows that the application folder of `npm run dist:dir` is what we mean to ship: its fuses are as
 * configured, and it starts and lists the sample library.
 */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { createLog } from './setup/console.mjs'
import { SetupError, root, runScript } from './setup/project.mjs'
import { runSmoke } from './setup/smoke.mjs'

const executable = {
  linux: join('linux-unpacked', 'engawa'),
  win32: join('win-unpacked', 'Engawa.exe'),
  darwin: join(process.arch === 'arm64' ? 'mac-arm64' : 'mac', 'Engawa.app/Contents/MacOS/Engawa'),
}[process.platform]

const FUSES = {
  RunAsNode: false,
  EnableNodeOptionsEnvironmentVariable: false,
  EnableNodeCliInspectArguments: false,
  OnlyLoadAppFromAsar: true,
  LoadBrowserProcessSpecificV8Snapshot: false,
  GrantFileProtocolExtraPrivileges: false,
}

await runScript(async () => {
  const path = join(root, 'release', executable)
  if (!existsSync(path))
    throw new SetupError(`There is no ${path}: run \`npm run dist:dir\` first.`)
  await checkFuses(path)
  await runSmoke(path, [], { name: 'smoke-packaged', log: createLog() })
})

/** Read from the binary itself; the configuration only says what was asked for. */
async function checkFuses(path) {
  const { FuseV1Options, getCurrentFuseWire } = await import('@electron/fuses')
  const wire = await getCurrentFuseWire(path)
  const wrong = Object.entries(FUSES).filter(
    ([name, on]) => wire[FuseV1Options[name]] !== (on ? '1' : '0').charCodeAt(0),
  )
  if (wrong.length > 0) {
    throw new SetupError(`Fuses not as they should be: ${wrong.map(([name]) => name).join(', ')}.`)
  }
}
