import { spawn } from 'node:child_process'
import { constants } from 'node:os'

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP']

/**
 * @typedef {object} Ending
 * @property {number} code exit code; 128 + n when signal n ended it, 127 when it could not be started
 * @property {string} reason why it could not be started; else ''
 * @property {boolean} timedOut
 * @property {boolean} interrupted this process was told to stop; what was planned next should not run
 */

/**
 * Runs a command to its end and captures what it says. Never throws.
 * @param {string} command
 * @param {string[]} args
 * @param {{cwd?: string, env?: NodeJS.ProcessEnv, timeoutMs?: number, echo?: boolean,
 *   statusLine?: (line: string) => void, onTick?: (elapsedMs: number) => void}} options
 *   `echo` passes output on as it comes; `statusLine` gets the lines written to descriptor 3;
 *   `onTick` is called once a second while it runs
 * @returns {Promise<Ending & {output: string}>} stdout and stderr together, in the order they came
 */
export async function run(command, args, options = {}) {
  const { cwd, env, timeoutMs, echo = false, statusLine, onTick } = options
  const started = Date.now()
  const child = spawn(command, args, {
    cwd,
    env,
    stdio: ['ignore', 'pipe', 'pipe', ...(statusLine ? ['pipe'] : [])],
    shell: process.platform === 'win32' && /\.cmd$/.test(command),
  })
  const chunks = []
  const collect = (target) => (chunk) => {
    chunks.push(chunk)
    if (echo) target.write(chunk)
  }
  child.stdout.on('data', collect(process.stdout))
  child.stderr.on('data', collect(process.stderr))
  if (statusLine) onLines(child.stdio[3], statusLine)

  const tick = onTick && setInterval(() => onTick(Date.now() - started), 1_000)
  const ending = await ended(child, timeoutMs)
  clearInterval(tick)
  return { ...ending, output: Buffer.concat(chunks).toString('utf8') + ending.reason }
}

/**
 * Runs a command on this process's own terminal (or `stdio`).
 * @param {string} command
 * @param {string[]} args
 * @param {{env?: NodeJS.ProcessEnv, cwd?: string, timeoutMs?: number,
 *   stdio?: import('node:child_process').StdioOptions,
 *   onSpawn?: (child: import('node:child_process').ChildProcess) => void}} options
 * @returns {Promise<Ending>}
 */
export async function runAttached(command, args, options = {}) {
  const { env, cwd, timeoutMs, stdio = 'inherit', onSpawn } = options
  const child = spawn(command, args, { env, cwd, stdio })
  onSpawn?.(child)
  const ending = await ended(child, timeoutMs)
  if (ending.reason) console.error(`${command}: ${ending.reason}`)
  return ending
}

/**
 * Waits for a child. A signal to this process ends the child instead, so that the caller can clean up.
 * @returns {Promise<Ending>}
 */
function ended(child, timeoutMs) {
  return new Promise((resolve) => {
    let timedOut = false
    let interrupted = false
    const limit =
      timeoutMs &&
      setTimeout(() => {
        timedOut = true
        child.kill('SIGKILL')
      }, timeoutMs)
    const forward = (signal) => {
      interrupted = true
      child.kill(signal)
    }
    SIGNALS.forEach((signal) => process.on(signal, forward))

    const finish = (code, reason) => {
      clearTimeout(limit)
      SIGNALS.forEach((signal) => process.off(signal, forward))
      resolve({ code, reason, timedOut, interrupted })
    }
    child.on('error', (error) => finish(127, error.message))
    child.on('close', (code, signal) => finish(code ?? 128 + (constants.signals[signal] ?? 0), ''))
  })
}

/**
 * Calls back with each whole line of a stream.
 * @param {NodeJS.ReadableStream} stream
 * @param {(line: string) => void} callback
 */
export function onLines(stream, callback) {
  let rest = ''
  stream.setEncoding('utf8')
  stream.on('data', (text) => {
    const lines = (rest + text).split('\n')
    rest = lines.pop() ?? ''
    lines.forEach((line) => callback(line))
  })
  stream.on('end', () => rest && callback(rest))
}

/**
 * Runs npm: the one that started this script where there is one, so that the user's choice holds.
 * @param {string[]} args
 * @param {Parameters<typeof run>[2]} options
 */
export function runNpm(args, options) {
  const npm = process.env.npm_execpath
  if (npm && /npm-cli\.[cm]?js$/.test(npm)) return run(process.execPath, [npm, ...args], options)
  return run(process.platform === 'win32' ? 'npm.cmd' : 'npm', args, options)
}
