/**
 * `npm run chaos -- --mode sim|real …`: tries to make the outbox lose or double something
 * (chaos/README.md). The real mode needs the built reference server.
 */
import { createLog } from './setup/console.mjs'
import { ensureBuild } from './setup/build.mjs'
import { checkNodeVersion, ensureNodeModules } from './setup/packages.mjs'
import { run } from './setup/processes.mjs'
import { root, runScript } from './setup/project.mjs'

await runScript(async () => {
  const log = createLog()
  checkNodeVersion()
  await ensureNodeModules(log)
  await ensureBuild(log)
  const command = ['--import', 'tsx', 'chaos/main.ts', ...process.argv.slice(2)]
  const { code } = await run(process.execPath, command, { cwd: root, echo: true })
  return code
})
