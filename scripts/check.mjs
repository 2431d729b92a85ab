/**
 * `npm run check`: what can be said without starting the app, two suites at a time. Prints the whole
 * output of what failed, at the end.
 */
import { createLog } from './setup/console.mjs'
import { checkNodeVersion, ensureNodeModules } from './setup/packages.mjs'
import { runScript } from './setup/project.mjs'
import { describe, runSuite, total } from './suites/run.mjs'
import { suites } from './suites/table.mjs'

const AT_ONCE = 2

await runScript(async () => {
  checkNodeVersion()
  await ensureNodeModules(createLog())

  const waiting = suites.filter((suite) => suite.quick)
  const results = []
  const worker = async () => {
    for (let suite = waiting.shift(); suite; suite = waiting.shift()) {
      const result = await runSuite(suite)
      console.log(describe(result))
      results.push(result)
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, worker))

  for (const { name, output } of results.filter((result) => result.failed > 0)) {
    console.log(`\n── ${name}\n${output.trimEnd()}`)
  }
  const { line, failed } = total(results)
  console.log(`\n${line}`)
  return failed > 0 ? 1 : 0
})
