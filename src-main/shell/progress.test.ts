import { existsSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { startLauncherWatch, startSessionBus } from '../../e2e/fixtures/desktop'
import { systemClock } from '../clock'
import { silentLog } from '../log'
import { SessionBus } from '../session-bus'
import type { DownloadProgress } from './notifications/types'
import { ProgressBar, barState } from './progress'

const RUNNING: DownloadProgress = {
  running: true,
  paused: false,
  percent: 42.9,
  remaining: 3,
  failed: 0,
  speedMbps: null,
}
const possible =
  existsSync('/usr/bin/dbus-daemon') && existsSync('/usr/lib/python3/dist-packages/dbus')

/** A window and a dock that write down what they were told. */
function recorded(bus: SessionBus | null) {
  const told: unknown[][] = []
  const bar = new ProgressBar({
    window: () => ({
      isDestroyed: () => false,
      setProgressBar: (...args) => {
        told.push(args)
      },
    }),
    setBadge: (count) => told.push(['badge', count]),
    bus,
    desktopEntry: 'engawa',
    log: silentLog,
  })
  return { told, bar }
}

describe('barState', () => {
  it.each([
    [null, 'none', 0, 0],
    [{ ...RUNNING, running: false }, 'none', 0, 0],
    [RUNNING, 'normal', 0.42, 3],
    [{ ...RUNNING, paused: true }, 'paused', 0.42, 3],
    [{ ...RUNNING, percent: null }, 'indeterminate', 0, 3],
    [{ ...RUNNING, percent: 140 }, 'normal', 1, 3],
  ] as const)('%j', (progress, mode, fraction, count) => {
    expect(barState(progress)).toEqual({ mode, fraction, count })
  })
})

describe('ProgressBar', () => {
  it('draws changes only, and takes the bar away at the end', async () => {
    const { told, bar } = recorded(null)
    bar.update(null)
    bar.update(RUNNING)
    bar.update({ ...RUNNING, percent: 42.1, speedMbps: 3 })
    bar.update({ ...RUNNING, percent: null })
    bar.refresh()
    await bar.close()
    expect(told).toEqual([
      [0.42, { mode: 'normal' }],
      ['badge', 3],
      [2],
      ['badge', 3],
      [2],
      [-1],
      ['badge', 0],
    ])
  })

  it.skipIf(!possible)('tells launchers over D-Bus', async () => {
    const server = await startSessionBus()
    const bus = new SessionBus({ clock: systemClock(), log: silentLog, address: server.address })
    const watch = await startLauncherWatch({ busAddress: server.address })
    try {
      const { bar } = recorded(bus)
      bar.update(RUNNING)
      await bar.close()
      await watch.waitFor(({ countVisible }) => !countVisible)
      const app = 'application://engawa.desktop'
      expect(watch.updates()).toEqual([
        {
          event: 'update',
          app,
          progress: 0.42,
          progressVisible: true,
          count: 3,
          countVisible: true,
        },
        {
          event: 'update',
          app,
          progress: 0,
          progressVisible: false,
          count: 0,
          countVisible: false,
        },
      ])
    } finally {
      await watch.close()
      bus.close()
      await server.close()
    }
  })
})
