/**
 * `npm start`: from a fresh clone to a running window. Sets up only what is missing.
 * With ENGAWA_SMOKE=1 the app shows its sample library by itself, leaves a screenshot and ends.
 */
import { createLog } from './setup/console.mjs'
import { prepare } from './setup/prepare.mjs'
import { runAttached } from './setup/processes.mjs'
import { SetupError, root, runScript } from './setup/project.mjs'
import { hasDisplay, runSmoke, sandboxArguments, withoutNodeMode } from './setup/smoke.mjs'

const NO_DISPLAY = `Engawa is a desktop app, and there is no display here (neither DISPLAY nor WAYLAND_DISPLAY is set).
Run it from a terminal inside a desktop session, or with \`ssh -X\`.
To see it work without a display: ENGAWA_SMOKE=1 npm start`

await runScript(async () => {
  const log = createLog()
  const smoke = process.env.ENGAWA_SMOKE === '1'
  if (!smoke && !hasDisplay) throw new SetupError(NO_DISPLAY)

  const electron = await prepare(smoke && !hasDisplay ? ['run', 'e2e'] : ['run'], log)
  if (sandboxArguments.length > 0) log.warn("root: Chromium's sandbox is off (--no-sandbox)")
  const args = [root, ...process.argv.slice(2)]
  if (smoke) return runSmoke(electron.path, args, { name: 'smoke', log })

  log.step('starting Engawa')
  const { code } = await runAttached(electron.path, [...sandboxArguments, ...args], {
    env: withoutNodeMode(process.env),
  })
  return code
})
