/**
 * One start on a profile, in a process of its own as the application's is: opens the store, loads the
 * outbox, puts the client together and folds what is shown; then every snapshot as the text that the
 * window gets. Prints the milliseconds of both and the rows.
 */
import { systemClock } from '../../src-main/clock'
import { openClient } from '../../src-main/client/testing'
import { silentLog } from '../../src-main/log'
import { SLICE_NAMES } from '../../src-shared/state/slices'

const path = process.argv[2] ?? ''
const begin = performance.now()
const { client } = openClient(systemClock(), silentLog, { path, remove: () => undefined })
const shown = client.slices.todos.snapshot().rows.length
const waiting = client.slices.outbox.snapshot().rows.length
const ms = performance.now() - begin
for (const name of SLICE_NAMES) JSON.stringify(client.slices[name].snapshot())
const given = performance.now() - begin
console.log(JSON.stringify({ ms, given, shown, waiting }))
process.exit(0)
