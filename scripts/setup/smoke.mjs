import { mkdir, mkdtemp, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { withPrivateSession } from '../private-session.mjs'
import { onLines, runAttached } from './processes.mjs'
import { SetupError, isRoot, root } from './project.mjs'

/** The app prints this line when its window shows the sample server's library. */
const READY = 'ready: window shown, sample library listed'
const LIMIT_MS = 120_000

export const hasDisplay =
  process.platform !== 'linux' || Boolean(process.env.DISPLAY || process.env.WAYLAND_DISPLAY)

/** What Chromium must be told: it refuses its sandbox to root, and only root goes without. */
export const sandboxArguments = process.platform === 'linux' && isRoot ? ['--no-sandbox'] : []

/**
 * Starts the app in a fresh profile and lets it click through to the sample server's library by itself;
 * on a display of its own where there is none.
 * @param {string} executable
 * @param {string[]} args
 * @param {{name: string, log: import('./console.mjs').Log}} options `name` names the screenshot in e2e/artifacts
 * @throws {SetupError} when the app failed, said nothing, or left no screenshot
 */
export async function runSmoke(executable, args, { name, log }) {
  const shot = join(root, 'e2e', 'artifacts', `${name}.png`)
  await mkdir(dirname(shot), { recursive: true })
  await rm(shot, { force: true })
  const profile = await mkdtemp(join(tmpdir(), 'engawa-smoke-'))
  const own = { ENGAWA_SMOKE: '1', ENGAWA_SMOKE_SHOT: shot, ENGAWA_PROFILE: profile }
  try {
    const start = (env) => launch(executable, [...sandboxArguments, ...args], { ...env, ...own })
    await (hasDisplay ? start(process.env) : withPrivateSession(start))
  } finally {
    await rm(profile, { recursive: true, force: true, maxRetries: 3 })
  }
  const size = await stat(shot).then(
    (info) => info.size,
    () => 0,
  )
  if (size === 0) throw new SetupError('The app was ready, but left no screenshot.')
  log.step(`screenshot: ${shot}`)
}

async function launch(executable, args, env) {
  let ready = false
  const { code, timedOut } = await runAttached(executable, args, {
    env: withoutNodeMode(env),
    cwd: root,
    timeoutMs: LIMIT_MS,
    stdio: ['ignore', 'pipe', 'inherit'],
    onSpawn: (child) =>
      onLines(child.stdout, (line) => {
        console.log(line)
        if (line === READY) ready = true
      }),
  })
  if (timedOut) throw new SetupError(`The app was not ready within ${LIMIT_MS / 1000} s.`)
  if (code !== 0) throw new SetupError(`The app ended with code ${code}.`)
  if (!ready) throw new SetupError(`The app ended without saying "${READY}".`)
}

/** An editor's terminal may carry it; Electron would then start as plain Node. */
export function withoutNodeMode(env) {
  const own = { ...env }
  delete own.ELECTRON_RUN_AS_NODE
  return own
}
