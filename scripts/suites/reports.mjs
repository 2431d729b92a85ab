/**
 * @typedef {{passed: number, failed: number, skipped: number}} Counts
 */

/** How to ask each runner for its report, and where the counts stand in it. */
export const reports = {
  vitest: {
    args: (file) => ['--reporter=default', '--reporter=json', `--outputFile.json=${file}`],
    env: () => ({}),
    /** @returns {Counts} */
    count: (report) => ({
      passed: report.numPassedTests,
      failed: report.numFailedTests,
      skipped: report.numPendingTests + report.numTodoTests,
    }),
  },
  playwright: {
    args: () => ['--reporter=list,json'],
    env: (file) => ({ PLAYWRIGHT_JSON_OUTPUT_FILE: file }),
    /** A test that passed only on its second try has failed once: it counts as failed. */
    count: ({ stats }) => ({
      passed: stats.expected,
      failed: stats.unexpected + stats.flaky,
      skipped: stats.skipped,
    }),
  },
}

/**
 * What a suite counts as. The runner's report is believed for the tests in it, the exit code for all else:
 * a runner that died, found no tests or failed outside of a test is one failure.
 * @param {'vitest' | 'playwright' | undefined} kind
 * @param {number} code the runner's exit code
 * @param {string | undefined} text its report as JSON; undefined when it left none
 * @returns {Counts & {problem?: string}} `problem` in words, for failures that no test shows
 */
export function countSuite(kind, code, text) {
  if (!kind) return { passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1, skipped: 0 }
  const counts = readCounts(kind, text)
  if (!counts)
    return { passed: 0, failed: 1, skipped: 0, problem: `ended (${code}) without a report` }
  if (counts.failed > 0) return counts
  if (code !== 0) return { ...counts, failed: 1, problem: `ended with code ${code}` }
  if (counts.passed === 0) return { ...counts, failed: 1, problem: 'ran no tests' }
  return counts
}

function readCounts(kind, text) {
  if (text === undefined) return undefined
  try {
    const counts = reports[kind].count(JSON.parse(text))
    return Object.values(counts).every(Number.isInteger) ? counts : undefined
  } catch {
    return undefined
  }
}
