/**
 * Runs a command with a display, a session bus and an unlocked keyring of its own, all in a temporary
 * folder: tests see the same desktop everywhere and never touch the developer's own keyring or windows.
 *
 *   node scripts/private-session.mjs [--] command [arguments]
 *
 * Needs the e2e group of system.mjs. Linux only.
 */
import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { startBus, startKeyring } from './session/bus.mjs'
import { startDisplay } from './session/display.mjs'
import { Services } from './session/services.mjs'
import { runAttached } from './setup/processes.mjs'
import { SetupError, isLinux, isMain, runScript } from './setup/project.mjs'

/** What would lead a program out of the session. */
const FOREIGN =
  /^(WAYLAND_.*|DBUS_.*|DISPLAY|XAUTHORITY|GNOME_.*|SSH_AUTH_SOCK|ELECTRON_RUN_AS_NODE)$/

/**
 * Gives `work` the environment of a new private session and takes the session down afterwards, with every
 * process still in it, also when the work fails. What runs in `work` should go through processes.mjs, whose
 * commands end on a signal instead of this process.
 * @template T
 * @param {(env: NodeJS.ProcessEnv) => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function withPrivateSession(work) {
  if (!isLinux) throw new SetupError('A private desktop session exists on Linux only.')
  const folder = await mkdtemp(join(tmpdir(), 'engawa-session-'))
  const services = new Services(basename(folder), await ownEnvironment(folder))
  try {
    Object.assign(services.env, await startDisplay(services, folder))
    Object.assign(services.env, await startBus(services, folder))
    await startKeyring(services, services.env)
    return await work({ ...services.env })
  } finally {
    await services.stop()
    await rm(folder, { recursive: true, force: true, maxRetries: 3 })
  }
}

async function ownEnvironment(folder) {
  const inherited = Object.entries(process.env).filter(([name]) => !FOREIGN.test(name))
  const own = {
    XDG_RUNTIME_DIR: join(folder, 'run'),
    XDG_DATA_HOME: join(folder, 'data'),
    XDG_CONFIG_HOME: join(folder, 'config'),
  }
  for (const path of Object.values(own)) await mkdir(path, { mode: 0o700 })
  return { ...Object.fromEntries(inherited), ...own, XDG_SESSION_TYPE: 'x11' }
}

if (isMain(import.meta.url)) {
  await runScript(async () => {
    const words = process.argv.slice(2)
    const [command, ...args] = words[0] === '--' ? words.slice(1) : words
    if (!command) throw new SetupError('usage: node scripts/private-session.mjs [--] command …')
    const { code } = await withPrivateSession((env) => runAttached(command, args, { env }))
    return code
  })
}
