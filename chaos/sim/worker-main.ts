import { parentPort, workerData } from 'node:worker_threads'
import { add, runBatch, type BatchOptions } from './run'

/** So many runs between two words to the parent. */
const STEP = 100

const batch = workerData as BatchOptions
let sum = await runBatch({ ...batch, runs: 0 })
for (let done = 0; done < batch.runs; done += STEP) {
  const runs = Math.min(STEP, batch.runs - done)
  sum = add(sum, await runBatch({ ...batch, seed: batch.seed + done, runs }))
  parentPort?.postMessage(runs)
}
parentPort?.postMessage(sum)
