import { mkdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { app, ipcMain, nativeTheme, powerMonitor, protocol, session } from 'electron'
import type { Navigation } from '../src-shared/ipc/events'
import { createClient } from './client/client'
import { handlersOf } from './client/handlers'
import { systemClock } from './clock'
import { handleCommands } from './ipc/handle'
import { Publisher } from './ipc/publish'
import { Lifecycle } from './lifecycle'
import { electronSample } from './sample/electron-sample'
import { electronSecretBox } from './session/electron-secret-box'
import { findPasswordStore } from './session/password-store'
import { JsonFile } from './settings/json-file'
import { SettingsService } from './settings/settings'
import { navigationOf } from './shell/deep-links'
import { DesktopShell } from './shell/desktop'
import { openLog } from './shell/log'
import { watchPower } from './shell/power'
import { shellMessages } from './shell/messages'
import { registerScheme, serveRenderer } from './shell/protocol'
import { askOver, QuitWarning } from './shell/quit-warning'
import { takeSingleInstance } from './shell/single-instance'
import { reportSmoke } from './shell/smoke-run'
import { MainWindow, openOutside } from './shell/window'
import { openStore } from './store/open'

/*
 * The composition root: the parts and their order. What must be said before Electron is ready stands
 * first; `run` starts the rest in order, and quitting stops it in reverse (lifecycle.ts).
 */

const DIST = join(import.meta.dirname, '..')
// The desktop reads it too, so it lies outside the archive of a packaged application.
const ICON = join(import.meta.dirname, 'icon.png').replace('app.asar', 'app.asar.unpacked')
const smoke = process.env['ENGAWA_SMOKE'] === '1'

// A release never opens a debugging port, whoever asks for it on the command line.
if (app.isPackaged) {
  app.commandLine.removeSwitch('remote-debugging-port')
  app.commandLine.removeSwitch('remote-debugging-pipe')
}
const folder = resolve(process.env['ENGAWA_PROFILE'] ?? app.getPath('userData'))
mkdirSync(folder, { recursive: true, mode: 0o700 })
app.setPath('userData', folder)
registerScheme(protocol)

const clock = systemClock()
const log = openLog(folder, process.env['ENGAWA_LOG'] === '1')
const lifecycle = new Lifecycle(clock, log)
for (const event of ['uncaughtException', 'unhandledRejection'] as const) {
  process.on(event, (thrown: unknown) => {
    const what = thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown)
    log.error(`uncaught: ${what}`)
    process.stderr.write(`engawa: uncaught ${event}\n`)
  })
}

let openAt: (to: Navigation | null) => void = () => {}
if (takeSingleInstance(app, (to) => openAt(to))) {
  // Chromium reads this switch when it becomes ready, and it becomes ready only after this module;
  // the answer takes at most 400 ms. For the same reason `ready` itself is never awaited up here.
  const given = app.commandLine.hasSwitch('password-store')
  const keyring = await findPasswordStore(process.platform, process.env, given)
  if (keyring.append) app.commandLine.appendSwitch('password-store', keyring.append)
  app
    .whenReady()
    .then(() => run(keyring.keyringSeen))
    .catch((thrown: unknown) => {
      log.error('could not start', thrown instanceof Error ? thrown.stack : thrown)
      process.stderr.write(`engawa: uncaught at start: ${String(thrown)}\n`)
      app.exit(1)
    })
} else {
  app.quit()
}

async function run(keyringSeen: boolean): Promise<void> {
  const settings = new SettingsService(
    new JsonFile(join(folder, 'settings.json')),
    {
      version: app.getVersion(),
      electron: process.versions['electron'] ?? '',
      platform: process.platform,
      systemLocale: app.getPreferredSystemLanguages()[0] ?? app.getLocale(),
    },
    log,
  )
  const themed = () => (nativeTheme.themeSource = settings.current.preferences.theme)
  themed()
  settings.onChange(themed)

  const store = openStore(join(folder, 'engawa.db'), { log })
  settings.setStorage(store.state)
  store.db.onHealth((health) => settings.setStorage(health))
  const client = createClient({
    ...{ folder, clock, log, settings, store },
    secretBox: electronSecretBox({ platform: process.platform, keyringSeen }),
    resolveProxy: (url) => session.defaultSession.resolveProxy(url),
    spawnSample: electronSample(join(DIST, 'server', 'cli.js'), log),
  })
  await lifecycle.start({
    name: 'client',
    start: () => client.load(),
    stop: () => client.stop(),
    // The sample server's process alone is given 3 s to end.
    stopMs: 8_000,
  })

  serveRenderer(protocol, join(DIST, 'renderer'))
  const main = new MainWindow({
    preload: join(DIST, 'preload', 'preload.cjs'),
    icon: ICON,
    bounds: settings.current.window,
    log,
  })
  openAt = (to) => {
    main.reveal()
    if (to) main.send('navigate', to)
  }
  const publisher = new Publisher(client.slices, main.send, clock)
  main.onVisible.on((visible) => publisher.setPaused(!visible))
  main.onBounds.on((bounds) => {
    settings
      .setWindow(bounds)
      .catch((thrown: unknown) => log.warn('bounds not kept', String(thrown)))
  })
  await lifecycle.start({ name: 'publisher', stop: () => publisher.stop() })

  const unhandle = handleCommands({
    ipc: ipcMain,
    handlers: handlersOf(client, {
      openExternal: (url) => openOutside(url, log),
      quit: () => app.quit(),
    }),
    beforeAnswer: () => publisher.flushNow(),
    snapshot: (slice) => publisher.snapshot(slice),
    trusted: (event) => main.trusts(event),
    log,
  })
  await lifecycle.start({ name: 'commands', stop: unhandle })

  const warning = new QuitWarning({
    window: main.window,
    unsent: () => client.outbox.all().length,
    wanted: () => settings.current.preferences.warnUnsent,
    stopAsking: () => {
      settings
        .setPreferences({ warnUnsent: false })
        .catch((thrown: unknown) => log.warn('a preference was not kept', String(thrown)))
    },
    messages: () => shellMessages(settings.locale),
    ask: askOver(main.window),
    quit: () => app.quit(),
  })
  quitOrderly(warning)
  await lifecycle.start({ name: 'quit warning', stop: () => warning.dispose() })
  await main.load()
  const desktop = new DesktopShell({
    ...{ client, clock, log, openAt },
    window: main.window,
    icon: ICON,
  })
  await lifecycle.start({
    name: 'desktop',
    start: () => desktop.start(),
    stop: () => desktop.stop(),
  })
  const { suspend, resume } = client
  const awake = watchPower({ source: powerMonitor, clock, onSuspend: suspend, onResume: resume })
  await lifecycle.start({ name: 'power', stop: awake })
  openAt(navigationOf(process.argv))
  client.connect().catch((thrown: unknown) => log.error('could not connect', String(thrown)))
  if (smoke) reportSmoke({ main, client, clock })
}

/** Quitting waits for every part to stop, each within its bound; the system waits for no answer. */
function quitOrderly(warning: QuitWarning): void {
  const endNow = () => {
    warning.letGo()
    app.quit()
  }
  powerMonitor.on('shutdown', endNow)
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, endNow)
  app.on('window-all-closed', () => app.quit())
  let stopped = false
  app.on('will-quit', (event) => {
    if (stopped) return
    event.preventDefault()
    void lifecycle.stop().then(() => {
      stopped = true
      // Not within this event: when everything stops at once this runs before the event has ended,
      // Electron still counts as quitting, and a second quit() would be ignored for ever.
      setImmediate(() => app.quit())
    })
  })
}
