import { ALL_GUARDS, type Guards } from '../../src-main/outbox/guards'
import { isClean, lineOf } from '../tally'
import { runOnAllCores } from './run'
import { World } from './world'

/** Lines of the trace that are shown of a run that failed. */
const TRACE_LINES = 40

export interface SimArguments {
  readonly seed: number
  readonly runs: number
  readonly bound: boolean
  readonly ablate: string | null
  readonly say: (line: string) => void
}

/** `--mode sim`: runs, says under which bounds, and answers the exit code. */
export async function simulate({ seed, runs, bound, ablate, say }: SimArguments): Promise<number> {
  const guard = ablate === null ? null : guardNamed(ablate)
  say(
    bound
      ? 'bounds: bytes of a dead connection are processed within 2 s of the next list; no other device makes a todo identical to one of ours'
      : 'bounds: none. Bytes of a dead connection are processed up to 2 min after the next list; another device makes todos identical to ours',
  )
  say(
    'the id of a deleted todo is never given to another device’s while a command for it is on its way',
  )
  if (guard !== null) say(`ablated: ${guard}`)
  const began = performance.now()
  let done = 0
  const result = await runOnAllCores({ seed, runs, bound, ablate: guard }, (more) => {
    done += more
    if (done % 2_000 === 0) say(`${done} runs`)
  })
  const seconds = (performance.now() - began) / 1_000
  say(`${result.runs} runs in ${seconds.toFixed(1)} s (${(result.runs / seconds).toFixed(0)}/s)`)
  for (const { seed: at, notes } of result.bad.slice(0, 5)) say(`seed ${at}: ${notes.join('; ')}`)
  const [first] = result.bad
  if (first && bound && guard === null) {
    const world = new World({ seed: first.seed, bound, guards: {}, traced: true })
    await world.run()
    for (const line of (world.trace ?? []).slice(-TRACE_LINES)) say(line.slice(0, 240))
  }
  if (!bound)
    say(`doubles: ${result.duplicated}, not offered for removal or review: ${result.unoffered}`)
  say(lineOf(result))
  // Beyond the bounds doubles are to be expected; each must have been offered.
  const clean = bound ? isClean(result) : result.lost + result.stuck + result.unoffered === 0
  return clean ? 0 : 1
}

function guardNamed(name: string): keyof Guards {
  const names = Object.keys(ALL_GUARDS) as (keyof Guards)[]
  const guard = names.find((one) => one === name)
  if (!guard) throw new RangeError(`--ablate takes one of ${names.join(', ')}`)
  return guard
}
