/**
 * `npm run bench`: every figure; `npm run bench -- connections`: one group of them;
 * `npm run bench -- connections throughput`: one measurement. Ends with 1 when a budget was missed.
 */
import { connections } from './connections/group'
import { withinBudget } from './harness/figure'
import type { Figure } from './harness/figure'
import type { Group } from './harness/group'
import { save, table } from './harness/report'
import { outbox } from './outbox/group'
import { wire } from './wire/group'

const groups: readonly Group[] = [connections, outbox, wire]

const [groupName, measurementName] = process.argv.slice(2)
const chosen = groups.filter(({ name }) => groupName === undefined || name === groupName)
if (chosen.length === 0) {
  const names = groups.map(({ name }) => name).join(', ')
  console.error(`There is no group “${groupName}”. There are: ${names}.`)
  process.exit(2)
}

let missed = 0
for (const group of chosen) {
  const measurements = group.measurements.filter(
    ({ name }) => measurementName === undefined || name === measurementName,
  )
  if (measurements.length === 0) {
    const names = group.measurements.map(({ name }) => name).join(', ')
    console.error(`“${group.name}” has no measurement “${measurementName}”. It has: ${names}.`)
    process.exit(2)
  }
  const figures: Figure[] = []
  for (const { name, run } of measurements) {
    console.log(`${group.name}: ${name} …`)
    figures.push(...(await run()))
  }
  missed += figures.filter((figure) => withinBudget(figure) === false).length
  console.log(`\n${table(figures)}\n`)
  // A part must not pass for the whole.
  if (measurementName === undefined) console.log(`Written to ${save(group.name, figures)}`)
}
if (missed > 0) console.error(`${missed} of the budgets were missed.`)
process.exit(missed > 0 ? 1 : 0)
