import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { withPrivateSession } from '../private-session.mjs'
import { run } from '../setup/processes.mjs'
import { SetupError, root } from '../setup/project.mjs'
import { seconds } from '../setup/console.mjs'
import { countSuite, reports } from './reports.mjs'

/**
 * @typedef {import('./reports.mjs').Counts & {name: string, milliseconds: number, output: string, problem?: string}} Result
 */

/**
 * Runs one suite.
 * @param {import('./table.mjs').Suite} suite
 * @param {{args?: string[], echo?: boolean}} options `args` go to the runner; `echo` shows its output as it comes
 * @returns {Promise<Result>}
 * @throws {SetupError} when the user interrupted it
 */
export async function runSuite(suite, { args = [], echo = false } = {}) {
  const started = Date.now()
  const folder = await mkdtemp(join(tmpdir(), 'engawa-report-'))
  const file = join(folder, 'report.json')
  const report = suite.report && reports[suite.report]
  const [program, ...own] = suite.command
  const command = program === 'node' ? process.execPath : binary(program)
  const all = [...own, ...(report?.args(file) ?? []), ...args]
  const start = (env) =>
    run(command, all, { cwd: root, env: { ...env, ...colours(), ...report?.env(file) }, echo })
  try {
    const { code, output, interrupted } = suite.session
      ? await withPrivateSession(start)
      : await start(process.env)
    if (interrupted) throw new SetupError('Interrupted.')
    const text = await readFile(file, 'utf8').catch(() => undefined)
    const counts = countSuite(suite.report, code, text)
    return { name: suite.name, milliseconds: Date.now() - started, output, ...counts }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** "✗ unit  412 passed, 1 failed  8.1 s" */
export function describe(result) {
  const { name, passed, failed, skipped, problem, milliseconds } = result
  const counted = passed + failed + skipped === 1 ? [] : [`${passed} passed`]
  if (failed > 0 && counted.length > 0) counted.push(`${failed} failed`)
  if (skipped > 0) counted.push(`${skipped} skipped`)
  if (problem) counted.push(problem)
  const mark = failed > 0 ? '✗' : '✓'
  return `${mark} ${name.padEnd(20)} ${counted.join(', ').padEnd(24)} ${seconds(milliseconds).padStart(8)}`
}

/** The last line of a run, which tools read. */
export function total(results) {
  const sum = (key) => results.reduce((value, result) => value + result[key], 0)
  return { line: `${sum('passed')} passed, ${sum('failed')} failed`, failed: sum('failed') }
}

function binary(program) {
  const suffix = process.platform === 'win32' ? '.cmd' : ''
  return join(root, 'node_modules', '.bin', program + suffix)
}

/** Runners see a pipe and would drop their colours although a person is watching. */
function colours() {
  return process.stdout.isTTY && !process.env.NO_COLOR ? { FORCE_COLOR: '1' } : {}
}
