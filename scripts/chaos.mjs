/**
 * `npm run chaos -- --mode sim|real|electron …`: tries to make the outbox lose or double something
 * (chaos/README.md). The real mode needs the built reference server, the electron mode a desktop too.
 */
import { withPrivateSession } from './private-session.mjs'
import { createLog } from './setup/console.mjs'
import { ensureBuild } from './setup/build.mjs'
import { checkNodeVersion, ensureNodeModules } from './setup/packages.mjs'
import { prepare } from './setup/prepare.mjs'
import { run } from './setup/processes.mjs'
import { root, runScript } from './setup/project.mjs'

await runScript(async () => {
  const log = createLog()
  const args = process.argv.slice(2)
  const command = ['--import', 'tsx', 'chaos/main.ts', ...args]
  const start = (env) => run(process.execPath, command, { cwd: root, env, echo: true })
  if (args.some((arg) => arg === 'electron' || arg === '--mode=electron')) {
    await prepare(['run', 'e2e'], log)
    return (await withPrivateSession(start)).code
  }
  checkNodeVersion()
  await ensureNodeModules(log)
  await ensureBuild(log)
  return (await start(process.env)).code
})
