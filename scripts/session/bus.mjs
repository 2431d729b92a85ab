import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { run } from '../setup/processes.mjs'
import { SetupError } from '../setup/project.mjs'

const KEYRING_TIMEOUT_MS = 10_000

/**
 * Starts a session bus that activates nothing: what runs on it is what was started for it, whatever
 * desktop services this machine has.
 * @param {import('./services.mjs').Services} services
 * @param {string} folder the session's folder
 * @returns {Promise<NodeJS.ProcessEnv>} DBUS_SESSION_BUS_ADDRESS
 */
export async function startBus(services, folder) {
  const config = join(folder, 'bus.conf')
  await writeFile(
    config,
    `<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <listen>unix:path=${folder}/bus</listen>
  <auth>EXTERNAL</auth>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
</busconfig>
`,
  )
  const args = [`--config-file=${config}`, '--nofork', '--nopidfile', '--print-address=3']
  const address = await services.start('dbus-daemon', args, { ready: 'first line on descriptor 3' })
  return { DBUS_SESSION_BUS_ADDRESS: address }
}

/**
 * Starts gnome-keyring on the keyring in the session's own data folder (a new one where there is none),
 * unlocked unless told, and waits until it answers on the bus.
 * @param {import('./services.mjs').Services} services
 * @param {NodeJS.ProcessEnv} env the session's environment
 * @param {{locked?: boolean}} options
 */
export async function startKeyring(services, env, { locked = false } = {}) {
  const args = ['--foreground', '--components=secrets', ...(locked ? [] : ['--unlock'])]
  await services.start('gnome-keyring-daemon', args, { input: locked ? '' : 'engawa' })
  const deadline = Date.now() + KEYRING_TIMEOUT_MS
  while (!(await hasOwner('org.freedesktop.secrets', env))) {
    if (Date.now() > deadline) throw new SetupError('The private gnome-keyring did not start.')
    await pause(50)
  }
}

async function hasOwner(name, env) {
  const destination = ['--session', '--print-reply', '--dest=org.freedesktop.DBus']
  const call = ['/org/freedesktop/DBus', 'org.freedesktop.DBus.NameHasOwner', `string:${name}`]
  const { output } = await run('dbus-send', [...destination, ...call], { env })
  return output.includes('boolean true')
}
