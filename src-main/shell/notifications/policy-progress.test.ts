import { beforeEach, expect, it } from 'vitest'
import { DEFAULT_SETTINGS } from '../../../src-shared/domain/settings'
import { shellMessages } from '../messages'
import { RecordingNotifier, StepClock } from '../testing'
import { NotificationPolicy, PROGRESS_DELAY_MS } from './policy'
import type { DownloadProgress } from './types'

let clock: StepClock
let notifier: RecordingNotifier
let policy: NotificationPolicy

beforeEach(() => {
  clock = new StepClock()
  notifier = new RecordingNotifier(() => clock.monotonic())
  policy = new NotificationPolicy({
    clock,
    seen: new Set<string>(),
    notifier,
    preferences: () => DEFAULT_SETTINGS.preferences,
    messages: () => shellMessages('en'),
  })
})

const RUNNING: DownloadProgress = {
  running: true,
  paused: false,
  percent: 12.7,
  remaining: 3,
  failed: 0,
  speedMbps: 4.25,
}

function away(): void {
  policy.focus(false)
  clock.advance(PROGRESS_DELAY_MS)
}

it('is shown only while the window is not focused, and taken back when it is', () => {
  policy.progress(RUNNING)
  clock.advance(60_000)
  expect(notifier.shown).toEqual([])
  away()
  expect(notifier.shown[0]?.notice).toMatchObject({
    title: 'Downloading: 12 %',
    body: '3 episodes left · 4.3 MB/s',
    percent: 12,
    updates: false,
  })
  policy.focus(true)
  expect(notifier.withdrawn).toEqual(['progress'])
})

it('is not shown for a short look elsewhere', () => {
  policy.progress(RUNNING)
  policy.focus(false)
  clock.advance(PROGRESS_DELAY_MS - 1)
  policy.focus(true)
  clock.advance(60_000)
  expect(notifier.shown).toEqual([])
})

it('is replaced in place, once a second at most, with the newest state', () => {
  policy.progress(RUNNING)
  away()
  for (let percent = 13; percent <= 32; percent += 1) {
    policy.progress({ ...RUNNING, percent })
    clock.advance(100)
  }
  clock.advance(1_000)
  expect(notifier.shown.map(({ notice }) => notice.percent)).toEqual([12, 22, 32])
  expect(notifier.shown.map(({ notice }) => notice.updates)).toEqual([false, true, true])
  expect(new Set(notifier.shown.map(({ notice }) => notice.tag)).size).toBe(1)
})

it('is not repeated while nothing changes', () => {
  policy.progress(RUNNING)
  away()
  for (let n = 0; n < 20; n += 1) policy.progress({ ...RUNNING, percent: 12.7 + n / 1_000 })
  clock.advance(10_000)
  expect(notifier.shown).toHaveLength(1)
})

it('stays away after the user closed it, until the next run', () => {
  policy.progress(RUNNING)
  away()
  const [first] = notifier.shown
  if (first) notifier.dismissed.emit(first.notice)
  policy.progress({ ...RUNNING, percent: 50 })
  clock.advance(10_000)
  expect(notifier.shown).toHaveLength(1)
  policy.progress({ ...RUNNING, running: false })
  policy.progress({ ...RUNNING, percent: 1 })
  clock.advance(10_000)
  expect(notifier.shown).toHaveLength(2)
})

it('goes with the end of the run, and with the program', () => {
  policy.progress(RUNNING)
  away()
  policy.progress(null)
  expect(notifier.withdrawn).toEqual(['progress'])
  policy.progress(RUNNING)
  clock.advance(1_000)
  policy.dispose()
  expect(notifier.withdrawn).toEqual(['progress', 'progress'])
  expect(clock.waiting).toBe(0)
})
