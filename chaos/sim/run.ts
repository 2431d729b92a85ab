import { availableParallelism } from 'node:os'
import { fileURLToPath } from 'node:url'
import { Worker } from 'node:worker_threads'
import type { Guards } from '../../src-main/outbox/guards'
import { World, type SimResult } from './world'

export interface BatchOptions {
  /** The first seed; each run has the next one. */
  readonly seed: number
  readonly runs: number
  readonly bound: boolean
  readonly ablate: keyof Guards | null
  /** Stops at the first run that fails. */
  readonly untilFound?: boolean
}

/** A run that did not end as it must. */
export interface BadRun {
  readonly seed: number
  readonly notes: readonly string[]
}

export interface BatchResult extends Omit<SimResult, 'notes'> {
  readonly runs: number
  readonly bad: readonly BadRun[]
}

const NOTHING: BatchResult = {
  ...{ lost: 0, duplicated: 0, wrong: 0, stuck: 0, operations: 0, kills: 0, drops: 0 },
  ...{ offered: 0, unoffered: 0, runs: 0, bad: [] },
}

/** Runs one after the other, in this thread. */
export async function runBatch(options: BatchOptions): Promise<BatchResult> {
  const { seed, runs, bound, ablate, untilFound = false } = options
  const guards = ablate === null ? {} : { [ablate]: false }
  let sum = NOTHING
  for (let at = seed; at < seed + runs; at += 1) {
    const { notes, ...result } = await runOne(at, bound, guards)
    const bad = notes.length > 0 ? [{ seed: at, notes }] : []
    sum = add(sum, { ...result, runs: 1, bad })
    if (untilFound && sum.bad.length > 0) break
  }
  return sum
}

/** One run; what it throws is a mistake of the program like any other. */
async function runOne(seed: number, bound: boolean, guards: Partial<Guards>): Promise<SimResult> {
  try {
    return await new World({ seed, bound, guards }).run()
  } catch (thrown) {
    return { ...NOTHING, wrong: 1, notes: [`threw: ${String(thrown)}`] }
  }
}

/** The same on all cores; the outcome does not depend on how many there are. */
export async function runOnAllCores(
  options: BatchOptions,
  told: (done: number) => void,
): Promise<BatchResult> {
  const cores = availableParallelism()
  const share = Math.ceil(options.runs / cores)
  const batches = Array.from({ length: cores }, (_, n) => ({
    ...options,
    seed: options.seed + n * share,
    runs: Math.max(0, Math.min(share, options.runs - n * share)),
  }))
  const results = await Promise.all(batches.map((batch) => inWorker(batch, told)))
  return results.reduce(add, NOTHING)
}

function inWorker(batch: BatchOptions, told: (done: number) => void): Promise<BatchResult> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(fileURLToPath(new URL('./worker.mjs', import.meta.url)), {
      workerData: batch,
    })
    worker.on('message', (message: BatchResult | number) => {
      if (typeof message === 'number') told(message)
      else resolve(message)
    })
    worker.on('error', reject)
    worker.on('exit', (code) => {
      if (code !== 0) reject(new Error(`a worker of the simulation ended with ${code}`))
    })
  })
}

export function add(a: BatchResult, b: BatchResult): BatchResult {
  return {
    lost: a.lost + b.lost,
    duplicated: a.duplicated + b.duplicated,
    wrong: a.wrong + b.wrong,
    stuck: a.stuck + b.stuck,
    operations: a.operations + b.operations,
    kills: a.kills + b.kills,
    drops: a.drops + b.drops,
    offered: a.offered + b.offered,
    unoffered: a.unoffered + b.unoffered,
    runs: a.runs + b.runs,
    bad: [...a.bad, ...b.bad],
  }
}
