/**
 * One start on a profile, in a process of its own as the application's is: opens the store, loads the
 * outbox, puts the client together and folds what is shown. Prints the milliseconds and the rows.
 */
import { systemClock } from '../../src-main/clock'
import { openClient } from '../../src-main/client/testing'
import { silentLog } from '../../src-main/log'

const path = process.argv[2] ?? ''
const begin = performance.now()
const { client } = openClient(systemClock(), silentLog, { path, remove: () => undefined })
const shown = client.todos.slice.rows.length
const waiting = client.slices.outbox.rows.length
console.log(JSON.stringify({ ms: performance.now() - begin, shown, waiting }))
process.exit(0)
