/**
 * The Debian packages that the app, its tests and its packaging need. As root they are installed; a user
 * gets the one line to run. `node scripts/system.mjs [run] [e2e] [contract] [package]` does it
 * by hand.
 */
import { existsSync } from 'node:fs'
import { createLog } from './setup/console.mjs'
import { run } from './setup/processes.mjs'
import { SetupError, isLinux, isMain, isRoot, runScript } from './setup/project.mjs'

/** What each purpose needs. Names as in Debian 12; where a release added "t64", that one counts too. */
const groups = {
  run: [
    'libgtk-3-0',
    'libnss3',
    'libasound2',
    'libgbm1',
    'libxss1',
    'libxtst6',
    'libatspi2.0-0',
    'libsecret-1-0',
    'libnotify4',
    'xdg-utils',
  ],
  e2e: [
    'xvfb',
    'xauth',
    'dbus',
    'dbus-x11',
    'gnome-keyring',
    'libsecret-tools',
    'python3-dbus',
    'python3-gi',
    'python3-dbusmock',
    'openssl',
    'strace',
  ],
  /** The second witness: e2e/fixtures/fastapi. */
  contract: [
    'python3-fastapi',
    'uvicorn',
    'python3-websockets',
    'python3-jose',
    'python3-multipart',
  ],
  package: ['fakeroot', 'desktop-file-utils'],
}

/**
 * Makes sure that the packages of these groups are there. Does nothing outside Linux; on a Linux without
 * dpkg it names what is needed and goes on, because it can't look.
 * @param {(keyof typeof groups)[]} names
 * @param {import('./setup/console.mjs').Log} log
 * @throws {SetupError} when something is missing and this user can't install it, or the installation failed
 */
export async function ensureSystemPackages(names, log) {
  if (!isLinux) return
  const wanted = names.flatMap((name) => groups[name])
  if (!existsSync('/usr/bin/dpkg-query')) {
    log.step(`not Debian: the equivalents of these are needed: ${wanted.join(' ')}`)
    return
  }
  const missing = await missingPackages(wanted)
  if (missing.length === 0) return
  if (!isRoot) {
    throw new SetupError(`Some system packages are missing. Install them, then run this again:

  ${installLine(missing)}
`)
  }
  await install(missing, log)
}

/** What somebody who is not root has to run. */
function installLine(packages) {
  return `sudo apt-get update && sudo apt-get install -y --no-install-recommends ${packages.join(' ')}`
}

/**
 * The line that installs a whole group, for a test that finds it missing.
 * @param {keyof typeof groups} name
 */
export function installGroupLine(name) {
  return installLine(groups[name])
}

async function missingPackages(wanted) {
  const { output } = await run('/usr/bin/dpkg-query', [
    '--show',
    '--showformat=${db:Status-Status} ${Package}\n',
    ...wanted.flatMap((name) => [name, `${name}t64`]),
  ])
  const installed = new Set(
    output
      .split('\n')
      .filter((line) => line.startsWith('installed '))
      .map((line) => line.slice('installed '.length)),
  )
  return wanted.filter((name) => !installed.has(name) && !installed.has(`${name}t64`))
}

async function install(missing, log) {
  log.step(`installing ${missing.length} system packages: ${missing.join(' ')}`)
  await aptGet(['update'], log)
  await aptGet(
    ['install', '--yes', '--no-install-recommends', ...(await currentNames(missing))],
    log,
  )
}

/** Releases after Debian 12 renamed some libraries to "…t64"; the old name is then virtual. */
async function currentNames(names) {
  const { output } = await run('apt-cache', [
    'show',
    '--no-all-versions',
    ...names.map((name) => `${name}t64`),
  ])
  return names.map((name) => (output.includes(`Package: ${name}t64\n`) ? `${name}t64` : name))
}

async function aptGet(args, log) {
  const outcome = await run(
    'apt-get',
    ['-o', 'APT::Status-Fd=3', '-o', 'DPkg::Lock::Timeout=120', ...args],
    {
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
      statusLine(line) {
        // "dlstatus:3:20.5:Retrieving file 3 of 87" · "pmstatus:xvfb:45.2:Unpacking xvfb (amd64)"
        const [, phase, , percent, text] = /^(dl|pm)status:([^:]*):([\d.]+):(.*)$/.exec(line) ?? []
        if (phase) log.progress(`${Math.round(Number(percent))} % ${text}`)
      },
    },
  )
  if (outcome.code !== 0) {
    throw new SetupError(`apt-get ${args[0]} failed:\n\n${outcome.output.trimEnd()}`)
  }
}

if (isMain(import.meta.url)) {
  await runScript(async () => {
    const asked = process.argv.slice(2)
    const unknown = asked.filter((name) => !(name in groups))
    if (unknown.length > 0) {
      throw new SetupError(`Groups are ${Object.keys(groups).join(', ')}; not ${unknown}.`)
    }
    await ensureSystemPackages(asked.length > 0 ? asked : Object.keys(groups), createLog())
  })
}
