import { parseArgs } from 'node:util'
import { ClientProcess } from './real/client-process'
import { ElectronClient } from './real/electron-app'
import { runReal } from './real/run'
import { simulate } from './sim/main'
import { isClean, lineOf } from './tally'

const { values } = parseArgs({
  options: {
    mode: { type: 'string', default: 'sim' },
    seed: { type: 'string', default: '1' },
    /** sim */
    runs: { type: 'string', default: '1000' },
    bound: { type: 'string', default: 'on' },
    ablate: { type: 'string' },
    /** real and electron */
    kills: { type: 'string', default: '10' },
    resets: { type: 'string', default: '14' },
  },
})

const say = (line: string): void => void process.stdout.write(`${line}\n`)
const seed = Number(values.seed)

if (values.mode === 'sim') {
  const { runs, bound, ablate = null } = values
  process.exitCode = await simulate({
    ...{ seed, runs: Number(runs), bound: bound !== 'off', ablate, say },
  })
} else if (values.mode === 'real' || values.mode === 'electron') {
  const { kills, resets } = values
  const Client = values.mode === 'real' ? ClientProcess : ElectronClient
  const tally = await runReal({
    ...{ seed, kills: Number(kills), resets: Number(resets), say },
    start: (profile) => Client.start(profile),
  })
  say(lineOf(tally))
  process.exitCode = isClean(tally) ? 0 : 1
} else {
  throw new RangeError('--mode is sim, real or electron')
}
