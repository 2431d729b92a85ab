import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { readFile, readdir } from 'node:fs/promises'
import { setTimeout as pause } from 'node:timers/promises'
import { onLines } from '../setup/processes.mjs'
import { SetupError } from '../setup/project.mjs'

const START_TIMEOUT_MS = 15_000
/** What is left of a session gets so long to end by itself. */
const TERMINATE_MS = 2_000
/** Every process of a session carries this in its environment; it is how leftovers are found. */
const MARKER = 'ENGAWA_SESSION'

/**
 * The helper processes of one private session: started together, gone together.
 */
export class Services {
  /** @param {NodeJS.ProcessEnv} env grows as services come up; later ones see what earlier ones gave */
  constructor(id, env) {
    this.marker = `${MARKER}=${id}`
    this.env = { ...env, [MARKER]: id }
  }

  /**
   * @param {string} command
   * @param {string[]} args
   * @param {{input?: string, ready?: 'first line on descriptor 3'}} options
   * @returns {Promise<string>} the first line it wrote to descriptor 3 where `ready` asks for it, else ''
   * @throws {SetupError} when it ends or says nothing within 15 s
   */
  async start(command, args, { input, ready } = {}) {
    const child = spawn(...dyingWithParent(command, args), {
      env: this.env,
      stdio: ['pipe', 'ignore', 'pipe', 'pipe'],
      // Ctrl-C must reach the program under test first, not the display below it.
      detached: true,
    })
    const errors = []
    child.stderr.on('data', (chunk) => errors.push(chunk))
    child.stdin.on('error', () => {})
    child.stdin.end(input ?? '')
    return new Promise((resolve, reject) => {
      const fail = (why) => {
        clearTimeout(limit)
        reject(new SetupError(`${command} ${why}\n${Buffer.concat(errors)}`))
      }
      const limit = setTimeout(() => fail('did not become ready'), START_TIMEOUT_MS)
      const done = (line) => {
        clearTimeout(limit)
        resolve(line)
      }
      child.on('error', (error) => fail(`could not be started: ${error.message}`))
      child.on('exit', (code) => fail(`ended with code ${code}`))
      if (ready) onLines(child.stdio[3], done)
      else child.on('spawn', () => done(''))
    })
  }

  /** Ends every process of the session, whoever its parent is by now. */
  async stop() {
    const deadline = Date.now() + TERMINATE_MS
    signalAll(await this.#members(), 'SIGTERM')
    while (Date.now() < deadline) {
      if ((await this.#members()).length === 0) return
      await pause(50)
    }
    signalAll(await this.#members(), 'SIGKILL')
  }

  async #members() {
    const ids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name))
    const found = await Promise.all(
      ids.map(async (id) => {
        // Unreadable: another user's, or just gone; neither is ours.
        const environment = await readFile(`/proc/${id}/environ`, 'utf8').catch(() => '')
        return environment.split('\0').includes(this.marker) ? Number(id) : undefined
      }),
    )
    return found.filter((id) => id !== undefined && id !== process.pid)
  }
}

function signalAll(ids, signal) {
  for (const id of ids) {
    try {
      process.kill(id, signal)
    } catch (error) {
      if (error.code !== 'ESRCH') throw error
    }
  }
}

/** A helper must not outlive us even when we are killed without a chance to clean up. */
function dyingWithParent(command, args) {
  const setpriv = '/usr/bin/setpriv'
  if (!existsSync(setpriv)) return [command, args]
  return [setpriv, ['--pdeathsig', 'SIGKILL', command, ...args]]
}
