import { spawn } from 'node:child_process'
import { setInterval, clearInterval } from 'node:timers'

/**
 * @typedef {object} Outcome
 * @property {number} code exit code; 128 when ended by a signal, 127 when it could not be started
 * @property {string} output stdout and stderr together, in the order they came
 * @property {boolean} timedOut
 */

/**
 * Runs a command to its end and captures what it says. Never throws: a command that can't be
 * started has code 127 and the reason as output.
 * @param {string} command
 * @param {string[]} args
 * @param {{cwd?: string, env?: NodeJS.ProcessEnv, timeoutMs?: number, echo?: boolean,
 *   statusLine?: (line: string) => void, onTick?: (elapsedMs: number) => void}} options
 *   `echo` passes output on as it comes; `statusLine` gets the lines written to descriptor 3;
 *   `onTick` is called once a second while it runs
 * @returns {Promise<Outcome>}
 */
export function run(command, args, options = {}) {
  const { cwd, env, timeoutMs, echo = false, statusLine, onTick } = options
  return new Promise((resolve) => {
    const started = Date.now()
    const child = spawn(command, args, {
      cwd,
      env: env ?? process.env,
      stdio: ['ignore', 'pipe', 'pipe', ...(statusLine ? ['pipe'] : [])],
      shell: process.platform === 'win32' && /\.cmd$/.test(command),
    })
    const chunks = []
    let timedOut = false
    const tick = onTick && setInterval(() => onTick(Date.now() - started), 1_000)
    const limit =
      timeoutMs &&
      setTimeout(() => {
        timedOut = true
        child.kill('SIGKILL')
      }, timeoutMs)

    const collect = (target) => (chunk) => {
      chunks.push(chunk)
      if (echo) target.write(chunk)
    }
    child.stdout.on('data', collect(process.stdout))
    child.stderr.on('data', collect(process.stderr))
    if (statusLine) onLines(child.stdio[3], statusLine)

    const finish = (code, reason) => {
      clearInterval(tick)
      clearTimeout(limit)
      if (reason) chunks.push(Buffer.from(`${reason}\n`))
      resolve({ code, output: Buffer.concat(chunks).toString('utf8'), timedOut })
    }
    child.on('error', (error) => finish(127, error.message))
    child.on('close', (code) => finish(code ?? 128))
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
    lines.forEach(callback)
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
