/**
 * `npm test`: sets up everything from a fresh clone, then runs every suite of the table, one after the
 * other. The last line is always "N passed, N failed", from the runners' own reports.
 */
import { createLog } from './setup/console.mjs'
import { prepare } from './setup/prepare.mjs'
import { SetupError, runScript } from './setup/project.mjs'
import { describe, runSuite, total } from './suites/run.mjs'
import { suites } from './suites/table.mjs'

await runScript(async () => {
  const results = []
  try {
    await prepare(['run', 'e2e', 'contract', 'package'], createLog())
    for (const suite of suites) {
      console.log(`\n── ${suite.name}`)
      const result = await runSuite(suite, { echo: Boolean(suite.report) })
      if (result.failed > 0 && !suite.report) console.log(result.output.trimEnd())
      console.log(describe(result))
      results.push(result)
    }
  } catch (error) {
    console.error(error instanceof SetupError ? `\n${error.message}` : error)
    results.push({ name: 'stopped', passed: 0, failed: 1, skipped: 0, milliseconds: 0 })
  }
  console.log(`\n${results.map(describe).join('\n')}\n`)
  const { line, failed } = total(results)
  console.log(line)
  return failed > 0 ? 1 : 0
})
