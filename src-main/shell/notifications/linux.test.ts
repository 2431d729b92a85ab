import { existsSync } from 'node:fs'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { startNotificationDaemon, startSessionBus } from '../../../e2e/fixtures/desktop'
import { systemClock } from '../../clock'
import { silentLog } from '../../log'
import { SessionBus } from '../../session-bus'
import { shellMessages } from '../messages'
import { RecordingNotifier } from '../testing'
import { LinuxNotifier } from './linux'
import type { Notice } from './types'

/** Debian's python3-dbus, which `npm test` installs for the end-to-end tests anyway. */
const possible =
  existsSync('/usr/bin/dbus-daemon') && existsSync('/usr/lib/python3/dist-packages/dbus')

const FINISHED: Notice = {
  tag: 'finished:1',
  kind: 'finished',
  title: 'Frieren: 4 episodes',
  body: 'A < B & C',
  open: { to: 'queue' },
  percent: null,
  updates: false,
}
const PROGRESS: Notice = { ...FINISHED, tag: 'progress', kind: 'progress', percent: 12 }

describe.skipIf(!possible)('LinuxNotifier on a real bus', () => {
  const cleanUp: (() => Promise<void> | void)[] = []
  let address: string
  let notifier: LinuxNotifier
  let fallback: RecordingNotifier

  beforeEach(async () => {
    const server = await startSessionBus()
    address = server.address
    const bus = new SessionBus({ clock: systemClock(), log: silentLog, address })
    fallback = new RecordingNotifier()
    notifier = new LinuxNotifier({
      bus,
      log: silentLog,
      messages: () => shellMessages('en'),
      desktopEntry: 'engawa',
      icon: '/usr/share/icons/engawa.png',
      fallback,
    })
    cleanUp.push(server.close, () => bus.close())
  })

  afterEach(async () => {
    for (const clean of cleanUp.splice(0).reverse()) await clean()
  })

  async function daemon(capabilities?: readonly string[]) {
    const started = await startNotificationDaemon({ busAddress: address, capabilities })
    cleanUp.push(() => started.close())
    return started
  }

  it('shows who it is and what it says', async () => {
    const desktop = await daemon()
    notifier.show(FINISHED)
    const received = await desktop.waitFor(({ title }) => title === FINISHED.title)
    expect(received).toMatchObject({
      app: 'Engawa',
      icon: '/usr/share/icons/engawa.png',
      replaces: 0,
      body: 'A < B & C',
      actions: ['default', 'Open'],
      timeout: -1,
      hints: { 'desktop-entry': 'engawa', urgency: 1, category: 'transfer.complete' },
    })
    expect(fallback.shown).toEqual([])
  })

  it('gives the service only what it can show', async () => {
    const desktop = await daemon(['body', 'body-markup'])
    notifier.show(FINISHED)
    const received = await desktop.waitFor(() => true)
    expect(received.actions).toEqual([])
    expect(received.body).toBe('A &lt; B &amp; C')
  })

  it('replaces progress in place, and takes it back', async () => {
    const desktop = await daemon()
    notifier.show(PROGRESS)
    notifier.show({ ...PROGRESS, percent: 50, updates: true })
    const second = await desktop.waitFor(({ hints }) => hints.value === 50)
    const [first] = desktop.received()
    expect(second.id).toBe(first?.id)
    expect(second.replaces).toBe(first?.id)
    notifier.withdraw('progress')
    await desktop.waitForWithdrawal(second.id)
    notifier.show({ ...PROGRESS, percent: 60 })
    const third = await desktop.waitFor(({ hints }) => hints.value === 60)
    expect(third.replaces).toBe(0)
  })

  it('tells a click, and who closed it', async () => {
    const desktop = await daemon()
    const clicks: Notice[] = []
    const dismissals: Notice[] = []
    const clicked = new Promise<void>((resolve) => {
      notifier.onClick((notice) => {
        clicks.push(notice)
        resolve()
      })
    })
    const dismissed = new Promise<void>((resolve) => {
      notifier.onDismiss((notice) => {
        dismissals.push(notice)
        resolve()
      })
    })
    notifier.show(FINISHED)
    notifier.show(PROGRESS)
    const finished = await desktop.waitFor(({ title, timeout }) => title !== '' && timeout === -1)
    const progress = await desktop.waitFor(({ hints }) => hints.value === 12)
    desktop.click(finished.id)
    await clicked
    // One that only ran out is not a dismissal; signals arrive in order, so the second one proves it.
    desktop.dismiss(finished.id, 1)
    desktop.dismiss(progress.id)
    await dismissed
    expect(clicks).toEqual([FINISHED])
    expect(dismissals).toEqual([PROGRESS])
  })

  it('uses the fallback without a service, and finds one that comes later', async () => {
    notifier.show(FINISHED)
    await notifier.close()
    expect(fallback.shown.map(({ notice }) => notice)).toEqual([FINISHED])
    const desktop = await daemon()
    notifier.show({ ...FINISHED, title: 'later' })
    await desktop.waitFor(({ title }) => title === 'later')
    expect(fallback.shown).toHaveLength(1)
  })

  it('outlives its service', async () => {
    const first = await daemon()
    notifier.show(PROGRESS)
    const before = await first.waitFor(() => true)
    await first.close()
    const second = await daemon()
    notifier.show({ ...PROGRESS, percent: 70, updates: true })
    const after = await second.waitFor(({ hints }) => hints.value === 70)
    expect(before.replaces).toBe(0)
    expect(after.replaces).toBe(0)
  })
})

describe.skipIf(!possible)('LinuxNotifier when its bus dies', () => {
  it('uses the fallback from then on', async () => {
    const server = await startSessionBus()
    // Faster than real time: what nobody answers has a deadline of seconds.
    const clock = systemClock(20)
    const bus = new SessionBus({ clock, log: silentLog, address: server.address })
    const desktop = await startNotificationDaemon({ busAddress: server.address })
    const fallback = new RecordingNotifier()
    const notifier = new LinuxNotifier({
      bus,
      log: silentLog,
      messages: () => shellMessages('en'),
      desktopEntry: 'engawa',
      icon: 'engawa',
      fallback,
    })
    notifier.show(FINISHED)
    await desktop.waitFor(() => true)
    await server.close()
    notifier.show({ ...FINISHED, title: 'after' })
    await notifier.close()
    expect(fallback.shown.map(({ notice }) => notice.title)).toEqual(['after'])
    bus.close()
    await desktop.close()
  })
})

describe.skipIf(process.platform !== 'linux')('LinuxNotifier without a bus', () => {
  it('uses the fallback, without a throw', async () => {
    const bus = new SessionBus({
      clock: systemClock(),
      log: silentLog,
      address: 'unix:path=/nonexistent/engawa/bus',
    })
    const fallback = new RecordingNotifier()
    const notifier = new LinuxNotifier({
      bus,
      log: silentLog,
      messages: () => shellMessages('de'),
      desktopEntry: 'engawa',
      icon: 'engawa',
      fallback,
    })
    notifier.show(FINISHED)
    notifier.withdraw(FINISHED.tag)
    await notifier.close()
    expect(fallback.shown.map(({ notice }) => notice)).toEqual([FINISHED])
    expect(fallback.withdrawn).toEqual([FINISHED.tag])
    bus.close()
  })
})
