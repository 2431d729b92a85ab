import { describe, expect, it } from 'vitest'
import { countSuite } from './reports.mjs'

const vitest = (passed: number, failed: number, skipped = 0) =>
  JSON.stringify({
    numPassedTests: passed,
    numFailedTests: failed,
    numPendingTests: skipped,
    numTodoTests: 0,
  })
const playwright = (stats: object) =>
  JSON.stringify({ stats: { expected: 0, unexpected: 0, flaky: 0, skipped: 0, ...stats } })

describe('countSuite', () => {
  it('counts a command without a report as one check', () => {
    expect(countSuite(undefined, 0, undefined)).toEqual({ passed: 1, failed: 0, skipped: 0 })
    expect(countSuite(undefined, 2, undefined)).toEqual({ passed: 0, failed: 1, skipped: 0 })
  })

  it("takes the counts from the runner's report", () => {
    expect(countSuite('vitest', 0, vitest(12, 0, 3))).toEqual({ passed: 12, failed: 0, skipped: 3 })
    expect(countSuite('vitest', 1, vitest(10, 2))).toEqual({ passed: 10, failed: 2, skipped: 0 })
  })

  it('counts a flaky end-to-end test as failed', () => {
    const report = playwright({ expected: 4, flaky: 1 })
    expect(countSuite('playwright', 0, report)).toEqual({ passed: 4, failed: 1, skipped: 0 })
  })

  it.each([
    ['no report', 0, undefined],
    ['a cut-off report', 0, '{"numPassedTests": 3'],
    ['a report without counts', 0, '{}'],
  ])('counts a runner that left %s as one failure', (_, code, text) => {
    expect(countSuite('vitest', code, text)).toMatchObject({ passed: 0, failed: 1 })
  })

  it('counts a failure outside of every test', () => {
    expect(countSuite('vitest', 1, vitest(5, 0))).toMatchObject({ passed: 5, failed: 1 })
  })

  it('does not take an empty run for a good one', () => {
    expect(countSuite('playwright', 0, playwright({ skipped: 7 }))).toMatchObject({ failed: 1 })
  })
})
