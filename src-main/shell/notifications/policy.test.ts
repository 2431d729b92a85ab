import { beforeEach, describe, expect, it } from 'vitest'
import { DEFAULT_SETTINGS } from '../../../src-shared/domain/settings'
import { shellMessages } from '../messages'
import { RecordingNotifier, StepClock } from '../testing'
import { CAUSE_MS, GATHER_MS, NotificationPolicy } from './policy'
import type { Outcome, SeenStore } from './types'
import { awayNotice } from './words'

type Download = Extract<Outcome, { kind: 'download' }>

let clock: StepClock
let notifier: RecordingNotifier
let seen: SeenStore
let preferences: typeof DEFAULT_SETTINGS.preferences
let policy: NotificationPolicy

function start(): NotificationPolicy {
  return new NotificationPolicy({
    clock,
    seen,
    notifier,
    preferences: () => preferences,
    messages: () => shellMessages('en'),
  })
}

beforeEach(() => {
  clock = new StepClock()
  notifier = new RecordingNotifier(() => clock.monotonic())
  seen = new Set<string>()
  preferences = { ...DEFAULT_SETTINGS.preferences }
  policy = start()
})

function finished(episode: number, more: Partial<Download> = {}): Download {
  return {
    kind: 'download',
    outcome: 'completed',
    itemId: `item-${more.seriesTitle ?? 'Frieren'}-${episode}`,
    retryCount: 0,
    seriesTitle: 'Frieren',
    season: 1,
    episode,
    reason: null,
    ...more,
  }
}

function failed(episode: number, reason: string | null, more: Partial<Download> = {}): Download {
  return finished(episode, { outcome: 'failed', reason, ...more })
}

describe('finished episodes', () => {
  it('are gathered for ten seconds, counted from the first', () => {
    for (const episode of [3, 1, 2]) {
      policy.outcome(finished(episode))
      clock.advance(3_000)
    }
    policy.outcome(finished(4))
    expect(notifier.titles).toEqual([])
    clock.advance(GATHER_MS - 9_000)
    expect(notifier.titles).toEqual(['Frieren: 4 episodes'])
    expect(notifier.shown[0]?.notice.body).toBe(
      'Downloads finished: S01E01, S01E02, S01E03, S01E04',
    )
  })

  it('name the episode when it is one, and open its series', () => {
    policy.outcome(finished(5, { seriesId: 'frieren' }))
    clock.advance(GATHER_MS)
    expect(notifier.shown[0]?.notice).toMatchObject({
      title: 'Frieren: S01E05',
      body: 'Download finished',
      open: { to: 'series', seriesId: 'frieren' },
    })
  })

  it('are told by series, at most one notice a second', () => {
    for (const seriesTitle of ['Frieren', 'Mushishi', 'Planetes']) {
      policy.outcome(finished(1, { seriesTitle }))
    }
    clock.advance(GATHER_MS + 10_000)
    expect(notifier.titles).toEqual(['Frieren: S01E01', 'Mushishi: S01E01', 'Planetes: S01E01'])
    const [a, b, c] = notifier.shown.map(({ at }) => at)
    expect([Number(b) - Number(a), Number(c) - Number(b)]).toEqual([1_000, 1_000])
  })

  it('of many series are one notice', () => {
    for (let n = 0; n < 60; n += 1) policy.outcome(finished(n, { seriesTitle: `Series ${n % 6}` }))
    clock.advance(GATHER_MS + 120_000)
    expect(notifier.titles).toEqual(['60 episodes finished'])
    expect(notifier.shown[0]?.notice.body).toContain('and 1 more')
  })

  it('start a new gathering after the last was told', () => {
    policy.outcome(finished(1))
    clock.advance(GATHER_MS)
    policy.outcome(finished(2))
    clock.advance(GATHER_MS)
    expect(notifier.titles).toEqual(['Frieren: S01E01', 'Frieren: S01E02'])
    expect(notifier.shown[0]?.notice.tag).not.toBe(notifier.shown[1]?.notice.tag)
  })
})

describe('failures', () => {
  it('are told at once, with the reason', () => {
    policy.outcome(failed(1, 'No space left on device'))
    expect(notifier.shown[0]?.notice).toMatchObject({
      title: 'Frieren S01E01 failed',
      body: 'No space left on device',
      updates: false,
    })
  })

  it('of one cause are one notice that is brought up to date', () => {
    for (let n = 1; n <= 60; n += 1) {
      policy.outcome(failed(n, `GET https://cdn.example/ep${n}.mp4: HTTP 404 after ${n} s`))
    }
    clock.advance(GATHER_MS)
    expect(notifier.titles).toEqual(['Frieren S01E01 failed', '60 downloads failed'])
    const [first, second] = notifier.shown.map(({ notice }) => notice)
    expect(second?.tag).toBe(first?.tag)
    expect(second?.updates).toBe(true)
    clock.advance(CAUSE_MS)
    expect(notifier.shown).toHaveLength(2)
  })

  it('of a cause that was quiet for long are told anew', () => {
    policy.outcome(failed(1, 'Provider is away'))
    clock.advance(CAUSE_MS + 1)
    policy.outcome(failed(2, 'Provider is away'))
    expect(notifier.titles).toEqual(['Frieren S01E01 failed', 'Frieren S01E02 failed'])
  })

  it('of more than three causes share one notice', () => {
    const causes = ['disk', 'network', 'parser', 'captcha', 'format', 'region']
    causes.forEach((cause, n) => policy.outcome(failed(n, cause)))
    clock.advance(GATHER_MS + 10_000)
    expect(notifier.titles).toEqual([
      'Frieren S01E00 failed',
      'Frieren S01E01 failed',
      'Frieren S01E02 failed',
      'Frieren S01E03 failed',
      '3 downloads failed',
    ])
  })

  it('pass what waits', () => {
    for (const seriesTitle of ['Frieren', 'Mushishi', 'Planetes']) {
      policy.outcome(finished(1, { seriesTitle }))
    }
    clock.advance(GATHER_MS)
    policy.outcome(failed(9, 'disk'))
    clock.advance(5_000)
    expect(notifier.titles[1]).toBe('Frieren S01E09 failed')
  })

  it('survive what a server may write', () => {
    policy.outcome(failed(1, `bad\u0000byte\u001b[31m ${'x'.repeat(5_000)}`))
    const body = notifier.shown[0]?.notice.body ?? ''
    expect(body.startsWith('badbyte[31m')).toBe(true)
    expect(body.length).toBeLessThanOrEqual(600)
  })
})

describe('never twice', () => {
  it('for the same item, outcome and retry, across reconnects and restarts', () => {
    policy.outcome(finished(1))
    policy.outcome(finished(1))
    policy.outcome(failed(2, 'disk'))
    policy.outcome(failed(2, 'disk'))
    clock.advance(GATHER_MS + 5_000)
    const titles = ['Frieren S01E02 failed', 'Frieren: S01E01']
    expect(notifier.titles).toEqual(titles)
    policy.outcome(finished(1))
    policy.dispose()
    policy = start()
    policy.outcome(finished(1))
    policy.outcome(failed(2, 'disk'))
    clock.advance(GATHER_MS + 5_000)
    expect(notifier.titles).toEqual(titles)
  })

  it('but again after a retry, and for another server', () => {
    policy.outcome(failed(2, 'disk'))
    clock.advance(CAUSE_MS + 1)
    policy.outcome(failed(2, 'disk', { retryCount: 1 }))
    clock.advance(CAUSE_MS + 1)
    policy.outcome(failed(2, 'disk', { retryCount: 1, profileId: 'other' }))
    clock.advance(1_000)
    expect(notifier.shown).toHaveLength(3)
  })

  it('tells after a restart what had only been gathered', () => {
    policy.outcome(finished(1))
    policy.dispose()
    expect(clock.waiting).toBe(0)
    policy = start()
    policy.outcome(finished(1))
    clock.advance(GATHER_MS)
    expect(notifier.titles).toEqual(['Frieren: S01E01'])
  })
})

describe('preferences', () => {
  it('silence each kind, and what was silenced does not come later', () => {
    preferences = { ...preferences, notifyFinished: false, notifyFailed: false, notifyScan: false }
    const scan = { kind: 'scan', outcome: 'completed', newMissing: 2, reason: null } as const
    const all: Outcome[] = [finished(1), failed(2, 'disk'), scan]
    for (const outcome of all) policy.outcome(outcome)
    preferences = DEFAULT_SETTINGS.preferences
    for (const outcome of all.slice(0, 2)) policy.outcome(outcome)
    clock.advance(GATHER_MS * 2)
    expect(notifier.titles).toEqual([])
  })
})

describe('scans', () => {
  it('say what they found, or why they failed', () => {
    for (const newMissing of [3, 1, 0, null]) {
      policy.outcome({ kind: 'scan', outcome: 'completed', newMissing, reason: null })
      clock.advance(1_000)
    }
    policy.outcome({ kind: 'scan', outcome: 'failed', newMissing: null, reason: 'Folder is gone' })
    expect(notifier.shown.map(({ notice }) => notice.body)).toEqual([
      '3 new missing episodes',
      '1 new missing episode',
      'No new missing episodes',
      'The library is up to date.',
      'Folder is gone',
    ])
    expect(notifier.titles[4]).toBe('Library scan failed')
    expect(notifier.shown[0]?.notice.open).toEqual({ to: 'library' })
  })
})

describe('a digest of an absence', () => {
  const news = {
    finished: 3,
    failed: 1,
    seriesAdded: 2,
    newMissing: 4,
    todosAdded: 4,
    todosDone: 1,
  }

  it('is one notice, which leads to Activity', () => {
    policy.digest(news)
    expect(notifier.shown.map(({ notice }) => notice)).toMatchObject([
      {
        title: 'While you were away',
        body: '3 downloads finished, 1 failed, 2 series added, 4 new missing episodes; 4 todos added, 1 done',
        open: { to: 'activity' },
      },
    ])
  })

  it('leaves out what the user does not want to hear of, and is not shown without a rest', () => {
    preferences = { ...preferences, notifyFinished: false, notifyScan: false }
    policy.digest(news)
    expect(notifier.shown[0]?.notice.body).toBe(
      '1 download failed, 2 series added; 4 todos added, 1 done',
    )
    clock.advance(1_000)
    policy.digest({ finished: 2, newMissing: 1 })
    preferences = { ...preferences, notifyAway: false }
    policy.digest(news)
    clock.advance(60_000)
    expect(notifier.shown).toHaveLength(1)
  })

  it('has plural forms in both languages', () => {
    const one = awayNotice({ finished: 1, todosDeleted: 1 }, shellMessages('de'))
    const many = awayNotice({ failed: 2, newMissing: 2, todosDeleted: 2 }, shellMessages('de'))
    expect([one.title, one.body, many.body]).toEqual([
      'Während du weg warst',
      '1 Download fertig; 1 Aufgabe gelöscht',
      '2 Downloads fehlgeschlagen, 2 neue fehlende Folgen; 2 Aufgaben gelöscht',
    ])
  })
})
