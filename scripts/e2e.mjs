/**
 * `npm run e2e [-- Playwright's arguments]`: the end-to-end tests alone, on the real app in a private
 * desktop session.
 */
import { createLog } from './setup/console.mjs'
import { prepare } from './setup/prepare.mjs'
import { runScript } from './setup/project.mjs'
import { describe, runSuite, total } from './suites/run.mjs'
import { suites } from './suites/table.mjs'

await runScript(async () => {
  await prepare(['run', 'e2e'], createLog())
  const suite = suites.find(({ name }) => name === 'e2e')
  const result = await runSuite(suite, { args: process.argv.slice(2), echo: true })
  console.log(describe(result))
  const { line, failed } = total([result])
  console.log(line)
  return failed > 0 ? 1 : 0
})
